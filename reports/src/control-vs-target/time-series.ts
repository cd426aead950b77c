import type { ReportMetric, ReportSeries, ReportTimePoint, ReportTimeSeries } from '@arbiter/contracts/report-model';
import { addSums, noSums } from '../marts/cell-rows.js';
import { dayText } from '../marts/mart-days.js';
import type { CellRow, UnitSums } from '../marts/unit-sums.js';
import type { UnitSumScales } from '../stats/unit-sums-moments.js';
import { compareMetric, sequentialOf } from './comparison-rows.js';
import { effectRow } from './effects.js';
import { isKnown } from '../stats/result.js';
import { type ReportArms, type ReportCells, sumsOf } from './report-cells.js';

/** What every series is made with. */
export interface SeriesInput {
  metrics: readonly ReportMetric[];
  scalesOf: (metric: string) => UnitSumScales;
  arms: ReportArms;
  cells: ReportCells;
  confidence: number;
  decisionUnits: (arm: string) => number;
}

/** The effect as it grew, day by day, for every metric that has days; its last point is the headline's number. */
export function cumulativeSeries(input: SeriesInput): ReportSeries[] {
  return eachLine(input, input.cells.cumulative).flatMap(({ metric, arm, cells, target, control }) => {
    // Days before anything happened say nothing.
    const days = bucketsOf(cells.filter(({ sums }) => sums.x !== 0n || sums.y !== 0n));
    const [t, c] = [runningSums(cells, days, target), runningSums(cells, days, control)];
    const points = days.map((bucket, index) => {
      const point = timePoint(metric, input, t[index]!, c[index]!);
      const always = sequentialOf(point.effect, Number(t[index]!.n + c[index]!.n), input.decisionUnits(arm), input.confidence);
      const { target: targetValue, control: controlValue, difference, low, high } = point;
      return { day: dayText(bucket), target: targetValue, control: controlValue, difference, low, high, alwaysValidLow: always.low, alwaysValidHigh: always.high };
    });
    // Imported outcomes have no days: one point is no course of time.
    return points.length > 1 ? [{ metric: metric.id, arm, points }] : [];
  });
}

/** What happened on each day and in each week alone, and what had happened so many days after the customers' own assignment. */
export function timeSeries(input: SeriesInput): ReportTimeSeries[] {
  const { cells } = input;
  return [...periods(input, 'day', cells.day), ...periods(input, 'week', cells.week), ...sinceAssignment(input)];
}

function periods(input: SeriesInput, by: 'day' | 'week', rows: readonly CellRow[]): ReportTimeSeries[] {
  return eachLine(input, rows).flatMap(({ metric, arm, cells, target, control }) => {
    const buckets = bucketsOf(cells);
    if (buckets.length < 2) return [];
    const points = buckets.map((bucket): ReportTimePoint => {
      const within = cells.filter((cell) => cell.bucket === bucket);
      const [t, c] = ([target, control] as const).map((arms) => {
        const whole = sumsOf(input.cells.total, metric.id, arms);
        return { ...sumsOf(within, metric.id, arms), n: whole.n, z: whole.z, zz: whole.zz };
      }) as [UnitSums, UnitSums];
      return plain(timePoint(metric, input, t, c), dayText(bucket), null);
    });
    return [{ metric: metric.id, arm, by, points }];
  });
}

function sinceAssignment(input: SeriesInput): ReportTimeSeries[] {
  return eachLine(input, input.cells.sinceAssignment).flatMap(({ metric, arm, cells, target, control }) => {
    const buckets = bucketsOf(cells);
    const [t, c] = [runningSums(cells, buckets, target), runningSums(cells, buckets, control)];
    // Customers leave the picture when their days are over: a point in which nobody is left says nothing.
    const points = buckets.flatMap((bucket, index) => (t[index]!.n > 0n && c[index]!.n > 0n ? [plain(timePoint(metric, input, t[index]!, c[index]!), null, bucket)] : []));
    return points.length > 1 ? [{ metric: metric.id, arm, by: 'since-assignment' as const, points }] : [];
  });
}

interface Line {
  metric: ReportMetric;
  arm: string;
  cells: CellRow[];
  target: ReadonlySet<string>;
  control: ReadonlySet<string>;
}

function eachLine({ metrics, arms }: SeriesInput, rows: readonly CellRow[]): Line[] {
  return metrics.flatMap((metric) => {
    const cells = rows.filter((row) => row.metric === metric.id);
    return cells.length === 0 ? [] : arms.targets.map((arm) => ({ metric, arm, cells, target: new Set([arm]), control: arms.controls }));
  });
}

function bucketsOf(cells: readonly CellRow[]): number[] {
  return [...new Set(cells.map((cell) => cell.bucket))].sort((a, b) => a - b);
}

/** Sums of some arms at the end of each of the buckets, which ascend; the cells say what each bucket adds. */
export function runningSums(cells: readonly CellRow[], buckets: readonly number[], arms: ReadonlySet<string>): UnitSums[] {
  const own = cells.filter((cell) => arms.has(cell.arm)).sort((a, b) => a.bucket - b.bucket);
  let [sums, next] = [noSums, 0];
  return buckets.map((bucket) => {
    for (; next < own.length && own[next]!.bucket <= bucket; next += 1) sums = addSums(sums, own[next]!.sums);
    return sums;
  });
}

type Point = Omit<ReportTimePoint, 'day' | 'days'> & { effect: ReturnType<typeof effectRow> };

function timePoint(metric: ReportMetric, { scalesOf, confidence }: SeriesInput, target: UnitSums, control: UnitSums): Point {
  const comparison = compareMetric(metric, scalesOf(metric.id), target, control, confidence);
  const effect = effectRow(comparison.absolute, metric.kind);
  return {
    target: isKnown(comparison.target) ? comparison.target.value : null,
    control: isKnown(comparison.control) ? comparison.control.value : null,
    difference: effect.estimate,
    low: effect.low,
    high: effect.high,
    reason: effect.reason,
    effect,
  };
}

function plain({ effect: _, ...point }: Point, day: string | null, days: number | null): ReportTimePoint {
  return { day, days, ...point };
}
