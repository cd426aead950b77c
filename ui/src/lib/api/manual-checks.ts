import type { CheckQueue, CheckQueueDocument, CheckState, ManualCheck, ManualCheckSummary, VerdictWish } from '@arbiter/contracts';
import { request } from './client.js';

const at = encodeURIComponent;

export interface ChecksQuery { queueId?: string; state?: CheckState | 'open'; mine?: boolean; search?: string; limit?: number; offset?: number }

/** Queues of manual checks and what is in them. */
export const manualChecks = {
  queues: () => request<CheckQueue[]>('GET', '/v1/check-queues'),
  createQueue: (document: CheckQueueDocument) => request<CheckQueue>('POST', '/v1/check-queues', { body: document }),
  changeQueue: (id: string, body: { version: number; document: CheckQueueDocument }) => request<CheckQueue>('PUT', `/v1/check-queues/${at(id)}`, { body }),
  removeQueue: (id: string) => request<void>('DELETE', `/v1/check-queues/${at(id)}`),
  takeNext: (id: string) => request<{ check: ManualCheck | null }>('POST', `/v1/check-queues/${at(id)}/next`, { body: {} }),
  list: (query: ChecksQuery) => request<{ total: number; checks: ManualCheckSummary[] }>('GET', '/v1/manual-checks', { query: { ...query } }),
  check: (id: string) => request<ManualCheck>('GET', `/v1/manual-checks/${at(id)}`),
  take: (id: string) => request<ManualCheck>('POST', `/v1/manual-checks/${at(id)}/take`, { body: {} }),
  release: (id: string) => request<ManualCheck>('POST', `/v1/manual-checks/${at(id)}/release`, { body: {} }),
  decide: (id: string, wish: VerdictWish) => request<ManualCheck>('POST', `/v1/manual-checks/${at(id)}/verdict`, { body: wish }),
  note: (id: string, note: { text: string; link?: string }) => request<ManualCheck>('POST', `/v1/manual-checks/${at(id)}/notes`, { body: note }),
};
