import type { ReportFilter } from '@arbiter/contracts/reporting/explore';
import type { ExploreAsked } from '@arbiter/reports/explore/compile-explore';
import { addDays, type DaySpan } from '@arbiter/reports/explore/period-days';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/**
 * Another campaign to hold the numbers against. Where the question is about one campaign, the days of both are counted from their own starts, so that
 * the third day stands against the third day; else the days stay as they are.
 */
export async function campaignShift(repository: Container['repository'], campaignId: string, filters: readonly ReportFilter[], span: DaySpan | null): Promise<NonNullable<ExploreAsked['compared']>> {
  const ids = filters.flatMap(({ dimension, op, values }) => (dimension === 'campaign' && op === 'in' && values.length === 1 ? values : []));
  const rows = await repository.selectFrom('campaigns').select(['id', 'draft']).where('id', 'in', [campaignId, ...ids]).execute();
  const startOf = (id: string | undefined) => rows.find((row) => row.id === id)?.draft.startsOn;
  if (!rows.some(({ id }) => id === campaignId)) {
    const message = `There is no campaign ${JSON.stringify(campaignId)} to compare with`;
    throw new ProblemError('validation-failed', message, { faults: [{ path: '/compare/campaignId', code: 'unknown-campaign', message }] });
  }
  const [own, other] = [ids.length === 1 ? startOf(ids[0]) : undefined, startOf(campaignId)];
  if (own === undefined || other === undefined) return { span, shift: null, campaignId };
  const count = daysBetween(other, own);
  return { span: span && { from: addDays(span.from, -count), before: addDays(span.before, -count) }, shift: { unit: 'day', count }, campaignId };
}
