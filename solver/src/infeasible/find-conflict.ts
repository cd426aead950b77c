import { Plan } from '../finish/plan.js';
import { repair } from '../finish/repair.js';
import { applyAnswer, candidateProgram } from '../exact/program.js';
import { DualFunction } from '../dual/dual-function.js';
import type { Model } from '../model/model.js';
import { withRows } from '../model/restrict.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { solveOrZero } from '../solve-or-zero.js';
import { leastViolation, smallProblem } from './least-violation.js';

export interface Conflict {
  /** Indexes of limits that cannot hold together; none can be left out. */
  limits: number[];
  /** The plan that comes nearest to keeping every row: what it uses is what the broken rows would have to allow. */
  nearest: Plan;
  /** Every step of the search for the smallest set was proved. */
  proved: boolean;
}

/**
 * Finds a smallest set of colliding limits by the deletion filter (Chinneck and Dravnieks 1991): a limit without which the rest still
 * collides is dropped. And the plan that breaks the rows least, each violation counted relative to its bound.
 */
export function findConflict(model: Model, context: SearchContext): Conflict {
  const stop = (): boolean => context.cancelled();
  const proof = { glpk: context.glpk, now: context.now, stop };
  const limits = [...new Set(model.rows.map((row) => row.limit))];
  const rowsOf = (kept: readonly number[]): Model => withRows(model, model.rows.flatMap((row, index) => (kept.includes(row.limit) ? [{ index, row }] : [])));
  const plain = (kept: readonly number[]): Model => withRows(model, model.rows.flatMap((row, index) => (kept.includes(row.limit) && !row.orZero ? [{ index, row }] : [])));
  let proved = true;
  const fractional = leastViolation(plain(limits), proof);
  const collides = (kept: readonly number[]): boolean => {
    const least = leastViolation(plain(kept), proof);
    if (least.status === 'infeasible') return true;
    if (fractional.status === 'infeasible' && model.gain.length > smallProblem) {
      if (least.status === 'unknown') proved = false;
      return false;
    }
    const zero = { ...rowsOf(kept), gain: new Float64Array(model.gain.length) };
    const answer = solveOrZero(zero, null, { ...context, deadline: Math.min(context.now() + 5_000, context.deadline + 10_000), report: () => undefined });
    if (!answer.infeasible && !answer.plan) proved = false;
    return answer.infeasible;
  };
  let kept = limits;
  if (fractional.status === 'infeasible') {
    const plainRows = model.rows.filter((row) => !row.orZero);
    const blamed = new Set(plainRows.flatMap((row, k) => (Math.abs(fractional.lambda[k]!) > 1e-9 ? [row.limit] : [])));
    const support = limits.filter((limit) => blamed.has(limit));
    if (collides(support)) kept = support;
  }
  for (const limit of [...kept]) {
    if (stop()) {
      proved = false;
      break;
    }
    const without = kept.filter((other) => other !== limit);
    if (collides(without)) kept = without;
  }
  return { limits: kept, nearest: nearestPlan(model, fractional.lambda, context), proved };
}

/** The plan of least violation relative to the bounds: by branch and bound where small, else by repair from the proof's prices. */
function nearestPlan(model: Model, lambda: Float64Array, context: SearchContext): Plan {
  const weight = (k: number): number => 1 / Math.max(Math.abs(model.rows[k]!.planBound), 1);
  const customers = Array.from({ length: model.customers }, (_, i) => i);
  const plan = Plan.empty(model);
  if (model.gain.length <= smallProblem) {
    const largest = model.gain.reduce((most, gain) => Math.max(most, Math.abs(gain)), 1e-9);
    // A hair of gain in the objective picks the best among plans that break the limits equally.
    const tilt = 1e-6 / (largest * Math.max(1, model.customers));
    const program = candidateProgram({ ...model, gain: model.gain.map((gain) => gain * tilt) }, { customers, rest: null, integer: true, penalty: weight, bounds: 'plan' });
    const answer = context.glpk.solve(program, { timeLimitMs: 5_000, gap: 1e-6, now: context.now });
    if (answer.status === 'optimal' || answer.status === 'feasible') {
      applyAnswer(plan, program, answer.x);
      return plan;
    }
  }
  const dual = new DualFunction({ ...model, gain: new Float64Array(model.gain.length) });
  if (lambda.length === model.rows.length) dual.evaluate(lambda);
  else dual.evaluate(new Float64Array(model.rows.length));
  const start = new Plan(model, dual.scan.chosen.slice());
  repair(start, dual.prices, customers.slice(0, 200_000), () => shouldEnd({ ...context, deadline: context.deadline + 20_000 }));
  return start;
}
