import { Plan } from '../finish/plan.js';
import { applyAnswer, candidateProgram } from '../exact/program.js';
import type { Model } from '../model/model.js';
import { largestIn } from '../model/number-size.js';
import { withRows } from '../model/restrict.js';
import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import type { SearchContext } from '../search-context.js';
import { solveModel } from '../solve-model.js';
import { solveOrZero } from '../solve-or-zero.js';
import { beyondBounds } from './conflict-words.js';
import { type Conflict, type ConflictMember, type Nearest, nearestOf } from './conflict.js';
import { groupConflict, type GroupProof, proveByGroups } from './group-conflict.js';
import { cheapestSayable, costOf, relaxationCosts } from './importance.js';
import { leastViolation, smallProblem } from './least-violation.js';
import { gainsTowards, proveByPivot } from './pivot-proof.js';

/**
 * Finds a smallest set of colliding limits by the deletion filter (Chinneck and Dravnieks 1991): a limit without which the rest still
 * collides is dropped. And the plan that keeps the limits at the least Σ importance × relative change of bounds. Over groups of
 * customers where no row weighs candidates one by one, else over the candidates.
 */
export function findConflict(problem: Problem, instance: Instance, model: Model, outer: SearchContext, known: GroupProof | null): Conflict {
  const context: SearchContext = { ...outer, patient: false, deadline: Math.max(outer.deadline, outer.now() + 20_000), report: () => undefined };
  const costs = relaxationCosts(problem, model);
  const beyond = (nearest: Nearest): number[] => beyondBounds(problem, instance, model, nearest);
  const proof = known ?? proveByGroups(problem, model, context);
  const grouped = proof?.status === 'infeasible' ? groupConflict(model, proof, { costs, beyond, alternatives: model.gain.length > smallProblem }, context) : null;
  if (model.gain.length <= smallProblem) return smallConflict(model, { costs, beyond }, grouped, context);
  return grouped ?? largeConflict(model, costs, context);
}

function limitsOf(model: Model): number[] {
  return [...new Set(model.rows.filter((row) => row.mostPrice === Infinity).map((row) => row.limit))];
}
function restrict(model: Model, kept: readonly number[], orZero: boolean): Model {
  return withRows(model, model.rows.flatMap((row, index) => (kept.includes(row.limit) && row.mostPrice === Infinity && (orZero || !row.orZero) ? [{ index, row }] : [])));
}

/** Drops limits one by one while the rest collides. */
function deletionFilter(limits: readonly number[], collides: (kept: readonly number[]) => boolean, stop: () => boolean): { limits: number[]; complete: boolean } {
  let kept = [...limits];
  for (const limit of limits) {
    if (stop()) return { limits: kept, complete: false };
    const without = kept.filter((other) => other !== limit);
    if (without.length < kept.length && collides(without)) kept = without;
  }
  return { limits: kept, complete: true };
}

/** Whole plans are tried for every subset, so that a small set may collide for them though fractional plans keep it. */
function smallConflict(model: Model, { costs, beyond }: { costs: Float64Array; beyond: (nearest: Nearest) => number[] }, grouped: Conflict | null, context: SearchContext): Conflict {
  const stop = (): boolean => context.cancelled() || context.now() >= context.deadline;
  const proof = { glpk: context.glpk, now: context.now, stop };
  const relax = (cost: (row: number) => number): Nearest | null => cheapestSayable((own) => leastBroken(model, own, context), cost, beyond);
  let proved = true;
  const collides = (kept: readonly number[]): boolean => {
    if (leastViolation(restrict(model, kept, false), proof).status === 'infeasible') return true;
    const zero = { ...restrict(model, kept, true), gain: new Float64Array(model.gain.length) };
    const answer = solveOrZero(zero, null, { ...context, method: 'auto', deadline: Math.min(context.deadline, context.now() + 5_000) });
    if (!answer.infeasible && !answer.plan) proved = false;
    return answer.infeasible;
  };
  const start = grouped?.limits ?? blamedLimits(model, proof);
  const { limits, complete } = deletionFilter(start, collides, stop);
  const same = grouped !== null && grouped.limits.length === limits.length;
  const single = limits.length > 12 ? [] : limits.flatMap((limit) => {
    const found = stop() ? null : relax((k) => (model.rows[k]!.limit === limit ? costs[k]! : Infinity));
    return found && model.rows.every((row, k) => row.limit === limit || row.mostPrice < Infinity || found.violation[k] === 0) ? [found] : [];
  });
  const certificate = same ? null : certificateOf(model, limits, proof);
  const members = same ? grouped.members : membersOf(model, limits, certificate);
  return { limits, members, nearest: relax((k) => costs[k]!), alternatives: single, lambda: same ? grouped.lambda : certificate, proved: proved && complete };
}

/** Limits that the linear proof blames, or all where there is none. */
function blamedLimits(model: Model, proof: Parameters<typeof leastViolation>[1]): number[] {
  const all = limitsOf(model);
  const kept = model.rows.flatMap((row, index) => (!row.orZero && row.mostPrice === Infinity ? [{ index, row }] : []));
  const first = leastViolation(withRows(model, kept), proof);
  if (first.status !== 'infeasible') return all;
  return [...new Set(kept.flatMap(({ row }, k) => (Math.abs(first.lambda[k]!) > 1e-12 ? [row.limit] : [])))];
}

