import { chiSquareSurvival } from './chi-square-distribution.js';
import { isValidCount } from './moments.js';
import { compareProportions, type ProportionOptions } from './proportion-difference.js';
import { type Comparison, finiteOrUndefined, notKnown, type Result } from './result.js';

/** counts[from][to]: units (or balance) that moved from one delinquency bucket to another in a period, mildest bucket first. */
export type MigrationCounts = readonly (readonly number[])[];

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
    if (balance === 0) return notKnown('denominator-zero');
    return finiteOrUndefined({ value: (balancesNextPeriod[bucket + 1] ?? Number.NaN) / balance });
  });
}

export interface RowHomogeneity {
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Destination buckets that were put together because fewer than five units were expected in one of them. */
  groups: number[][];
}

/**
 * Do both arms leave a bucket for the same destinations: Pearson's chi-square over a row of both matrices (F13).
 * Neighbouring destinations are merged until each cell expects at least five units.
 */
export function compareMigrationRows(target: readonly number[], control: readonly number[]): Result<RowHomogeneity> {
  if (target.length !== control.length || ![...target, ...control].every(isValidCount)) return notKnown('bad-input');
  const targetTotal = sumOf(target);
  const controlTotal = sumOf(control);
  if (targetTotal === 0 || controlTotal === 0) return notKnown('no-transitions');
  const total = targetTotal + controlTotal;
  const smallerShare = Math.min(targetTotal, controlTotal) / total;
  const groups = mergedGroups(target.map((value, bucket) => (value + (control[bucket] ?? 0)) * smallerShare));
  if (groups.length < 2) return notKnown('too-few-groups');
  let chiSquare = 0;
  for (const group of groups) {
    const [t, c] = [target, control].map((row) => sumOf(group.map((bucket) => row[bucket] ?? 0))) as [number, number];
    const expectedTarget = ((t + c) * targetTotal) / total;
    const expectedControl = ((t + c) * controlTotal) / total;
    chiSquare += (t - expectedTarget) ** 2 / expectedTarget + (c - expectedControl) ** 2 / expectedControl;
  }
  const degreesOfFreedom = groups.length - 1;
  return { chiSquare, degreesOfFreedom, pValue: chiSquareSurvival(chiSquare, degreesOfFreedom), groups };
}

/** Share of all units that end in the chosen bucket or a worse one, target against control, as F1. */
export function compareMigrationToBad(target: MigrationCounts, control: MigrationCounts, fromBucket: number, options?: ProportionOptions): Comparison {
  const arm = (counts: MigrationCounts) => ({
    n: sumOf(counts.map(sumOf)),
    successes: sumOf(counts.map((row) => sumOf(row.slice(fromBucket)))),
  });
  return compareProportions(arm(target), arm(control), options);
}

/** Shares after k periods when every period repeats the matrix: P to the power k. An empty row stays where it is. */
export function projectMigration(counts: MigrationCounts, periods: number): number[][] {
  const size = counts.length;
  const step = counts.map((row, from) => {
    const total = sumOf(row);
    return total > 0 ? row.map((value) => value / total) : row.map((_, to) => (to === from ? 1 : 0));
  });
  let result: number[][] = step.map((_, from) => Array.from({ length: size }, (_unused, to) => (from === to ? 1 : 0)));
  for (let period = 0; period < periods; period += 1) result = multiply(result, step);
  return result;
}

function multiply(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] {
  return left.map((row) => right.map((_, to) => sumOf(row.map((share, via) => share * (right[via]?.[to] ?? 0)))));
}

/** Runs of neighbours whose smallest expected cell reaches five; a short tail joins the last run. Empty buckets vanish. */
function mergedGroups(expected: readonly number[]): number[][] {
  const groups: number[][] = [];
  let open: number[] = [];
  let sum = 0;
  expected.forEach((value, bucket) => {
    open.push(bucket);
    sum += value;
    if (sum < 5) return;
    groups.push(open);
    open = [];
    sum = 0;
  });
  if (open.length > 0) groups.length > 0 ? groups[groups.length - 1]?.push(...open) : groups.push(open);
  return groups;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
