import type { SolutionLimit } from '@arbiter/contracts/solution-document';
import type { Model } from './model/model.js';
import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import { type MeasuredLimit, type PlanMeter, violationOf } from './verify/measure-plan.js';
import type { SolveResult } from './result.js';
import type { PriceRanges } from './what-if/find-ranges.js';

/** Used, as the limit's own bound is written: the share where the limit is one. */
function usedOf({ quantity, denominator }: MeasuredLimit): number {
  return denominator ? (denominator.value === 0 ? 0 : quantity.value / denominator.value) : quantity.value;
}

/** Names a row and a measured limit alike. */
function keyOf(limit: number, group: readonly string[]): string {
  return group.length > 0 ? `${limit}|${JSON.stringify(group)}` : String(limit);
}

/** Rows of the model by limit and group. */
function rowIndex(model: Model): Map<string, number> {
  return new Map(model.rows.map((row, k) => [keyOf(row.limit, row.group ?? []), k]));
}

/** The names that a limit's group has in the solution. */
export function groupNames({ limit, group }: Pick<MeasuredLimit, 'limit' | 'group'>): { period?: string; group?: Record<string, string> } {
  const each = limit.each ?? [];
  const names = each.map((one) => (one.kind === 'period' || one.kind === 'agent' ? one.kind : one.kind === 'action' && one.attribute === 'action' ? 'action' : `${one.kind}.${one.attribute}`));
  const period = names.indexOf('period');
  return { ...(period >= 0 ? { period: group[period]! } : {}), ...(names.length > (period >= 0 ? 1 : 0) ? { group: Object.fromEntries(names.map((name, z) => [name, group[z]!])) } : {}) };
}

/**
 * Use, slack and price of every limit. λ is the gain per scaled unit of a row, so λ / scale is that of one unit; it changes sign where
 * the objective is minimised, and is divided by the denominator where it is a ratio.
 */
export function limitUses(problem: Problem, model: Model, measured: readonly MeasuredLimit[], lambda: Float64Array, sign: number, denominator: number, ranges: PriceRanges | null = null): SolutionLimit[] {
  const place = new Map(problem.limits.map((limit, l) => [limit, l]));
  const rows = rowIndex(model);
  const rowOf = ({ limit, group }: MeasuredLimit): number | undefined => rows.get(keyOf(place.get(limit)!, group));
  const uses = usesOf(measured, measured.map((one) => {
    const k = rowOf(one);
    return k === undefined ? 0 : (sign * lambda[k]!) / model.rows[k]!.scale / denominator;
  }));
  measured.forEach((one, z) => {
    const k = rowOf(one);
    const range = k === undefined ? undefined : ranges?.get(k);
    // A share moves its numerator by its denominator.
    const unit = one.denominator ? 1 / one.denominator.value : 1;
    if (k === undefined || !range || uses[z]!.price === 0 || !Number.isFinite(unit)) return;
    const at = (by: number): number | null => (Number.isFinite(by) ? one.bound + by * model.rows[k]!.scale * unit : null);
    uses[z] = { ...uses[z]!, priceHolds: { from: at(range.down), to: at(range.up) } };
  });
  return uses;
}

/** Use and slack of limits as measured, with the price of each. */
export function usesOf(measured: readonly MeasuredLimit[], prices: readonly number[]): SolutionLimit[] {
  return measured.map((one, z) => {
    const { limit, bound } = one;
    const used = usedOf(one);
    const slack = limit.sense === 'atLeast' ? used - bound : limit.sense === 'equal' ? -Math.abs(used - bound) : bound - used;
    const price = prices[z] ?? 0;
    const violation = limit.softPrice === undefined ? {} : { violation: violationOf(one), cost: limit.softPrice * violationOf(one) };
    return { id: limit.id, ...groupNames(one), used, limit: bound, slack: slack === 0 ? 0 : slack, price: price === 0 ? 0 : price, ...violation };
  });
}

/** Count, value and every numeric measure of the plan by action, in the document's order; actions that nobody gets are there too. */
export function byAction(problem: Problem, instance: Instance, assignment: Uint32Array): SolveResult['byAction'] {
  const names = [...new Set(['value', ...problem.actions.flatMap((action) => Object.keys(action.attributes).filter((name) => typeof action.attributes[name] === 'number')), ...Object.keys(instance.measures)])];
  const rows = problem.actions.map((action) => ({ action: action.id, count: 0, value: 0, ...Object.fromEntries(names.map((name) => [name, 0])) }) as SolveResult['byAction'][number]);
  const counts = new Float64Array(problem.actions.length);
  const periods = Math.max(1, problem.periods.length);
  for (const e of assignment) counts[Math.trunc(instance.option[e]! / periods)]!++;
  rows.forEach((row, a) => (row.count = counts[a]!));
  for (const name of names) {
    // A column of the candidates takes the place of the action's number.
    const column = name === 'value' ? instance.value : instance.measures[name];
    const sums = new Float64Array(problem.actions.length);
    if (column) {
      for (const e of assignment) if (!Number.isNaN(column[e])) sums[Math.trunc(instance.option[e]! / periods)]! += column[e]!;
    } else problem.actions.forEach((action, a) => (sums[a] = typeof action.attributes[name] === 'number' ? counts[a]! * action.attributes[name] : 0));
    rows.forEach((row, a) => (row[name] = sums[a]!));
  }
  return rows;
}
