import type { CheckFindings, Item, ItemKind, ItemSummary, ItemVersion, Project, ProjectFields, Title } from '@arbiter/contracts';
import { request } from './client.js';

const at = encodeURIComponent;

export interface SavedItem extends CheckFindings { item: Item }
export interface ProjectsQuery { search?: string; tag?: string; owner?: string; archived?: 'no' | 'yes' | 'all'; status?: 'draft' | 'registered' | 'published'; sort?: 'name' | 'updated' | 'created'; order?: 'asc' | 'desc'; limit?: number; offset?: number }
export interface ItemsQuery { kind?: ItemKind; search?: string; sort?: 'name' | 'updated' | 'created' | 'kind'; order?: 'asc' | 'desc'; limit?: number; offset?: number }

export interface ProjectTemplateSummary { id: string; name: Title; description: Title; shows: { ru: string[]; en: string[] }; tags: { ru: string[]; en: string[] } }
export interface ImportedItem { fileId: string; id: string; kind: ItemKind; name: string; action: 'added' | 'kept' | 'replaced' | 'copied' | 'linked' }

/** Projects, their items, drafts and registered versions. */
export const projects = {
  list: (query: ProjectsQuery = {}) => request<{ total: number; projects: Project[]; owners: string[]; tags: string[] }>('GET', '/v1/projects', { query: { ...query } }),
  project: (id: string) => request<Project>('GET', `/v1/projects/${at(id)}`),
  createProject: (fields: ProjectFields) => request<Project>('POST', '/v1/projects', { body: fields }),
  changeProject: (id: string, change: Partial<ProjectFields> & { revision: number; owner?: string | null; archived?: boolean }) => request<Project>('PUT', `/v1/projects/${at(id)}`, { body: change }),
  deleteProject: (id: string) => request<void>('DELETE', `/v1/projects/${at(id)}`),

  templates: () => request<ProjectTemplateSummary[]>('GET', '/v1/project-templates'),
  createFromTemplate: (body: { template: string; language: 'ru' | 'en'; name?: string }) => request<{ project: Project; itemId: string }>('POST', '/v1/projects/from-template', { body }),
  exportAddress: (id: string) => `/v1/projects/${at(id)}/export`,
  exportProject: (id: string) => request<unknown>('GET', `/v1/projects/${at(id)}/export`),
  importProject: (body: { file: unknown; into?: string; conflicts?: 'keep' | 'replace' | 'copy'; name?: string }) => request<{ projectId: string; items: ImportedItem[] }>('POST', '/v1/projects/import', { body }),

  itemsOf: (projectId: string, query: ItemsQuery = {}) => request<{ total: number; items: ItemSummary[] }>('GET', `/v1/projects/${at(projectId)}/items`, { query: { ...query } }),
  items: (query: ItemsQuery & { projectId?: string } = {}) => request<{ total: number; items: ItemSummary[] }>('GET', '/v1/items', { query: { ...query } }),
  item: (id: string) => request<Item>('GET', `/v1/items/${at(id)}`),
  createItem: (projectId: string, body: { kind: ItemKind; name: string; description?: string; document?: unknown }) => request<SavedItem>('POST', `/v1/projects/${at(projectId)}/items`, { body }),
  saveItem: (id: string, body: { revision: number; document: unknown; name?: string; description?: string; restored?: number }) => request<SavedItem>('PUT', `/v1/items/${at(id)}`, { body }),
  copyItem: (id: string, body: { name: string; projectId?: string; document?: unknown }) => request<SavedItem>('POST', `/v1/items/${at(id)}/copy`, { body }),
  deleteItem: (id: string) => request<void>('DELETE', `/v1/items/${at(id)}`),
  checkItem: (kind: ItemKind, document: unknown, signal?: AbortSignal) => request<CheckFindings>('POST', '/v1/items/check', { body: { kind, document }, signal }),

  versions: (id: string) => request<ItemVersion[]>('GET', `/v1/items/${at(id)}/versions`),
  version: (id: string, version: number) => request<ItemVersion & { name: string; document: unknown }>('GET', `/v1/items/${at(id)}/versions/${version}`),
  register: (id: string, body: { revision?: number; comment?: string }) => request<ItemVersion & { warnings: CheckFindings['warnings'] }>('POST', `/v1/items/${at(id)}/versions`, { body }),
};
