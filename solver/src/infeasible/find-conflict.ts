import { Plan } from '../finish/plan.js';
import { applyAnswer, candidateProgram } from '../exact/program.js';
import type { Model } from '../model/model.js';
import { withRows } from '../model/restrict.js';
import type { SearchContext } from '../search-context.js';
import { solveModel } from '../solve-model.js';
import { solveOrZero } from '../solve-or-zero.js';
import { leastViolation, smallProblem } from './least-violation.js';
import { gainsTowards, proveByPivot } from './pivot-proof.js';

export interface Conflict {
  /** Indexes of limits that cannot hold together; none can be left out. */
  limits: number[];
  /** A plan that breaks few limits by little: what it uses is what the broken ones would have to allow. Null where none was found in time. */
  nearest: Plan | null;
  /** Every step of the search for the smallest set was proved. */
  proved: boolean;
}

/**
 * Finds a smallest set of colliding limits by the deletion filter (Chinneck and Dravnieks 1991): a limit without which the rest still
 * collides is dropped. And a plan that comes nearest to keeping every limit.
 */
export function findConflict(model: Model, outer: SearchContext): Conflict {
  const context: SearchContext = { ...outer, patient: false, deadline: Math.max(outer.deadline, outer.now() + 20_000), report: () => undefined };
  return model.gain.length <= smallProblem ? smallConflict(model, context) : largeConflict(model, context);
}

function limitsOf(model: Model): number[] {
  return [...new Set(model.rows.map((row) => row.limit))];
}
function restrict(model: Model, kept: readonly number[], orZero: boolean): Model {
  return withRows(model, model.rows.flatMap((row, index) => (kept.includes(row.limit) && (orZero || !row.orZero) ? [{ index, row }] : [])));
}

/** Drops limits one by one while the rest collides. */
function deletionFilter(limits: readonly number[], collides: (kept: readonly number[]) => boolean, stop: () => boolean): { limits: number[]; complete: boolean } {
  let kept = [...limits];
  for (const limit of limits) {
    if (stop()) return { limits: kept, complete: false };
    const without = kept.filter((other) => other !== limit);
    if (collides(without)) kept = without;
  }
  return { limits: kept, complete: true };
}

function smallConflict(model: Model, context: SearchContext): Conflict {
  const proof = { glpk: context.glpk, now: context.now, stop: context.cancelled };
  let proved = true;
  const collides = (kept: readonly number[]): boolean => {
    if (leastViolation(restrict(model, kept, false), proof).status === 'infeasible') return true;
    const zero = { ...restrict(model, kept, true), gain: new Float64Array(model.gain.length) };
    const answer = solveOrZero(zero, null, { ...context, method: 'auto', deadline: context.now() + 5_000 });
    if (!answer.infeasible && !answer.plan) proved = false;
    return answer.infeasible;
  };
  const { limits, complete } = deletionFilter(limitsOf(model), collides, context.cancelled);
  return { limits, nearest: leastBroken(model, context), proved: proved && complete };
}

/** The plan of least violation relative to the bounds, by branch and bound. */
function leastBroken(model: Model, context: SearchContext): Plan | null {
  const weight = (k: number): number => 1 / Math.max(Math.abs(model.rows[k]!.planBound), 1);
  const customers = Array.from({ length: model.customers }, (_, i) => i);
  const largest = model.gain.reduce((most, gain) => Math.max(most, Math.abs(gain)), 1e-9);
  // A hair of gain in the objective picks the best among plans that break the limits equally.
  const tilt = 1e-6 / (largest * Math.max(1, model.customers));
  const program = candidateProgram({ ...model, gain: model.gain.map((gain) => gain * tilt) }, { customers, rest: null, integer: true, penalty: weight, bounds: 'plan' });
  const answer = context.glpk.solve(program, { timeLimitMs: 5_000, gap: 1e-6, now: context.now });
  if (answer.status !== 'optimal' && answer.status !== 'feasible') return null;
  const plan = Plan.empty(model);
  applyAnswer(plan, program, answer.x);
  return plan;
}

/**
 * For large problems: the filter over the rows that the pivot proof uses, then, for each limit left, the plan that comes nearest to
 * it while every other limit holds. Such a plan also shows that the set is smallest. The limit that gives way least, relative to its
 * bound, is the relaxation.
 */
function largeConflict(model: Model, context: SearchContext): Conflict {
  const stop = (): boolean => context.cancelled() || context.now() >= context.deadline;
  const collides = (kept: readonly number[]): boolean => proveByPivot(restrict(model, kept, false), context).status === 'infeasible';
  const first = proveByPivot(model, context);
  const blamed = new Set(first.support.map((k) => model.rows[k]!.limit));
  const all = limitsOf(model);
  const support = all.filter((limit) => blamed.has(limit));
  const start = first.status === 'infeasible' && collides(support) ? support : all;
  const filtered = deletionFilter(start, collides, stop);
  let [nearest, least, proved] = [null as Plan | null, Infinity, filtered.complete && first.status === 'infeasible'];
  for (const limit of filtered.limits) {
    if (stop()) proved = false;
    const plan = stop() ? null : nearestTo(model, limit, context);
    if (!plan) {
      proved = false;
      continue;
    }
    const change = model.rows.reduce((sum, row, k) => sum + plan.rowViolation(k) / Math.max(1, Math.abs(row.planBound)), 0);
    if (change < least) [nearest, least] = [plan, change];
  }
  return { limits: filtered.limits, nearest, proved };
}

/** The plan that keeps every other limit and comes nearest to one. */
function nearestTo(model: Model, limit: number, context: SearchContext): Plan | null {
  const own = new Set(model.rows.flatMap((row, k) => (row.limit === limit ? [k] : [])));
  const empty = Plan.empty(model);
  const up = [...own].some((k) => model.rows[k]!.sense === 0 && empty.used[k]! < model.rows[k]!.planBound);
  const kept = model.rows.flatMap((row, index) => (own.has(index) ? [] : [{ index, row }]));
  const { plan } = solveModel({ ...withRows(model, kept), gain: gainsTowards(model, own, up) }, null, { ...context, gap: 1e-3, deadline: Math.min(context.deadline, context.now() + 10_000) });
  return plan ? new Plan(model, plan.held) : null;
}
