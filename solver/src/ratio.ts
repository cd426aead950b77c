import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import { measureColumn } from './model/build-model.js';
import { inDouble } from './model/measures.js';
import type { Model } from './model/model.js';
import type { Plan } from './finish/plan.js';
import { type SearchContext, shouldEnd } from './search-context.js';
import type { ModelAnswer } from './solve-model.js';
import { PlanMeter } from './verify/measure-plan.js';
import { solveOrZero } from './solve-or-zero.js';

/** Σ numerator / Σ denominator, with a bound on it. */
export interface RatioAnswer extends ModelAnswer {
  ratio: number;
}

/**
 * Dinkelbach's method (1967) for the largest ratio N/D: for a guess θ, the plan with the most N − θD either proves θ best (nothing
 * above zero) or has a better ratio, which is the next guess. A bound B on N − θD over all plans bounds the ratio by
 * θ + B / D_least, D_least being the least denominator that the limits allow. Null where the denominator may be zero.
 */
export function solveRatio(problem: Problem, instance: Instance, model: Model, context: SearchContext, fixed: ArrayLike<number> | null = null): RatioAnswer | null {
  const { objective } = problem;
  if (objective.kind !== 'ratio') return null;
  const numerator = inDouble(measureColumn(problem, instance, model, objective.numerator, 1));
  const denominator = inDouble(measureColumn(problem, instance, model, objective.denominator, 1));
  const outside = new PlanMeter(problem, instance);
  const [numeratorFixed, denominatorFixed] = [outside.total(objective.numerator, fixed ?? []), outside.total(objective.denominator, fixed ?? [])];
  const least = leastDenominator(problem, model, objective.denominator, denominator, fixed);
  if (!(least > 0)) return null;
  let theta = 0;
  let bound = Infinity;
  let best: ModelAnswer | null = null;
  let lambda: Float64Array | null = null;
  const methods = new Set<string>(['ratio by Dinkelbach']);
  for (let round = 0; round < 30; round++) {
    const gain = round === 0 ? numerator : numerator.map((value, e) => value - theta * denominator[e]!);
    const inner = solveOrZero({ ...model, gain }, lambda, { ...context, report: () => context.report('prices', bound, best ? theta : null), gap: context.gap / 4 });
    for (const method of inner.method) methods.add(method);
    if (!inner.plan) {
      if (best) break;
      return { ...inner, ratio: NaN, bound: Infinity, method: [...methods] };
    }
    bound = Math.min(bound, theta + Math.max(0, inner.bound + numeratorFixed - theta * denominatorFixed) / least);
    const ratio = (numeratorFixed + total(inner.plan, numerator)) / (denominatorFixed + total(inner.plan, denominator));
    if (!best || ratio > theta) best = { ...inner };
    const improved = ratio > theta + 1e-12 * Math.abs(ratio) || round === 0;
    theta = round === 0 ? ratio : Math.max(theta, ratio);
    lambda = inner.lambda;
    if (!improved || shouldEnd(context) || (bound < Infinity && bound - theta <= context.gap * Math.abs(bound))) break;
  }
  return { ...best!, ratio: theta, bound: Math.max(bound, theta), method: [...methods] };
}

function total(plan: Plan, column: Float64Array): number {
  let sum = 0;
  for (const e of plan.held) if (e >= 0) sum += column[e]!;
  return sum;
}

/** A least amount of the denominator that some limit asks for, in every plan. */
function leastDenominator(problem: Problem, model: Model, name: string, denominator: Float64Array, fixed: ArrayLike<number> | null): number {
  let smallest = fixed?.length ? 0 : Infinity;
  for (const value of denominator) smallest = Math.min(smallest, value);
  if (smallest < 0) return 0;
  let least = 0;
  for (const limit of problem.limits) {
    if ((limit.sense !== 'atLeast' && limit.sense !== 'equal') || limit.shareOf || limit.orZero || limit.softPrice !== undefined || limit.each?.length || limit.quantity.terms.length !== 1) continue;
    const { measure, weight } = limit.quantity.terms[0]!;
    if (!(weight > 0)) continue;
    if (measure === name) least = Math.max(least, limit.bound / weight);
    else if (measure === 'count') least = Math.max(least, (smallest * limit.bound) / weight);
  }
  return model.gain.length > 0 || (fixed?.length ?? 0) > 0 ? least : 0;
}
