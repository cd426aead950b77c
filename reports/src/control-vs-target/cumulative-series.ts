import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportMetric, ReportSeries } from '@arbiter/contracts/report-model';
import { isKnown } from '../stats/result.js';
import { compareMetric } from './comparison-rows.js';
import { accumulate } from './cumulative-statistics.js';
import { armsOf, type ReportData, statisticsOf } from './report-data.js';

/** The effect as it grew, day by day, for every metric that has days; its last point is the headline's number. */
export function cumulativeSeries(facts: CampaignFacts, metrics: readonly ReportMetric[], data: ReportData, confidence: number): ReportSeries[] {
  const { targets, controls } = armsOf(facts);
  return metrics.flatMap((metric) => {
    const rows = data.cumulative.filter((row) => row.metric === metric.id);
    if (rows.length === 0) return [];
    const days = [...new Set(rows.map((row) => row.day))].sort();
    const growthOf = (arms: ReadonlySet<string>) => accumulate(rows, days, arms, statisticsOf(data.statistics, metric.id, arms, null).n);
    const control = growthOf(controls);
    return targets.map((arm) => {
      const target = growthOf(new Set([arm]));
      const points = days.flatMap((day, index) => {
        const [t, c] = [target[index], control[index]];
        if (!t || !c) return [];
        const comparison = compareMetric(metric, t, c, confidence);
        const effect = isKnown(comparison.absolute) ? comparison.absolute : null;
        const interval = effect && isKnown(effect.interval) ? effect.interval : null;
        return [
          {
            day,
            target: isKnown(comparison.target) ? comparison.target.value : null,
            control: isKnown(comparison.control) ? comparison.control.value : null,
            difference: effect?.estimate ?? null,
            low: interval?.low ?? null,
            high: interval?.high ?? null,
            alwaysValidLow: null,
            alwaysValidHigh: null,
          },
        ];
      });
      return { metric: metric.id, arm, points };
    });
  });
}
