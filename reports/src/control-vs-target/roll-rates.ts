import type { ReportMetric, ReportRollRates } from '@arbiter/contracts/report-model';
import { compareMigrationCells, compareMigrationRows, compareMigrationToBad } from '../stats/migration-comparison.js';
import { holm } from '../stats/multiple-testing.js';
import { isKnown } from '../stats/result.js';
import { migrationRows } from '../stats/roll-rate.js';
import { armValue, effectRow } from './effects.js';
import type { ReportArms, TransitionRow } from './report-cells.js';

/** Days overdue of the oldest open invoice, mildest first; upper ends, the last one is open. */
export const overdueBuckets = ['current', '1-30', '31-60', '61-90', '91+'] as const;
/** "Bad" is this bucket or a worse one. */
const badBucket = 2;
const kind: ReportMetric['kind'] = 'proportion';

/** Where the customers of each arm stood at the start and where at the end, and how the arms differ (F13). */
export function rollRates(arms: ReportArms, allArms: readonly string[], rows: readonly TransitionRow[], from: string, to: string, confidence: number): ReportRollRates {
  const countsOf = (of: ReadonlySet<string>): number[][] => overdueBuckets.map((_, start) => overdueBuckets.map((__, end) => sum(rows, (row) => of.has(row.arm) && row.from === start && row.to === end, 'customers')));
  const control = countsOf(arms.controls);
  return {
    from,
    to,
    buckets: [...overdueBuckets],
    matrices: allArms.map((arm) => matrix(arm, countsOf(new Set([arm])), rows.filter((row) => row.arm === arm))),
    differences: arms.targets.map((arm) => difference(arm, countsOf(new Set([arm])), control, confidence)),
    reason: rows.length === 0 ? 'no-data' : null,
  };
}

function sum(rows: readonly TransitionRow[], wanted: (row: TransitionRow) => boolean, of: 'customers' | 'balanceMinor'): number {
  return rows.reduce((total, row) => total + (wanted(row) ? row[of] : 0), 0);
}

function matrix(arm: string, counts: readonly number[][], rows: readonly TransitionRow[]): ReportRollRates['matrices'][number] {
  return {
    arm,
    rows: migrationRows(counts).map((row, start) => ({
      from: overdueBuckets[start]!,
      units: isKnown(row) ? row.total : 0,
      balanceMinor: sum(rows, ({ from }) => from === start, 'balanceMinor'),
      cells: overdueBuckets.map((to, end) => ({ to, units: counts[start]?.[end] ?? 0, share: isKnown(row) ? (row.shares[end] ?? null) : null })),
      rollForward: isKnown(row) ? row.rollForward : null,
      rollBack: isKnown(row) ? row.rollBack : null,
      cure: isKnown(row) ? row.cure : null,
      reason: isKnown(row) ? null : row.reason,
    })),
  };
}

function difference(arm: string, target: readonly number[][], control: readonly number[][], confidence: number): ReportRollRates['differences'][number] {
  const cells = compareMigrationCells(target, control, { confidence }).map((row) => row.map((cell) => effectRow(cell, kind)));
  const tested = cells.flat().filter((cell) => cell.pValue !== null);
  const adjusted = new Map(holm(tested.map((cell) => cell.pValue as number)).map((p, index) => [tested[index], p]));
  const toBad = compareMigrationToBad(target, control, badBucket, { confidence });
  const units = (counts: readonly number[][]): number => counts.flat().reduce((total, count) => total + count, 0);
  return {
    arm,
    rows: overdueBuckets.map((from, start) => {
      const test = compareMigrationRows(target[start] ?? [], control[start] ?? []);
      return {
        from,
        chiSquare: isKnown(test) ? test.chiSquare : null,
        pValue: isKnown(test) ? test.pValue : null,
        reason: isKnown(test) ? null : test.reason,
        cells: overdueBuckets.map((to, end) => {
          const cell = cells[start]![end]!;
          return { to, difference: cell.estimate, low: cell.low, high: cell.high, pValue: cell.pValue, pAdjusted: adjusted.get(cell) ?? null, reason: cell.reason };
        }),
      };
    }),
    migrationToBad: { bucket: overdueBuckets[badBucket], target: armValue(toBad.target, units(target)), control: armValue(toBad.control, units(control)), absolute: effectRow(toBad.absolute, kind) },
  };
}
