import type { PromiseToPay } from '@arbiter/engine';
import type { PromiseEntry } from './customer-entries.js';
import type { TableRow } from './journal-rows.js';

export const rowOfPromise = (customerId: string, atMs: number, promise: PromiseToPay): TableRow => ['promises', {
  customer_id: customerId, promise_id: promise.id, number: promise.number, state: promise.state, amount_minor: promise.amountMinor, paid_minor: promise.paidMinor, made_at: new Date(promise.madeAtMs).toISOString(),
  due_on: promise.dueOn, last_on: promise.lastOn, campaign_id: promise.campaignId ?? '', decision_id: promise.decisionId ?? '', at: new Date(atMs).toISOString(), version: atMs,
}];

export const rowsOfPromise = ({ customerId, atMs, promises }: PromiseEntry): TableRow[] => promises.map((promise) => rowOfPromise(customerId, atMs, promise));
