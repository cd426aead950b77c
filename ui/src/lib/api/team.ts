import type { ActivityEntry, ApprovalState, CommentThread, HistoryEntry, ItemConflict, ItemReview, ItemState, PresenceAnswer, PresencePlace, ProjectApproval, ReviewVerdict } from '@arbiter/contracts';
import { request } from './client.js';

const at = encodeURIComponent;
const item = (id: string): string => `/v1/items/${at(id)}`;

/** Drafts that could not be saved and are kept beside the item. */
export const keptDrafts = {
  list: (id: string) => request<ItemConflict[]>('GET', `${item(id)}/conflicts`),
  read: (id: string, kept: string) => request<{ baseRevision: number; document: unknown }>('GET', `${item(id)}/conflicts/${at(kept)}`),
  keep: (id: string, body: { baseRevision: number; document: unknown; note?: string }) => request<ItemConflict>('POST', `${item(id)}/conflicts`, { body }),
  forget: (id: string, kept: string) => request<void>('DELETE', `${item(id)}/conflicts/${at(kept)}`),
};

export interface Reviews { approval: ApprovalState; reviews: ItemReview[] }

/** Working together on an item: who is there, what was, what is said, what is approved, what happened. */
export const team = {
  beat: (id: string, body: { session: string; place: PresencePlace }) => request<PresenceAnswer>('POST', `${item(id)}/presence`, { body }),
  leave: (id: string, session: string) => request<PresenceAnswer>('POST', `${item(id)}/presence`, { body: { session, leaving: true }, keepalive: true }),

  history: (id: string, query: { limit: number }) => request<{ total: number; entries: HistoryEntry[] }>('GET', `${item(id)}/history`, { query }),
  state: (id: string, revision: number) => request<ItemState & { document: unknown }>('GET', `${item(id)}/states/${revision}`),
  nameState: (id: string, revision: number, name: string) => request<ItemState>('PUT', `${item(id)}/states/${revision}`, { body: { name } }),

  threads: (id: string) => request<CommentThread[]>('GET', `${item(id)}/threads`),
  addThread: (id: string, body: { text: string; node?: string }) => request<CommentThread>('POST', `${item(id)}/threads`, { body }),
  answer: (id: string, thread: string, text: string) => request<CommentThread>('POST', `${item(id)}/threads/${at(thread)}/comments`, { body: { text } }),
  resolveThread: (id: string, thread: string, resolved: boolean) => request<CommentThread>('PUT', `${item(id)}/threads/${at(thread)}`, { body: { resolved } }),
  changeComment: (id: string, comment: string, text: string) => request<CommentThread>('PUT', `${item(id)}/comments/${at(comment)}`, { body: { text } }),
  deleteComment: (id: string, comment: string) => request<void>('DELETE', `${item(id)}/comments/${at(comment)}`),

  reviews: (id: string) => request<Reviews>('GET', `${item(id)}/reviews`),
  reviewed: (id: string, review: string) => request<{ document: unknown }>('GET', `${item(id)}/reviews/${at(review)}`),
  requestReview: (id: string, body: { revision: number; note: string }) => request<Reviews>('POST', `${item(id)}/reviews`, { body }),
  decide: (id: string, review: string, body: { verdict: ReviewVerdict; note: string }) => request<Reviews>('PUT', `${item(id)}/reviews/${at(review)}/verdict`, { body }),
  withdraw: (id: string, review: string) => request<Reviews>('DELETE', `${item(id)}/reviews/${at(review)}`),
  approval: (projectId: string) => request<ProjectApproval>('GET', `/v1/projects/${at(projectId)}/approval`),
  setApproval: (projectId: string, needed: boolean) => request<ProjectApproval>('PUT', `/v1/projects/${at(projectId)}/approval`, { body: { needed } }),

  activity: (of: { projectId: string } | { itemId: string }, query: { limit: number; before?: string }) => request<ActivityEntry[]>('GET', 'itemId' in of ? `${item(of.itemId)}/activity` : `/v1/projects/${at(of.projectId)}/activity`, { query }),
};
