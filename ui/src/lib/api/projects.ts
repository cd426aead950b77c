import type { CheckFindings, Item, ItemKind, ItemSummary, ItemVersion, Project, ProjectFields } from '@arbiter/contracts';
import { request } from './client.js';

const at = encodeURIComponent;

export interface SavedItem extends CheckFindings { item: Item }
export interface ProjectsQuery { search?: string; tag?: string; owner?: string; archived?: 'no' | 'yes' | 'all'; sort?: 'name' | 'updated' | 'created'; order?: 'asc' | 'desc'; limit?: number; offset?: number }
export interface ItemsQuery { kind?: ItemKind; search?: string; sort?: 'name' | 'updated' | 'created' | 'kind'; order?: 'asc' | 'desc'; limit?: number; offset?: number }

/** Projects, their items, drafts and registered versions. */
export const projects = {
  list: (query: ProjectsQuery = {}) => request<{ total: number; projects: Project[] }>('GET', '/v1/projects', { query: { ...query } }),
  project: (id: string) => request<Project>('GET', `/v1/projects/${at(id)}`),
  createProject: (fields: ProjectFields) => request<Project>('POST', '/v1/projects', { body: fields }),
  changeProject: (id: string, change: Partial<ProjectFields> & { revision: number; owner?: string | null; archived?: boolean }) => request<Project>('PUT', `/v1/projects/${at(id)}`, { body: change }),
  deleteProject: (id: string) => request<void>('DELETE', `/v1/projects/${at(id)}`),

  itemsOf: (projectId: string, query: ItemsQuery = {}) => request<{ total: number; items: ItemSummary[] }>('GET', `/v1/projects/${at(projectId)}/items`, { query: { ...query } }),
  items: (query: ItemsQuery & { projectId?: string } = {}) => request<{ total: number; items: ItemSummary[] }>('GET', '/v1/items', { query: { ...query } }),
  item: (id: string) => request<Item>('GET', `/v1/items/${at(id)}`),
  createItem: (projectId: string, body: { kind: ItemKind; name: string; description?: string; document?: unknown }) => request<SavedItem>('POST', `/v1/projects/${at(projectId)}/items`, { body }),
  saveItem: (id: string, body: { revision: number; document: unknown; name?: string; description?: string }) => request<SavedItem>('PUT', `/v1/items/${at(id)}`, { body }),
  copyItem: (id: string, body: { name: string; projectId?: string; document?: unknown }) => request<SavedItem>('POST', `/v1/items/${at(id)}/copy`, { body }),
  deleteItem: (id: string) => request<void>('DELETE', `/v1/items/${at(id)}`),
  checkItem: (kind: ItemKind, document: unknown, signal?: AbortSignal) => request<CheckFindings>('POST', '/v1/items/check', { body: { kind, document }, signal }),

  versions: (id: string) => request<ItemVersion[]>('GET', `/v1/items/${at(id)}/versions`),
  version: (id: string, version: number) => request<ItemVersion & { name: string; document: unknown }>('GET', `/v1/items/${at(id)}/versions/${version}`),
  register: (id: string, body: { revision?: number; comment?: string }) => request<ItemVersion & { warnings: CheckFindings['warnings'] }>('POST', `/v1/items/${at(id)}/versions`, { body }),
};
