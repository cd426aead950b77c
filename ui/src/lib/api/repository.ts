import type { DocumentDifference, Environment, ItemKind, ItemSummary, ItemVersion, PublicationState } from '@arbiter/contracts';
import { request } from './client.js';

const at = encodeURIComponent;

export interface UsedInPublication { id: string; endpoint: string; environment: Environment; state: PublicationState; version: number }
export interface RepositoryItem extends ItemSummary {
  projectName: string; versions: number; registeredAt: string; registeredBy: string | null; comment: string; contentHash: string; isAhead: boolean; isSubProcess: boolean; usedBy: number; publications: UsedInPublication[];
}
export type RepositoryKind = ItemKind | 'sub-process';
export type RepositoryStatus = 'ahead' | 'published' | 'unused';
export type RepositorySort = 'name' | 'kind' | 'project' | 'registered' | 'used';
export interface RepositoryQuery { search?: string | undefined; kind?: RepositoryKind | undefined; projectId?: string | undefined; status?: RepositoryStatus | undefined; sort?: RepositorySort; order?: 'asc' | 'desc'; limit?: number; offset?: number }

export interface ItemUser { by: 'version' | 'draft' | 'publication' | 'campaign'; id: string; kind: ItemKind | 'publication' | 'campaign'; name: string; projectId: string | null; version: number | null; uses: number; distance: number; through?: { id: string; version: number } }
export interface ItemCard {
  item: ItemSummary; versions: ItemVersion[]; schema: { input: Record<string, unknown>; output: Record<string, unknown> } | null; tests: { cases: number; blocksRegistration: boolean; leastCoverage: number };
  whereUsed: ItemUser[]; publications: UsedInPublication[]; audit: { at: string; userId: string | null; login: string | null; action: string; details: unknown }[];
}
export interface DependencyGraph {
  nodes: { id: string; kind: ItemKind; name: string; projectId: string; version: number | null; latestVersion: number | null }[];
  edges: { from: { id: string; version: number | null }; to: { id: string; version: number } }[];
}
export interface VersionDifference { same: boolean; difference: DocumentDifference[]; strategy?: unknown }

/** What is registered: its cards, what it is made of, what differs. */
export const repository = {
  list: (query: RepositoryQuery = {}) => request<{ total: number; items: RepositoryItem[] }>('GET', '/v1/repository', { query: { ...query } }),
  card: (id: string) => request<ItemCard>('GET', `/v1/items/${at(id)}/card`),
  dependencies: (id: string, version?: number) => request<DependencyGraph>('GET', `/v1/items/${at(id)}/dependencies`, { query: { version } }),
  users: (id: string, version?: number) => request<ItemUser[]>('GET', `/v1/items/${at(id)}/where-used`, { query: { version } }),
  difference: (id: string, version: number, against: string) => request<VersionDifference>('GET', `/v1/items/${at(id)}/versions/${version}/diff`, { query: { against } }),
  schema: (id: string, version: number) => request<{ input: Record<string, unknown>; output: Record<string, unknown> }>('GET', `/v1/items/${at(id)}/versions/${version}/schema`),
  exportAddress: (projectId: string) => `/v1/projects/${at(projectId)}/export`,
};
