import { type MigrationCounts, sumOf } from './migration-counts.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

export { compareMigrationCells, compareMigrationRows, compareMigrationToBad, type MigrationToBadOptions, type RowHomogeneity } from './migration-comparison.js';
export type { MigrationCounts } from './migration-counts.js';
export { bootstrapProjection, type BootstrapOptions, type MovePattern, type ProjectedShare, projectMigration } from './migration-projection.js';

export interface MigrationRow {
  total: number;
  shares: number[];
  /** Into any worse bucket; null for the worst one. */
  rollForward: number | null;
  /** Into any milder bucket; null for the mildest one. */
  rollBack: number | null;
  /** Into the mildest bucket; null for the mildest one. */
  cure: number | null;
}

/** Row shares, roll forward, roll back and cure per bucket (F13). A row with nobody in it is not known. */
export function migrationRows(counts: MigrationCounts): Result<MigrationRow>[] {
  return counts.map((row, from) => {
    if (row.length !== counts.length || row.some((value) => !(value >= 0) || !Number.isFinite(value))) return notKnown('bad-input');
    const total = sumOf(row);
    if (total === 0) return notKnown('no-transitions');
    return {
      total,
      shares: row.map((value) => value / total),
      rollForward: from === row.length - 1 ? null : sumOf(row.slice(from + 1)) / total,
      rollBack: from === 0 ? null : sumOf(row.slice(0, from)) / total,
      cure: from === 0 ? null : (row[0] ?? 0) / total,
    };
  });
}

/** Flow of balance into the next bucket of the next period over the balance of this one, for each adjacent pair. */
export function netFlowRates(balances: readonly number[], balancesNextPeriod: readonly number[]): Result<{ value: number }>[] {
  return balances.slice(0, -1).map((balance, bucket) => {
    if (!(balance >= 0)) return notKnown('bad-input');
    if (balance === 0) return notKnown('denominator-zero');
    return finiteOrUndefined({ value: (balancesNextPeriod[bucket + 1] ?? Number.NaN) / balance });
  });
}
