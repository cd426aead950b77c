import { sumColumns } from './cell-sums-sql.js';
import type { CellRow, UnitSums } from './unit-sums.js';

export const noSums: UnitSums = { n: 0n, x: 0n, y: 0n, z: 0n, xx: 0n, yy: 0n, zz: 0n, xy: 0n, xz: 0n, yz: 0n };

export function addSums(a: UnitSums, b: UnitSums): UnitSums {
  return { n: a.n + b.n, x: a.x + b.x, y: a.y + b.y, z: a.z + b.z, xx: a.xx + b.xx, yy: a.yy + b.yy, zz: a.zz + b.zz, xy: a.xy + b.xy, xz: a.xz + b.xz, yz: a.yz + b.yz };
}

/** A row as the store sends it: sums as decimal text. */
export type StoredCell = { metric: string; arm: string; cut_value: string; bucket: number } & Record<`sum_${(typeof sumColumns)[number]}`, string>;

export function readCellRow(row: StoredCell): CellRow {
  const whole = (text: string): bigint => (text === '0' ? 0n : BigInt(text));
  const sums: UnitSums = {
    n: whole(row.sum_n), x: whole(row.sum_x), y: whole(row.sum_y), z: whole(row.sum_z), xx: whole(row.sum_xx), yy: whole(row.sum_yy), zz: whole(row.sum_zz),
    xy: whole(row.sum_xy), xz: whole(row.sum_xz), yz: whole(row.sum_yz),
  };
  return { metric: row.metric, arm: row.arm, segment: row.cut_value, bucket: Number(row.bucket), sums };
}

const keyOf = ({ metric, arm, segment, bucket }: CellRow): string => JSON.stringify([metric, arm, segment, bucket]);

/** In the order of metric, segment, arm and bucket. */
export function sortCells(rows: readonly CellRow[]): CellRow[] {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...rows].sort((a, b) => text(a.metric, b.metric) || text(a.segment, b.segment) || text(a.arm, b.arm) || a.bucket - b.bucket);
}

/** Cells of several slices as one set; cells in which nothing is left over are dropped. */
export function mergeCells(slices: readonly (readonly CellRow[])[]): CellRow[] {
  const merged = new Map<string, CellRow>();
  for (const rows of slices) {
    for (const row of rows) {
      const key = keyOf(row);
      const before = merged.get(key);
      merged.set(key, before ? { ...row, sums: addSums(before.sums, row.sums) } : row);
    }
  }
  return sortCells([...merged.values()].filter(({ sums }) => sumColumns.some((column) => sums[column] !== 0n)));
}

/** One line of a metric, arm and segment through time. */
export interface CellSeries {
  metric: string;
  arm: string;
  segment: string;
  points: { bucket: number; sums: UnitSums }[];
}

/**
 * Sums of the running totals at the end of each of the given buckets (all that any row has, when left out) from cells of the grain `cumulative` or
 * `since-assignment`: the cells say what each bucket adds.
 */
export function runningTotals(rows: readonly CellRow[], buckets?: readonly number[]): CellSeries[] {
  const wanted = [...(buckets ?? new Set(rows.map((row) => row.bucket)))].sort((a, b) => a - b);
  return seriesOf(rows).map(({ points, ...series }) => {
    let sums = noSums;
    let next = 0;
    return {
      ...series,
      points: wanted.map((bucket) => {
        for (; next < points.length && points[next]!.bucket <= bucket; next += 1) sums = addSums(sums, points[next]!.sums);
        return { bucket, sums };
      }),
    };
  });
}

/** Sums of what happened in each period alone, over all units: cells of the grain `day` or `week` with n, z and zz of the totals. */
export function periodSums(rows: readonly CellRow[], totals: readonly CellRow[]): CellSeries[] {
  const name = ({ metric, arm, segment }: Pick<CellRow, 'metric' | 'arm' | 'segment'>): string => JSON.stringify([metric, arm, segment]);
  const whole = new Map(totals.map((row) => [name(row), row.sums]));
  return seriesOf(rows).map((series) => {
    const { n, z, zz } = whole.get(name(series)) ?? noSums;
    return { ...series, points: series.points.map(({ bucket, sums }) => ({ bucket, sums: { ...sums, n, z, zz } })) };
  });
}

function seriesOf(rows: readonly CellRow[]): CellSeries[] {
  const all = new Map<string, CellSeries>();
  for (const { metric, arm, segment, bucket, sums } of sortCells(rows)) {
    const key = JSON.stringify([metric, arm, segment]);
    const series = all.get(key) ?? { metric, arm, segment, points: [] };
    series.points.push({ bucket, sums });
    all.set(key, series);
  }
  return [...all.values()];
}
