import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportContactCurve } from '@arbiter/contracts/report-model';
import { isKnown } from '../stats/result.js';
import { wilsonInterval } from '../stats/wilson-interval.js';
import type { ReportCells } from './report-cells.js';

/** Share of the contacted customers of each target arm who answered, or paid, within so many days after their first contact. */
export function contactCurves(facts: CampaignFacts, { contactCurve }: ReportCells, confidence: number): ReportContactCurve[] {
  if (facts.goal === 'outcomes') return [];
  return facts.arms.filter(({ role }) => role === 'target').flatMap(({ id }) =>
    (['response', 'payment'] as const).map((outcome) => {
      const rows = contactCurve.filter((row) => row.arm === id && row.outcome === outcome);
      const contacted = rows.find(({ days }) => days < 0)?.customers ?? 0;
      let soFar = 0;
      const points = rows.filter(({ days }) => days >= 0).sort((a, b) => a.days - b.days).map(({ days, customers }) => {
        soFar += customers;
        const interval = wilsonInterval({ n: contacted, successes: soFar }, { confidence });
        return { days, customers: soFar, share: contacted > 0 ? soFar / contacted : null, low: isKnown(interval) ? interval.low : null, high: isKnown(interval) ? interval.high : null };
      });
      return { arm: id, outcome, customers: contacted, points, reason: contacted === 0 ? ('no-data' as const) : null };
    }),
  );
}
