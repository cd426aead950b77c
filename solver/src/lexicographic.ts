import type { Instance } from './problem/instance.js';
import type { BoundTree, Limit, Objective, Problem } from './problem/problem.js';
import { relativeGap, type SolveOptions, type SolveOutcome, type SolveResult } from './result.js';
import { usesOf } from './summary.js';
import { type MeasuredLimit, PlanMeter, violationOf } from './verify/measure-plan.js';
import { verifyPlan } from './verify/verify-plan.js';

type SolveOne = (problem: Problem, instance: Instance, options: SolveOptions) => Promise<SolveOutcome>;

/**
 * Two goals in order: the first objective is solved for, then the second among the plans that keep the first at what was found less the
 * gap asked, or at the share `keeping` of it. The first becomes a limit on its own measure (a ratio N / D ≥ r becomes N − r D ≥ 0);
 * soft limits may be broken as far as the first plan breaks them and no further, and changes against the plan before stay as many, so
 * that the first objective is kept with all its costs. The bound on the second goal holds among such plans.
 */
export async function solveInOrder(problem: Problem, instance: Instance, options: SolveOptions, solveOne: SolveOne): Promise<SolveOutcome> {
  const { then, ...objective } = problem.objective as Objective & { then: NonNullable<Objective['then']> };
  const started = options.now();
  const timeLimitMs = options.timeLimitMs ?? 60_000;
  const first = await solveOne({ ...problem, objective: objective as Objective }, instance, { ...options, timeLimitMs: 0.6 * timeLimitMs });
  if (!first.ok || !first.result.hasPlan || first.result.status === 'cancelled') return first;
  const { result } = first;
  const second: Problem = {
    ...problem,
    objective: { kind: then.kind, measure: then.measure },
    limits: [...heldSoft(problem, instance, result), keepFirst(objective as Objective, then.keeping ?? 1 - (options.gap ?? 1e-4), problem, instance, result)],
    previous: problem.previous ? { ...problem.previous, changeCost: 0, mostChanges: Math.min(problem.previous.mostChanges, result.people.stability?.changes ?? Infinity) } : null,
  };
  const { warmStart: _, ...rest } = options;
  const warmStart = pricesOf(objective as Objective, then.measure, problem, instance, result);
  const answer = await solveOne(second, instance, { ...rest, ...(warmStart ? { warmStart } : {}), greedy: false, timeLimitMs: Math.max(1_000, timeLimitMs - (options.now() - started)) });
  if (!answer.ok) return answer;
  const keeping = then.keeping ?? 1 - (options.gap ?? 1e-4);
  return { ok: true, result: joined(problem, instance, result, answer.result, then, result.objective! - (objective.kind === 'minimise' ? -1 : 1) * (1 - keeping) * Math.abs(result.objective!)) };
}

/** The limits with soft ones made hard: kept where the plan keeps them, else at what it uses. */
function heldSoft(problem: Problem, instance: Instance, result: SolveResult): Limit[] {
  if (problem.limits.every((limit) => limit.softPrice === undefined)) return problem.limits;
  const measured = new PlanMeter(problem, instance).limits(result.assignment, result.agents);
  return problem.limits.map((limit) => {
    if (limit.softPrice === undefined) return limit;
    const { softPrice: _, bounds: __, ...held } = limit;
    const own = measured.filter((one) => one.limit === limit);
    const boundOf = (one: MeasuredLimit): number => (violationOf(one) === 0 ? one.bound : !one.denominator ? one.quantity.value : one.denominator.value > 0 ? one.quantity.value / one.denominator.value : one.bound);
    if (!limit.each?.length) return own[0] ? { ...held, bound: boundOf(own[0]) } : held;
    const bounds: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const one of own) {
      let at = bounds;
      one.group.forEach((key, depth) => {
        if (depth === one.group.length - 1) at[key] = boundOf(one);
        else at = (at[key] ??= Object.create(null)) as Record<string, unknown>;
      });
    }
    return { ...held, bounds: bounds as BoundTree };
  });
}

/**
 * Prices to begin the second search with: those of the first, times what one unit of the first objective is of the second on average,
 * and that as the price of the limit that keeps the first. Where the second goal is a count, all gains are equal and a search from
 * nothing has little to go by. Null where there is no such rate.
 */
