import type { ItemConflict } from '@arbiter/contracts';
import { request } from './client.js';

const at = encodeURIComponent;

/** Drafts that could not be saved and are kept beside the item. */
export const keptDrafts = {
  list: (id: string) => request<ItemConflict[]>('GET', `/v1/items/${at(id)}/conflicts`),
  read: (id: string, kept: string) => request<{ baseRevision: number; document: unknown }>('GET', `/v1/items/${at(id)}/conflicts/${at(kept)}`),
  keep: (id: string, body: { baseRevision: number; document: unknown; note?: string }) => request<ItemConflict>('POST', `/v1/items/${at(id)}/conflicts`, { body }),
  forget: (id: string, kept: string) => request<void>('DELETE', `/v1/items/${at(id)}/conflicts/${at(kept)}`),
};
