import type { Environment, Fault, Job, Publication, PublicationActivity, PublicationBatch, PublicationRevision, PublicationRun, PublicationSettings, PublicationsActivity, PublicationState } from '@arbiter/contracts';
import type { TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { request } from './client.js';

const at = encodeURIComponent;

export interface PublicationsQuery { environment?: Environment | undefined; endpoint?: string | undefined; itemId?: string | undefined; state?: PublicationState | undefined }
export interface StrategySchema { arm: string; version: number; input: Record<string, unknown>; output: Record<string, unknown> }
export interface RecordedCall {
  decisionId: string; at: string; timeZone: string; endpoint: string; environment: Environment; publicationId: string; revision: number; strategyId: string; version: number; contentHash: string; arm: string; caller: string;
  input?: unknown; answer: { outputs: Record<string, unknown>; outcome: CallOutcome } | null; failure: { code: string; message: string; nodeId: string | null } | null; trace?: CallStep[]; durationMs: number;
}
export interface CallOutcome { decision: unknown; action: string | null; channel: string | null; terms: Record<string, unknown>; reasonCodes: string[] }
/** One visit of a node: the trace of an answer as it is kept and told. */
export type CallStep = TraceStep;
export interface CallReplay { decisionId: string; strategy: { id: string; name: string }; version: number; at: string; same: boolean; difference: unknown[]; asksOutside: boolean; answer: RecordedCall['answer']; failure: RecordedCall['failure']; trace: CallStep[] }
export interface RecordedQuery { environment?: Environment | undefined; arm?: string | undefined; version?: number | undefined; ok?: boolean | undefined; before?: string | undefined; limit?: number | undefined }

const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** What answers under which name: settings, life, figures, runs, records. */
export const publications = {
  list: (query: PublicationsQuery = {}) => request<Publication[]>('GET', '/v1/publications', { query: { ...query } }),
  one: (id: string) => request<Publication>('GET', `/v1/publications/${at(id)}`),
  /** Figures of the last minutes; "today" is the reader's. */
  activity: (minutes: number, query: PublicationsQuery = {}) => request<PublicationsActivity>('GET', '/v1/publications/activity', { query: { minutes, timeZone: timeZone(), ...query } }),
  activityOf: (id: string, minutes: number) => request<PublicationActivity>('GET', `/v1/publications/${at(id)}/activity`, { query: { minutes, timeZone: timeZone() } }),
  check: (settings: PublicationSettings, signal?: AbortSignal) => request<{ faults: Fault[]; nextTimes: string[] }>('POST', '/v1/publications/check', { body: { settings }, signal }),
  publish: (body: { endpoint: string; environment: Environment; settings: PublicationSettings; revision?: number; comment?: string }) => request<Publication>('POST', '/v1/publications', { body }),
  revisions: (id: string) => request<PublicationRevision[]>('GET', `/v1/publications/${at(id)}/revisions`),
  stop: (id: string) => request<Publication>('POST', `/v1/publications/${at(id)}/stop`, { body: {} }),
  start: (id: string) => request<Publication>('POST', `/v1/publications/${at(id)}/start`, { body: {} }),
  /** The settings before the present ones, or those of a named revision. */
  rollBack: (id: string, to?: number, comment?: string) => request<Publication>('POST', `/v1/publications/${at(id)}/rollback`, { body: { ...(to === undefined ? {} : { to }), ...(comment ? { comment } : {}) } }),
  promote: (id: string, revision: number, comment?: string) => request<Publication>('POST', `/v1/publications/${at(id)}/promote`, { body: { revision, ...(comment ? { comment } : {}) } }),
  runs: (id: string) => request<{ nextAt: string | null; runs: PublicationRun[] }>('GET', `/v1/publications/${at(id)}/runs`),
  run: (id: string, batch: PublicationBatch = {}) => request<Job>('POST', `/v1/publications/${at(id)}/batches`, { body: batch }),
  answersAddress: (batchId: string) => `/v1/batches/${at(batchId)}/answers?format=csv`,
  rejectsAddress: (batchId: string) => `/v1/batches/${at(batchId)}/rejects`,

  schemas: (endpoint: string, environment: Environment) => request<StrategySchema[]>('GET', `/v1/strategies/${at(endpoint)}/schema`, { query: { environment } }),
  call: (endpoint: string, environment: Environment, body: { input: unknown; trace?: boolean }) => request<CallAnswer>('POST', `/v1/strategies/${at(endpoint)}/decisions?environment=${environment}`, { body }),
  recorded: (endpoint: string, query: RecordedQuery) => request<RecordedCall[]>('GET', `/v1/strategies/${at(endpoint)}/decisions`, { query: { ...query } }),
  recordedOne: (endpoint: string, id: string) => request<RecordedCall>('GET', `/v1/strategies/${at(endpoint)}/decisions/${at(id)}`),
  replay: (endpoint: string, id: string) => request<CallReplay>('POST', `/v1/strategies/${at(endpoint)}/decisions/${at(id)}/replay`, { body: {} }),
};

export interface CallAnswer {
  decisionId: string; endpoint: string; environment: Environment; strategy: { id: string; name: string }; version: number; arm: string;
  outputs: Record<string, unknown>; outcome: CallOutcome; trace?: CallStep[]; durationMs: number;
}
