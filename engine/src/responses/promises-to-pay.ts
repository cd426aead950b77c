import { offsetAtInstant, offsetAtLocal } from '../feel/values/zones.js';
import type { CustomerState, LoggedResponse, PromiseToPay } from '../live-customer/live-customer.js';

/** When a promise counts as kept. */
export interface PromiseTerms {
  graceDays: number;
  /** Share of the amount that must be paid, percent. */
  keptPercent: number;
}

export const usualPromiseTerms: PromiseTerms = { graceDays: 2, keptPercent: 90 };
/** Flag of the customer while a promise is open; contact policy may suppress collection by it. */
export const promiseFlag = 'promise_open';

const dayMs = 86_400_000;

/** The calendar day of an instant in a zone, YYYY-MM-DD. */
export const localDay = (zone: string, atMs: number): string => new Date(atMs + offsetAtInstant(zone, Math.floor(atMs / 1000)) * 1000).toISOString().slice(0, 10);

export const daysAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** The instant at which a day ends in a zone: its next midnight, whatever the clocks do that night. */
export function endOfDayMs(zone: string, day: string): number {
  const local = Date.parse(`${daysAfter(day, 1)}T00:00:00Z`) / 1000;
  return (local - offsetAtLocal(zone, local)) * 1000;
}

export function promiseOf(made: { id: string; amountMinor: number; atMs: number; dueOn: string; campaignId: string | null; decisionId: string | null }, zone: string, { graceDays }: PromiseTerms): PromiseToPay {
  const lastOn = daysAfter(made.dueOn, graceDays);
  return { id: made.id, amountMinor: made.amountMinor, madeAtMs: made.atMs, madeOn: localDay(zone, made.atMs), dueOn: made.dueOn, lastOn, checkAtMs: endOfDayMs(zone, lastOn), state: 'open', paidMinor: 0, number: 0, campaignId: made.campaignId, decisionId: made.decisionId };
}

/** Whether a payment may count for a promise. A payment of a file has a day and no time: that of the promise's own day counts. */
const counts = (payment: LoggedResponse, promise: PromiseToPay): boolean =>
  payment.day <= promise.lastOn && (payment.imported ? payment.day >= promise.madeOn : payment.atMs >= promise.madeAtMs);

/**
 * Promises as they stand by all payments that are known: each payment counts once, for the oldest promise first, what is left over for the
 * next. The same payments and moment always give the same, in whatever order they became known.
 */
export function settlePromises(promises: readonly PromiseToPay[], responses: readonly LoggedResponse[], nowMs: number, { keptPercent }: PromiseTerms): PromiseToPay[] {
  const inOrder = [...promises].sort((one, other) => one.madeAtMs - other.madeAtMs || (one.id < other.id ? -1 : 1));
  const paid = new Map<PromiseToPay, number>();
  const payments = responses.filter(({ kind, amountMinor }) => kind === 'payment' && amountMinor > 0).sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : one.atMs - other.atMs || (one.id < other.id ? -1 : 1)));
  for (const payment of payments) {
    let left = payment.amountMinor;
    for (const promise of inOrder) {
      if (left === 0) break;
      if (promise.state === 'withdrawn' || !counts(payment, promise)) continue;
      const part = Math.min(left, promise.amountMinor - (paid.get(promise) ?? 0));
      paid.set(promise, (paid.get(promise) ?? 0) + part);
      left -= part;
    }
  }
  return inOrder.map((promise) => {
    if (promise.state === 'withdrawn') return promise;
    const paidMinor = paid.get(promise) ?? 0;
    // In whole numbers: 100 × 1e15 is beyond what a double counts exactly.
    const kept = BigInt(paidMinor) * 100n >= BigInt(promise.amountMinor) * BigInt(keptPercent);
    const state = kept ? 'kept' : nowMs < promise.checkAtMs ? 'open' : paidMinor > 0 ? 'partial' : 'broken';
    return state === promise.state && paidMinor === promise.paidMinor ? promise : { ...promise, state, paidMinor };
  });
}

/** Payments of a file beside those that responses told: the same identifier, or the same amount on the same day, is one payment. */
export function withImportedPayments(responses: readonly LoggedResponse[], imported: readonly { id: string; day: string; amountMinor: number }[]): readonly LoggedResponse[] {
  const told = responses.filter(({ kind, imported: fromFile }) => kind === 'payment' && !fromFile);
  const matched = new Set<LoggedResponse>();
  const added: LoggedResponse[] = [];
  for (const { id, day, amountMinor } of [...imported].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const same = told.find((one) => !matched.has(one) && (one.id === id || one.correctedBy === id)) ?? told.find((one) => !matched.has(one) && one.day === day && one.amountMinor === amountMinor);
    if (same) matched.add(same);
    else added.push({ id: `file:${id}`, kind: 'payment', atMs: Date.parse(`${day}T00:00:00Z`), day, amountMinor, ended: [], imported: true });
  }
  const others = responses.filter(({ imported: fromFile }) => !fromFile);
  return added.length === 0 && others.length === responses.length ? responses : [...others, ...added];
}

/** The state with promises settled, their flag and numbers: `changed` are those that are not as they were. */
export function stateWithPromises(before: CustomerState, after: CustomerState, nowMs: number, terms: PromiseTerms): { state: CustomerState; changed: PromiseToPay[] } {
  if (after.promises.length === 0 && before.promises.length === 0) return { state: after, changed: [] };
  const former = new Map(before.promises.map((promise) => [promise.id, promise]));
  const changed: PromiseToPay[] = [];
  const promises = settlePromises(after.promises, after.responses, nowMs, terms).map((promise) => {
    const known = former.get(promise.id);
    if (known && JSON.stringify(known) === JSON.stringify(promise)) return promise;
    const numbered = { ...promise, number: (known?.number ?? 0) + 1 };
    changed.push(numbered);
    return numbered;
  });
  const open = promises.filter(({ state }) => state === 'open');
  const { [promiseFlag]: _, ...others } = after.flags;
  const flags = open.length > 0 ? { ...others, [promiseFlag]: Math.min(...open.map(({ madeAtMs }) => madeAtMs)) } : others;
  return { state: { ...after, promises, flags }, changed };
}
