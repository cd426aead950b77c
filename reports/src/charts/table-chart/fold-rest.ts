import type { ReportCell, ReportColumn } from '@arbiter/contracts/reporting/report-table';
import type { ChartPoint } from './chart-plan.js';
import { restMark } from './rest-mark.js';

export interface CategoryRow {
  key: string;
  value: ReportCell;
  isRest?: boolean;
}

interface SeriesRow {
  values: ReportCell[];
  measure: ReportColumn;
  points: Map<string, ChartPoint>;
}

/**
 * Keeps so many categories. Where all measures may be added up, the largest stay and the others become one; else the first stay, since a sum
 * of shares or averages would say nothing.
 */
export function foldCategories(order: readonly CategoryRow[], lines: readonly SeriesRow[], most: number): { order: CategoryRow[]; omitted: number } {
  if (order.length <= most) return { order: [...order], omitted: 0 };
  if (!lines.every(({ measure }) => measure.additive === true)) return { order: order.slice(0, most), omitted: order.length - most };
  const size = (key: string): number => lines.reduce((sum, { points }) => sum + Math.abs(points.get(key)?.value ?? 0), 0);
  const largest = new Set([...order].sort((a, b) => size(b.key) - size(a.key)).slice(0, most - 1).map(({ key }) => key));
  const left = order.filter(({ key }) => !largest.has(key));
  for (const line of lines) {
    const sum = summed(left.flatMap(({ key }) => line.points.get(key) ?? []), line.measure);
    if (sum) line.points.set(restMark, sum);
  }
  return { order: [...order.filter(({ key }) => largest.has(key)), { key: restMark, value: null, isRest: true }], omitted: 0 };
}

/** The same for series: more than a handful cannot be told apart. */
export function foldSeries<S extends SeriesRow>(lines: readonly S[], most: number): { lines: SeriesRow[]; omitted: number } {
  if (lines.length <= most) return { lines: [...lines], omitted: 0 };
  const size = ({ points }: S): number => [...points.values()].reduce((sum, { value }) => sum + Math.abs(value ?? 0), 0);
  const bySize = [...lines].sort((a, b) => size(b) - size(a));
  const [first] = lines;
  const isSum = first !== undefined && lines.every(({ measure }) => measure.additive === true && measure.id === first.measure.id);
  if (!isSum) {
    const kept = new Set(bySize.slice(0, most));
    return { lines: lines.filter((line) => kept.has(line)), omitted: lines.length - most };
  }
  const kept = new Set(bySize.slice(0, most - 1));
  const rest = new Map<string, ChartPoint[]>();
  for (const line of lines) if (!kept.has(line)) for (const [key, point] of line.points) rest.set(key, [...(rest.get(key) ?? []), point]);
  const points = new Map([...rest].flatMap(([key, parts]) => { const sum = summed(parts, first.measure); return sum ? [[key, sum] as const] : []; }));
  return { lines: [...lines.filter((line) => kept.has(line)), { values: first.values.map(() => restMark), measure: first.measure, points }], omitted: 0 };
}

function summed(points: readonly ChartPoint[], column: ReportColumn): ChartPoint | null {
  if (!points.length) return null;
  const sum = (of: (point: ChartPoint) => number | null): number | null => points.reduce<number | null>((total, point) => { const part = of(point); return part === null ? total : (total ?? 0) + part; }, null);
  return { row: -1, column, value: sum(({ value }) => value), low: null, high: null, compared: sum(({ compared }) => compared), reason: null };
}
