import type { SolutionConflict, SolutionLimit } from '@arbiter/contracts/solution-document';
import type { Conflict } from './infeasible/find-conflict.js';
import type { Model } from './model/model.js';
import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import type { MeasuredLimit, PlanMeter } from './verify/measure-plan.js';
import type { SolveResult } from './result.js';

/** Used, as the limit's own bound is written: the share where the limit is one. */
function usedOf({ quantity, denominator }: MeasuredLimit): number {
  return denominator ? (denominator.value === 0 ? 0 : quantity.value / denominator.value) : quantity.value;
}

/**
 * Use, slack and price of every limit. λ is the gain per scaled unit of a row, so λ / scale is that of one unit; it changes sign where
 * the objective is minimised, and is divided by the denominator where it is a ratio. Measured limits and rows stand in the same order.
 */
export function limitUses(problem: Problem, model: Model, measured: readonly MeasuredLimit[], lambda: Float64Array, sign: number, denominator: number): SolutionLimit[] {
  return measured.map((one, k) => {
    const { limit, period } = one;
    const used = usedOf(one);
    const slack = limit.sense === 'atLeast' ? used - limit.bound : limit.sense === 'equal' ? -Math.abs(used - limit.bound) : limit.bound - used;
    const price = (sign * lambda[k]!) / model.rows[k]!.scale / denominator;
    return { id: limit.id, ...(period >= 0 ? { period: problem.periods[period]! } : {}), used, limit: limit.bound, slack: slack === 0 ? 0 : slack, price: price === 0 ? 0 : price };
  });
}

/** Count, value and every numeric measure of the plan by action, in the document's order; actions that nobody gets are there too. */
export function byAction(problem: Problem, instance: Instance, meter: PlanMeter, assignment: Uint32Array): SolveResult['byAction'] {
  const names = [...new Set(['value', ...problem.actions.flatMap((action) => Object.keys(action.attributes).filter((name) => typeof action.attributes[name] === 'number')), ...Object.keys(instance.measures)])];
  const rows = problem.actions.map((action) => ({ action: action.id, count: 0, value: 0, ...Object.fromEntries(names.map((name) => [name, 0])) }) as SolveResult['byAction'][number]);
  for (const e of assignment) {
    const row = rows[meter.actionIndex(e)]!;
    row.count++;
    for (const name of names) {
      const amount = meter.measure(name, e);
      if (!Number.isNaN(amount)) row[name] = (row[name] as number) + amount;
    }
  }
  return rows;
}

/** The conflict in the words of the document: the limits' ids, and for each limit that the nearest plan breaks what it would have to be. */
export function conflictOf(problem: Problem, model: Model, conflict: Conflict, measured: readonly MeasuredLimit[]): SolutionConflict {
  const { nearest } = conflict;
  const relaxation = measured.flatMap((one, k) => {
    if (!nearest || nearest.rowViolation(k) === 0) return [];
    const row = model.rows[k]!;
    if (row.orZero && nearest.used[k] === 0) return [];
    // A plan without a denominator has no share that would do.
    if (one.denominator?.value === 0) return [];
    return [{ id: one.limit.id, ...(one.period >= 0 ? { period: problem.periods[one.period]! } : {}), from: one.limit.bound, to: usedOf(one) }];
  });
  return { limits: conflict.limits.map((limit) => problem.limits[limit]!.id), relaxation, proved: conflict.proved };
}
