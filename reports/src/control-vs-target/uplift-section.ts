import type { ReportMetric, ReportUplift } from '@arbiter/contracts/report-model';
import type { CellRow } from '../marts/unit-sums.js';
import { areaUnder, qiniCoefficient, qiniCurve, thinCurve, upliftAreaCoefficient, upliftCurve } from '../stats/uplift-curves.js';
import { type Interval, isKnown, type Result, type UndefinedReason } from '../stats/result.js';
import type { ScoreCount } from '../stats/score-ranks.js';
import { upliftAtTop, upliftByBin } from '../stats/uplift.js';
import type { UnitSumScales } from '../stats/unit-sums-moments.js';
import type { ReportArms, ReportCells } from './report-cells.js';

const topShares = [0.1, 0.2, 0.3, 0.5];

export interface UpliftInput {
  metrics: readonly ReportMetric[];
  scalesOf: (metric: string) => UnitSumScales;
  arms: ReportArms;
  cells: ReportCells;
  /** What ranks the customers; null where there is none. */
  score: string | null;
  /** Whose difference is profit, best first: money of the effect less its cost. */
  profitMetrics: readonly string[];
}

/** Does the score tell whom the campaign moves (F11)? For the primary metric, one entry a target arm. */
export function upliftSections({ metrics, scalesOf, arms, cells, score, profitMetrics }: UpliftInput): ReportUplift[] {
  const primary = metrics.find(({ kind, role }) => role === 'primary' && kind !== 'ratio') ?? metrics.find(({ kind, role }) => role !== 'guardrail' && kind !== 'ratio');
  if (!primary) return [];
  const profitOf = profitMetrics.find((id) => cells.score.some(({ metric, sums }) => metric === id && sums.x !== 0n));
  return arms.targets.map((arm) => {
    const counts = scoreCounts(cells.score, primary.id, scalesOf(primary.id), arm, arms.controls, primary.better === 'lower' ? -1 : 1);
    const bins = new Set(counts.map((count) => count.score)).size;
    const head = { metric: primary.id, arm, score, bins };
    if (counts.length === 0 || score === null) return { ...head, ...nothing('no-score') };
    const units = counts.reduce((sum, count) => sum + count.units, 0);
    const qini = qiniCurve(counts);
    const uplift = upliftCurve(counts);
    const end = qini.at(-1);
    const wanted = new Set(thinCurve(qini, 101));
    return {
      ...head,
      curve: qini.flatMap((point, index) =>
        wanted.has(point) ? [{ share: units > 0 ? point.units / units : 0, units: point.units, qini: point.value, uplift: uplift[index]?.value ?? null, random: end && end.units > 0 ? (end.value * point.units) / end.units : null }] : [],
      ),
      qiniCoefficient: coefficient(qiniCoefficient(counts)),
      auuc: coefficient(upliftAreaCoefficient(counts)),
      deciles: upliftByBin(counts, 10).map((bin, index) => {
        const known = isKnown(bin.uplift) ? bin.uplift : null;
        const interval = known && isKnown(known.interval) ? known.interval : null;
        return {
          decile: index + 1, targetUnits: Math.round(bin.targetUnits), controlUnits: Math.round(bin.controlUnits), target: bin.targetShare, control: bin.controlShare,
          uplift: known?.value ?? null, low: interval?.low ?? null, high: interval?.high ?? null, reason: reasonOf(bin.uplift),
        };
      }),
      atTop: topShares.map((share) => {
        const top = upliftAtTop(counts, share, 'overall');
        const interval = isKnown(top) && isKnown(top.interval) ? top.interval : null;
        return { share, uplift: isKnown(top) ? top.value : null, low: interval?.low ?? null, high: interval?.high ?? null, reason: reasonOf(top) };
      }),
      profit: profitOf === undefined ? noProfit('no-margin') : profitByShare(scoreCounts(cells.score, profitOf, scalesOf(profitOf), arm, arms.controls, 1), cells.scoreBounds),
      reason: null,
    };
  });
}

function scoreCounts(cells: readonly CellRow[], metric: string, { scaleX }: UnitSumScales, arm: string, controls: ReadonlySet<string>, sign: 1 | -1): ScoreCount[] {
  return cells.flatMap((cell) => {
    if (cell.metric !== metric || (cell.arm !== arm && !controls.has(cell.arm)) || cell.sums.n === 0n) return [];
    const outcome = (sign * Number(cell.sums.x)) / scaleX;
    return [{ score: cell.bucket, inTarget: cell.arm === arm, units: Number(cell.sums.n), outcome, outcomeSquares: Number(cell.sums.xx) / scaleX / scaleX }];
  });
}

/** Extra money of acting upon the best share of the customers, over all of them; the fewest customers of the most money. */
function profitByShare(counts: readonly ScoreCount[], bounds: readonly number[]): ReportUplift['profit'] {
  const curve = upliftCurve(counts);
  const units = curve.at(-1)?.units ?? 0;
  if (units === 0 || areaUnder(curve) === 0) return noProfit('no-data');
  const points = curve.map((point) => ({ share: point.units / units, profitMinor: point.value, score: point.score }));
  const best = points.reduce((found, point) => (point.profitMinor > found.profitMinor ? point : found), points[0]!);
  return {
    points: thinCurve(points, 101).map(({ share, profitMinor }) => ({ share, profitMinor })),
    best: { share: best.share, profitMinor: best.profitMinor, scoreAtLeast: best.score === null ? null : (bounds[best.score - 1] ?? null) },
    reason: null,
  };
}

function noProfit(reason: UndefinedReason): ReportUplift['profit'] {
  return { points: [], best: null, reason };
}

function nothing(reason: UndefinedReason): Omit<ReportUplift, 'metric' | 'arm' | 'score' | 'bins'> {
  return { curve: [], qiniCoefficient: { value: null, reason }, auuc: { value: null, reason }, deciles: [], atTop: [], profit: noProfit(reason), reason };
}

function coefficient(result: Result<{ value: number }>): { value: number | null; reason: UndefinedReason | null } {
  return isKnown(result) ? { value: result.value, reason: null } : { value: null, reason: result.reason };
}

function reasonOf(result: Result<{ interval: Result<Interval> }>): UndefinedReason | null {
  if (!isKnown(result)) return result.reason;
  return isKnown(result.interval) ? null : result.interval.reason;
}