/** Multipliers of a linear proof that some limits collide; null where only whole plans are impossible. */
function certificateOf(model: Model, limits: readonly number[], proof: Parameters<typeof leastViolation>[1]): Float64Array | null {
  const kept = model.rows.flatMap((row, index) => (limits.includes(row.limit) && !row.orZero && row.mostPrice === Infinity ? [{ index, row }] : []));
  const found = leastViolation(withRows(model, kept), proof);
  if (found.status !== 'infeasible') return null;
  const lambda = new Float64Array(model.rows.length);
  kept.forEach(({ index }, k) => (lambda[index] = found.lambda[k]!));
  return lambda;
}

function membersOf(model: Model, limits: readonly number[], lambda: Float64Array | null): ConflictMember[] {
  const blamed = (k: number): boolean => limits.includes(model.rows[k]!.limit) && (lambda === null || lambda[k] !== 0 || model.rows[k]!.orZero);
  return model.rows.flatMap((_, k) => (blamed(k) ? [{ row: k, reachable: null }] : []));
}

/** The plan of least cost of violation, by branch and bound; rows of infinite cost must hold. */
function leastBroken(model: Model, cost: (row: number) => number, context: SearchContext): Nearest | null {
  const customers = Array.from({ length: model.customers }, (_, i) => i);
  const largest = Math.max(1e-9, largestIn(model.gain));
  // A hair of gain in the objective picks the best among plans that break the limits equally.
  const tilt = 1e-6 / (largest * Math.max(1, model.customers));
  const program = candidateProgram({ ...model, gain: Float64Array.from(model.gain, (gain) => gain * tilt) }, { customers, rest: null, integer: true, penalty: cost, bounds: 'plan' });
  const columns = program.columns.filter((column) => column.cost > -Infinity);
  const answer = context.glpk.solve({ ...program, columns }, { timeLimitMs: Math.max(100, Math.min(5_000, context.deadline - context.now())), gap: 1e-6, now: context.now });
  if (answer.status !== 'optimal' && answer.status !== 'feasible') return null;
  const plan = Plan.empty(model);
  applyAnswer(plan, program, answer.x);
  return nearestOf(plan);
}

/**
 * For large problems that weigh candidates one by one: the filter over the rows that the pivot proof uses, then, for each limit left,
 * the plan that comes nearest to it while every other limit holds. Such a plan also shows that the set is smallest. The limit that
 * gives way at the least cost is the relaxation, the others are the alternatives.
 */
function largeConflict(model: Model, costs: Float64Array, context: SearchContext): Conflict {
  const stop = (): boolean => context.cancelled() || context.now() >= context.deadline;
  const collides = (kept: readonly number[]): boolean => proveByPivot(restrict(model, kept, false), context).status === 'infeasible';
  const first = proveByPivot(model, context);
  const blamed = new Set(first.support.map((k) => model.rows[k]!.limit));
  const all = limitsOf(model);
  const support = all.filter((limit) => blamed.has(limit));
  const start = first.status === 'infeasible' && collides(support) ? support : all;
  const filtered = deletionFilter(start, collides, stop);
  const plans: { nearest: Nearest; cost: number }[] = [];
  let proved = filtered.complete && first.status === 'infeasible';
  for (const limit of filtered.limits) {
    const never = model.rows.some((row, k) => row.limit === limit && costs[k] === Infinity);
    const plan = stop() ? null : nearestTo(model, limit, context);
    if (!plan) proved = false;
    else if (!never) plans.push({ nearest: nearestOf(plan), cost: costOf(nearestOf(plan), costs) });
  }
  plans.sort((a, b) => a.cost - b.cost);
  const { lambda, pivot, reach, status } = certificateByPivot(model, filtered.limits, context);
  const members = membersOf(model, filtered.limits, status === 'infeasible' ? lambda : null).map((member) => (member.row === pivot ? { ...member, reachable: reach } : member));
  return { limits: filtered.limits, members, nearest: plans[0]?.nearest ?? null, alternatives: plans.map(({ nearest }) => nearest), lambda: status === 'infeasible' ? lambda : null, proved };
}

/** The pivot proof over some limits, in the rows of the model. */
function certificateByPivot(model: Model, limits: readonly number[], context: SearchContext): { status: string; lambda: Float64Array; pivot: number; reach: number | null } {
  const kept = model.rows.flatMap((row, index) => (limits.includes(row.limit) && !row.orZero && row.mostPrice === Infinity ? [index] : []));
  const found = proveByPivot(restrict(model, limits, false), context);
  const lambda = new Float64Array(model.rows.length);
  kept.forEach((index, k) => (lambda[index] = found.lambda[k]!));
  const pivot = found.pivot < 0 ? -1 : kept[found.pivot]!;
  return { status: found.status, lambda, pivot, reach: pivot < 0 || found.reach === null ? null : found.reach * model.rows[pivot]!.scale };
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
