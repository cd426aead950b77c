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