function pricesOf(objective: Objective, goal: string, problem: Problem, instance: Instance, result: SolveResult): Float64Array | null {
  if (objective.kind === 'ratio') return null;
  const meter = new PlanMeter(problem, instance);
  const rate = Math.abs(meter.total(goal, result.assignment) / meter.total(objective.measure, result.assignment));
  if (!Number.isFinite(rate) || rate === 0) return null;
  const column = objective.measure === 'value' ? instance.value : instance.measures[objective.measure];
  let largest = 0;
  if (column) for (const value of column) largest = Math.max(largest, Math.abs(value));
  else for (const { attributes } of problem.actions) largest = Math.max(largest, Math.abs(Number(objective.measure === 'count' ? 1 : (attributes[objective.measure] ?? 0))));
  if (largest === 0) return null;
  // Rows are scaled by the power of two next to their largest coefficient; those of the problem's own limits come first.
  const scale = 2 ** Math.round(Math.log2(largest));
  const own = result.limits.length;
  const prices = new Float64Array(result.warmStart.length + 1);
  result.warmStart.forEach((price, k) => (prices[k < own ? k : k + 1] = rate * price));
  prices[own] = (objective.kind === 'minimise' ? 1 : -1) * rate * scale;
  return prices;
}

function keepFirst(objective: Objective, keeping: number, problem: Problem, instance: Instance, result: SolveResult): Limit {
  const meter = new PlanMeter(problem, instance);
  const everything = { action: [], customer: [] };
  const base = { id: 'objective', shareOf: null, orZero: false, importance: Infinity };
  if (objective.kind === 'ratio') {
    const ratio = result.objective!;
    const least = ratio - (1 - keeping) * Math.abs(ratio);
    return { ...base, quantity: { terms: [{ measure: objective.numerator, weight: 1 }, { measure: objective.denominator, weight: -least }], where: everything }, sense: 'atLeast', bound: 0 };
  }
  const value = meter.total(objective.measure, result.assignment);
  const room = (1 - keeping) * Math.abs(result.objective!);
  return { ...base, quantity: { terms: [{ measure: objective.measure, weight: 1 }], where: everything }, sense: objective.kind === 'minimise' ? 'atMost' : 'atLeast', bound: objective.kind === 'minimise' ? value + room : value - room };
}

/** The second plan in the first problem's words, or the first plan where the second search found none that keeps enough. */
function joined(problem: Problem, instance: Instance, first: SolveResult, second: SolveResult, then: NonNullable<Objective['then']>, least: number): SolveResult {
  const sign = problem.objective.kind === 'minimise' ? -1 : 1;
  const goal = then.kind === 'minimise' ? -1 : 1;
  const meter = new PlanMeter(problem, instance);
  const amount = (result: SolveResult): number => meter.total(then.measure, result.assignment);
  let kept = first;
  if (second.hasPlan && goal * amount(second) >= goal * amount(first)) {
    const { ok, objective } = verifyPlan(problem, instance, second.assignment, second.agents);
    if (ok && objective !== null && sign * objective >= sign * least - 1e-9 * Math.abs(least)) {
      const measured = meter.limits(second.assignment, second.agents);
      const { stability } = second.people;
      // Everything about prices stays that of the first goal.
      kept = {
        ...first,
        assignment: second.assignment,
        agents: second.agents,
        objective,
        gap: first.bound === null ? null : relativeGap(first.bound, objective),
        assigned: second.assigned,
        byAction: second.byAction,
        limits: usesOf(measured, first.limits.map(({ price }) => price)),
        people: { ...second.people, ...(stability ? { stability: { ...stability, cost: (problem.previous?.changeCost ?? 0) * stability.changes } } : {}) },
      };
    }
  }
  const objective = amount(kept);
  // A bound that the first plan beats by rounding, or that the second search did not prove, is none.
  const bound = second.bound === null ? null : goal * second.bound >= goal * objective ? second.bound : objective;
  return { ...kept, then: { objective, bound, gap: bound === null ? null : relativeGap(bound, objective) }, method: `${first.method}; then ${second.method}` };
}
