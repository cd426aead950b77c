import type { CustomerPromise, promiseStates } from '@arbiter/contracts';
import type { Container } from '../../../container.js';
import { waitingRows } from './customer-journal.js';

interface PromiseRow { promise_id: string; number: number; state: (typeof promiseStates)[number]; amount_minor: string | number; paid_minor: string | number; made_at: string; due_on: string; last_on: string; campaign_id: string; decision_id: string; at: string }

const most = 2_000;

/** Promises of a customer with their history, the newest first; those of this moment as well. */
export async function listPromises(container: Pick<Container, 'hotState' | 'analytics'>, customerId: string): Promise<CustomerPromise[]> {
  const waiting = (await waitingRows(container, customerId)).filter(([table]) => table === 'promises').map(([, row]) => row as unknown as PromiseRow);
  const stored = await container.analytics.query<PromiseRow & { made_ms: string; at_ms: string }>(
    `SELECT promise_id, number, state, amount_minor, paid_minor, due_on, last_on, campaign_id, decision_id, toUnixTimestamp64Milli(made_at) AS made_ms, toUnixTimestamp64Milli(at) AS at_ms FROM promises FINAL WHERE customer_id = {id:String} ORDER BY made_at DESC, promise_id, number DESC LIMIT ${most}`, { id: customerId },
  );
  const rows = new Map<string, PromiseRow>();
  for (const row of stored) rows.set(`${row.promise_id}#${row.number}`, { ...row, made_at: new Date(Number(row.made_ms)).toISOString(), at: new Date(Number(row.at_ms)).toISOString() });
  for (const row of waiting) rows.set(`${row.promise_id}#${row.number}`, row);
  const byPromise = new Map<string, PromiseRow[]>();
  for (const row of rows.values()) byPromise.set(row.promise_id, [...(byPromise.get(row.promise_id) ?? []), row]);
  return [...byPromise.values()].map((list): CustomerPromise => {
    const history = list.sort((one, other) => Number(one.number) - Number(other.number));
    const last = history.at(-1)!;
    return {
      promiseId: last.promise_id, state: last.state, amountMinor: Number(last.amount_minor), paidMinor: Number(last.paid_minor), madeAt: last.made_at, dueOn: last.due_on, lastOn: last.last_on, campaignId: last.campaign_id || null, decisionId: last.decision_id || null,
      history: history.map((row) => ({ number: Number(row.number), at: row.at, state: row.state, amountMinor: Number(row.amount_minor), paidMinor: Number(row.paid_minor), dueOn: row.due_on })),
    };
  }).sort((one, other) => (one.madeAt < other.madeAt ? 1 : one.madeAt > other.madeAt ? -1 : one.promiseId < other.promiseId ? 1 : -1));
}
