import type { QuotaDocument, QuotaUse } from '@arbiter/contracts';
import { periodOf, periodsBetween } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { ledgerKeys } from './ledger-keys.js';

type Stores = Pick<Container, 'hotState' | 'now'>;
export const mostPeriods = 2_000;

async function useOf({ hotState }: Pick<Stores, 'hotState'>, periods: readonly { quotaId: string; period: string; atMost: number }[]): Promise<QuotaUse[]> {
  const counts = await hotState.countsOf(periods.flatMap(({ quotaId, period }) => [ledgerKeys.quota(quotaId, period), ledgerKeys.held(quotaId, period)]));
  return periods.map((one, index) => ({ ...one, used: counts[2 * index]!, setAside: counts[2 * index + 1]! }));
}

/** Use of quotas in the periods that now falls in. */
export function readPresentUse(stores: Stores, quotas: readonly { id: string; document: QuotaDocument }[]): Promise<QuotaUse[]> {
  const nowMs = stores.now().getTime();
  return useOf(stores, quotas.map(({ id, document }) => ({ quotaId: id, period: periodOf(document, nowMs), atMost: document.atMost })));
}

/**
 * Use of one quota in the periods that [from, to) touches, also those to come: plans have set aside in them.
 * @throws validation-failed for more than `mostPeriods` periods or an end before the beginning
 */
export async function readUseBetween(stores: Stores, { id, document }: { id: string; document: QuotaDocument }, fromMs: number, toMs: number): Promise<(QuotaUse & { from: string | null; to: string | null })[]> {
  if (!(toMs > fromMs)) throw new ProblemError('validation-failed', 'The end must lie after the beginning', { faults: [{ path: '/to', code: 'out-of-range', message: 'The end must lie after the beginning' }] });
  const periods = periodsBetween(document, fromMs, toMs, mostPeriods + 1);
  if (periods.length > mostPeriods) {
    const message = `More than ${mostPeriods} periods lie between: ask for a shorter time`;
    throw new ProblemError('validation-failed', message, { faults: [{ path: '/from', code: 'too-many', message }] });
  }
  const uses = await useOf(stores, periods.map(({ period }) => ({ quotaId: id, period, atMost: document.atMost })));
  const instant = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
  return uses.map((use, index) => ({ ...use, from: instant(periods[index]!.startMs), to: instant(periods[index]!.endMs) }));
}
