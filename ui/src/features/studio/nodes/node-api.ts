import type { Fault, Source, StrategyDocument } from '@arbiter/contracts';
import { request } from '$lib/api/client.js';

const at = encodeURIComponent;

export interface SourceSchema { dialect: 'clickhouse' | 'postgresql'; tables: { name: string; columns: { name: string; type: string }[] }[] }
export type SqlValues = Record<string, { type: string; value: unknown }>;
export interface SqlPreview { columns: { name: string; type: string }[]; rows: Record<string, unknown>[]; more: boolean; durationMs: number }
export interface NodeTrial {
  port: string | null;
  written: Record<string, unknown>;
  note: unknown;
  error: { code: string; message: string } | null;
  outcome: { decision: unknown; action: string | null; channel: string | null; terms: Record<string, unknown>; reasonCodes: string[] } | null;
  failure: { code: string; message: string; faults?: { path: string; code: string; message: string }[] } | null;
  durationMs: number;
}

/** What editors of nodes ask of the server. */
export const nodeApi = {
  sources: () => request<Source[]>('GET', '/v1/sources'),
  sourceSchema: (name: string) => request<SourceSchema>('GET', `/v1/sources/${at(name)}/schema`),
  checkStatement: (name: string, body: { statement: string; parameters: Record<string, { type: string }> }, signal?: AbortSignal) => request<{ ok: boolean; faults: Fault[] }>('POST', `/v1/sources/${at(name)}/check`, { body, signal }),
  previewStatement: (name: string, body: { statement: string; parameters: SqlValues; rowLimit?: number; timeoutMs?: number }) => request<SqlPreview>('POST', `/v1/sources/${at(name)}/preview`, { body }),
  tryNode: (body: { document: StrategyDocument; place: readonly string[]; nodeId: string; values: Record<string, unknown>; itemId: string; timeZone: string }) => request<NodeTrial>('POST', '/v1/nodes/try', { body }),
};
