import { multiplierRange } from '../dual/dual.js';
import type { Row } from '../model/model.js';
import { type ExtraColumn, groupDual, GroupProgram, type GroupSearch } from './group-program.js';
import { type Groups, regroup } from './groups.js';

/** Whether rows can hold together, for fractional plans. */
export interface Collision {
  status: 'infeasible' | 'feasible' | 'unknown';
  /** Where they cannot: multipliers with D₀(λ) < 0, zero but for the rows to blame. */
  lambda: Float64Array;
}

/** Columns that let rows be broken at a cost for each scaled unit; rows of infinite cost get none. */
export function elasticColumns(rows: readonly Row[], kept: readonly boolean[], cost: (row: number) => number): { columns: ExtraColumn[]; owners: number[] } {
  const [columns, owners]: [ExtraColumn[], number[]] = [[], []];
  rows.forEach((row, k) => {
    if (!kept[k] || cost(k) === Infinity) return;
    for (const sign of row.sense > 0 ? [-1] : row.sense < 0 ? [1] : [-1, 1]) {
      owners.push(k);
      columns.push({ cost: -cost(k), lower: 0, upper: Infinity, rows: [k], coefficients: [sign] });
    }
  });
  return { columns, owners };
}

/**
 * Whether the kept rows collide: the least total violation over the groups by GLPK, and its multipliers evaluated anew in double
 * precision, so that `infeasible` does not hang on GLPK's tolerance.
 */
export function collide(program: GroupProgram, kept: readonly boolean[]): Collision {
  const { rows, groups } = program;
  const nothing = new Float64Array(rows.length);
  if (!rows.some((row, k) => kept[k] && brokenByNothing(row))) return { status: 'feasible', lambda: nothing };
  // Programs on the way know too few rows and sets: what they cannot keep cannot be kept, and the first proof is enough.
  const proves = (lambda: Float64Array): boolean => groupDual(groups, rows, cleaned(rows, lambda)) < 0;
  const answer = program.solve({ kept, extra: elasticColumns(rows, kept, () => 1).columns, enough: proves });
  if (answer.status !== 'optimal') return { status: 'unknown', lambda: nothing };
  const lambda = cleaned(rows, answer.lambda);
  if (groupDual(groups, rows, lambda) < 0) return { status: 'infeasible', lambda };
  return { status: answer.objective > -1e-6 ? 'feasible' : 'unknown', lambda: nothing };
}

export function brokenByNothing(row: Row): boolean {
  return row.sense > 0 ? row.bound < 0 : row.sense < 0 ? row.bound > 0 : row.bound !== 0;
}

/** Multipliers without the dust of the simplex method, within their ranges. */
function cleaned(rows: readonly Row[], lambda: Float64Array): Float64Array {
  const largest = lambda.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return lambda.map((value, k) => {
    const { least, most } = multiplierRange(rows[k]!);
    return Math.abs(value) < 1e-9 * largest ? 0 : Math.min(most, Math.max(least, value));
  });
}

export interface SmallestSet {
  /** Rows of the set, ascending. */
  rows: number[];
  lambda: Float64Array;
  /** Groups under the rows of the set alone. */
  groups: Groups;
  /** False where time ran out or a step stayed open. */
  complete: boolean;
}

/**
 * A smallest set of colliding limits by the deletion filter (Chinneck and Dravnieks 1991), and within it the rows (periods) that are
 * needed. Starts from the rows that a proof blames; every further proof blames fewer. Each trial has groups of its own: few limits
 * tell few customers apart.
 */
export function smallestSet(groups: Groups, rows: readonly Row[], proof: Float64Array, search: GroupSearch): SmallestSet {
  let lambda = proof;
  let kept = rows.map((_, k) => lambda[k] !== 0);
  let own = regroup(groups, kept);
  let complete = true;
  const shrink = (keyOf: (row: Row, k: number) => number): void => {
    const keys = [...new Set(rows.flatMap((row, k) => (kept[k] ? [keyOf(row, k)] : [])))];
    for (const key of keys) {
      if (search.stop()) {
        complete = false;
        return;
      }
      const without = kept.map((is, k) => is && keyOf(rows[k]!, k) !== key);
      if (without.every((is, k) => is === kept[k]) || !without.includes(true)) continue;
      const trial = regroup(own, without);
      const found = collide(new GroupProgram(trial, rows, search), without);
      if (found.status === 'unknown') complete = false;
      if (found.status !== 'infeasible') continue;
      lambda = found.lambda;
      // Rows outside the new proof go as well, whole limits at a time so that no limit loses periods which it may still need.
      const blamed = new Set(rows.flatMap((row, k) => (lambda[k] !== 0 ? [keyOf(row, k)] : [])));
      kept = without.map((is, k) => is && blamed.has(keyOf(rows[k]!, k)));
      own = regroup(trial, kept);
    }
  };
  const blamed = new Set(rows.flatMap((row, k) => (kept[k] ? [row.limit] : [])));
  kept = rows.map((row) => blamed.has(row.limit) && !row.orZero && row.mostPrice === Infinity);
  own = regroup(groups, kept);
  shrink((row) => row.limit);
  shrink((_, k) => k);
  const last = collide(new GroupProgram(own, rows, search), kept);
  if (last.status === 'infeasible') lambda = last.lambda;
  return { rows: rows.flatMap((_, k) => (kept[k] ? [k] : [])), lambda, groups: own, complete };
}
