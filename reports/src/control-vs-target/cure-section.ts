import type { ReportCure } from '@arbiter/contracts/report-model';
import type { CellRow } from '../marts/unit-sums.js';
import { isKnown } from '../stats/result.js';
import { cureCurve, logRankTest, type SurvivalDay } from '../stats/survival-curve.js';
import type { ReportArms, ReportCells } from './report-cells.js';
import { curedMetric } from './sources/cure-source.js';
import { runningSums } from './time-series.js';

/**
 * Share of the customers overdue at the start who have paid that debt by each day since assignment. All are followed to the same day of the
 * calendar; where they were assigned on different days, the curve ends with the shortest time that anybody was followed.
 */
export function cureSection(arms: ReportArms, allArms: readonly string[], cells: ReportCells, confidence: number): ReportCure {
  const rows = cells.sinceAssignment.filter(({ metric }) => metric === curedMetric);
  const until = Math.min(...rows.filter(({ sums }) => sums.n < 0n).map(({ bucket }) => bucket));
  const daysOf = (of: ReadonlySet<string>): SurvivalDay[] => survivalDays(rows.filter(({ bucket }) => bucket < until), of, Number.isFinite(until) ? until : 0);
  const control = daysOf(arms.controls);
  return {
    arms: allArms.map((arm) => {
      const curve = cureCurve(daysOf(new Set([arm])), { confidence });
      if (!isKnown(curve)) return { arm, units: 0, points: [], medianDays: null, reason: curve.reason === 'empty-arm' ? ('no-data' as const) : curve.reason };
      const points = curve.points.map(({ day, atRisk, cured, interval }) => ({ day, atRisk, share: cured, low: isKnown(interval) ? interval.low : null, high: isKnown(interval) ? interval.high : null }));
      return { arm, units: curve.units, points, medianDays: curve.medianDay, reason: null };
    }),
    logRank: arms.targets.map((arm) => {
      const test = logRankTest(daysOf(new Set([arm])), control);
      return isKnown(test) ? { arm, chiSquare: test.chiSquare, pValue: test.pValue, reason: null } : { arm, chiSquare: null, pValue: null, reason: test.reason };
    }),
  };
}

/** Customers cured on each day, and those left on the last one. */
function survivalDays(rows: readonly CellRow[], arms: ReadonlySet<string>, until: number): SurvivalDay[] {
  const days = [...new Set(rows.map(({ bucket }) => bucket))].sort((a, b) => a - b);
  const running = runningSums(rows, days, arms);
  const all = running.at(-1);
  const steps = days.map((day, index) => ({ day, events: Number(running[index]!.x - (running[index - 1]?.x ?? 0n)), censored: 0 }));
  return all ? [...steps, { day: Math.max(until, days.at(-1) ?? 0), events: 0, censored: Number(all.n - all.x) }] : [];
}
