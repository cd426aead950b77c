import { chiSquareSurvival } from './chi-square-distribution.js';
import { exactHomogeneityP } from './exact-test.js';
import { isValidCount } from './moments.js';
import { compareProportions, type ProportionOptions } from './proportion-difference.js';
import { type Comparison, type Effect, notKnown, type Result } from './result.js';
import { type MigrationCounts, sumOf } from './migration-counts.js';

export interface RowHomogeneity {
  /** Pearson's, over the groups; 0 degrees of freedom do not occur. */
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Destination buckets that were put together because fewer than five units were expected in one of them. */
  groups: number[][];
  /** `exact`: too few for the chi-square even after merging, so the p-value is that of Fisher's exact test over the groups. */
  method: 'chi-square' | 'exact';
}

/**
 * Do both arms leave a bucket for the same destinations (F13): Pearson's chi-square over a row of both matrices. Neighbouring destinations are
 * merged until each cell expects at least five units; where that leaves one group, Fisher's exact test (Freeman and Halton 1951) is run over the
 * destinations in use. Unknown when nobody was in the bucket, or all went to one place.
 */
export function compareMigrationRows(target: readonly number[], control: readonly number[]): Result<RowHomogeneity> {
  if (target.length !== control.length || ![...target, ...control].every(isValidCount)) return notKnown('bad-input');
  const targetTotal = sumOf(target);
  const controlTotal = sumOf(control);
  if (targetTotal === 0 || controlTotal === 0) return notKnown('no-transitions');
  const both = target.map((value, bucket) => value + (control[bucket] ?? 0));
  const inUse = both.flatMap((count, bucket) => (count > 0 ? [bucket] : []));
  if (inUse.length < 2) return notKnown('too-few-groups');
  const smallerShare = Math.min(targetTotal, controlTotal) / (targetTotal + controlTotal);
  const merged = mergedGroups(both.map((count) => count * smallerShare));
  if (merged.length >= 2) {
    const test = chiSquareOf(merged, target, control);
    return { ...test, pValue: chiSquareSurvival(test.chiSquare, test.degreesOfFreedom), groups: merged, method: 'chi-square' };
  }
  const single = inUse.map((bucket) => [bucket]);
  const pOver = (groups: number[][]): number | null => exactHomogeneityP(...(rowsOver(groups, target, control) as [number[], number[]]));
  const p = pOver(single);
  if (p !== null) return { ...chiSquareOf(single, target, control), pValue: p, groups: single, method: 'exact' };
  // Too many tables to go through: the commonest destination against all others is a table of two columns, which never is.
  const commonest = both.indexOf(Math.max(...both));
  const halves = [[commonest], inUse.filter((bucket) => bucket !== commonest)];
  return { ...chiSquareOf(halves, target, control), pValue: exactHomogeneityP(...(rowsOver(halves, target, control) as [number[], number[]]), Infinity) ?? 1, groups: halves, method: 'exact' };
}

/** Target against control for each cell of the matrix: the difference of the shares of a bucket that moved to another, as F1. For the heat map. */
export function compareMigrationCells(target: MigrationCounts, control: MigrationCounts, options?: ProportionOptions): Result<Effect>[][] {
  return target.map((row, from) => {
    const other = control[from] ?? [];
    const [units, others] = [sumOf(row), sumOf(other)];
    return row.map((successes, to) => {
      if (units === 0 || others === 0) return notKnown('no-transitions');
      return compareProportions({ n: units, successes }, { n: others, successes: other[to] ?? 0 }, options).absolute;
    });
  });
}

export interface MigrationToBadOptions extends ProportionOptions {
  /** Count only those who start in these buckets; all unless told. For those who were not bad yet, the buckets milder than the chosen one. */
  startingIn?: readonly number[];
}

/** Share of units that end in the chosen bucket or a worse one, target against control, as F1. */
export function compareMigrationToBad(target: MigrationCounts, control: MigrationCounts, fromBucket: number, options?: MigrationToBadOptions): Comparison {
  const arm = (counts: MigrationCounts) => {
    const rows = options?.startingIn ? counts.filter((_, bucket) => options.startingIn?.includes(bucket)) : counts;
    return { n: sumOf(rows.map(sumOf)), successes: sumOf(rows.map((row) => sumOf(row.slice(fromBucket)))) };
  };
  return compareProportions(arm(target), arm(control), options);
}

function rowsOver(groups: readonly number[][], target: readonly number[], control: readonly number[]): number[][] {
  return [target, control].map((row) => groups.map((group) => sumOf(group.map((bucket) => row[bucket] ?? 0))));
}

function chiSquareOf(groups: readonly number[][], target: readonly number[], control: readonly number[]): { chiSquare: number; degreesOfFreedom: number } {
  const [t, c] = rowsOver(groups, target, control) as [number[], number[]];
  const [targetTotal, controlTotal] = [sumOf(t), sumOf(c)];
  const total = targetTotal + controlTotal;
  let chiSquare = 0;
  groups.forEach((_, index) => {
    const [inTarget, inControl] = [t[index] as number, c[index] as number];
    const expectedTarget = ((inTarget + inControl) * targetTotal) / total;
    const expectedControl = ((inTarget + inControl) * controlTotal) / total;
    chiSquare += (inTarget - expectedTarget) ** 2 / expectedTarget + (inControl - expectedControl) ** 2 / expectedControl;
  });
  return { chiSquare, degreesOfFreedom: groups.length - 1 };
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
