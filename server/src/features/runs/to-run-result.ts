import type { BoundChange, LimitUse, RunConflict, RunResult } from '@arbiter/contracts/run';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { BuiltProblem, LimitOrigin, ProblemHead } from './build-problem.js';

export interface Headcounts {
  audience: number;
  control: number;
  withoutConsent: number;
}

export interface PlanTotals {
  cells: RunResult['cells'];
  valueMinor: number;
  costMinor: number;
}

/** The optimiser's answer in the words of the campaign's form: limits become its rows, periods its weeks. */
export function toRunResult(solution: SolutionDocument, problem: BuiltProblem, heads: Headcounts, plan: PlanTotals, times: { readMs: number; writeMs: number }): RunResult {
  const { head, origins } = problem;
  const weekOf = (period: string | undefined): number | null => (period === undefined ? null : (head.periods ?? []).indexOf(period));
  const originOf = (limitId: string): LimitOrigin | undefined => origins.find((origin) => origin.limitId === limitId);
  const limits = solution.limits.flatMap((use): LimitUse[] => {
    const origin = originOf(use.id);
    if (!origin) return [];
    const { constraintId, unit, sense, divideBy } = origin;
    const { priceHolds: holds, violation, cost } = use;
    return [{
      id: use.period === undefined ? use.id : `${use.id}@${use.period}`, constraintId, period: weekOf(use.period), unit, sense,
      used: use.used / divideBy, limit: use.limit / divideBy, slack: use.slack / divideBy, price: use.price,
      ...(holds ? { priceHolds: { from: holds.from === null ? null : holds.from / divideBy, to: holds.to === null ? null : holds.to / divideBy } } : {}),
      ...(violation === undefined ? {} : { violation: violation / divideBy }),
      ...(cost === undefined ? {} : { cost }),
    }];
  });
  const rowOf = (id: string, period: string | undefined): { constraintId: string; period: number | null } => ({ constraintId: originOf(id)?.constraintId ?? id, period: weekOf(period) });
  const goal = head.objective.then && secondGoalOf(head.objective.then);
  const isValue = head.objective && 'maximise' in head.objective && head.objective.maximise === 'value';
  return {
    status: solution.status,
    verified: solution.verified,
    method: solution.method,
    objective: solution.objective,
    bound: solution.bound,
    gap: solution.gap,
    valueMinor: plan.valueMinor,
    costMinor: plan.costMinor,
    ...heads,
    customers: solution.customers,
    assigned: solution.assigned,
    greedyValueMinor: isValue && solution.greedy?.feasible ? solution.greedy.objective : null,
    limits,
    eligibility: solution.eligibility.map(({ id, removed }) => ({ constraintId: id, removed })),
    cells: plan.cells,
    ...(solution.households ? { households: solution.households.map(({ id, households, atCap, most }) => ({ constraintId: id, households, atCap, most })) } : {}),
    ...(solution.then && goal ? { then: { goal, ...solution.then } } : {}),
    ...(solution.stability ? { stability: { previous: solution.stability.previous, kept: solution.stability.kept, changes: solution.stability.changes } } : {}),
    conflict: solution.conflict ? conflictOf(solution.conflict, originOf, weekOf) : null,
    ...(solution.nearConflicts
      ? {
          nearConflicts: solution.nearConflicts.map(({ room, limits: near }) => ({
            room,
            limits: near.flatMap((one) => {
              const origin = originOf(one.id);
              return origin ? [{ ...rowOf(one.id, one.period), unit: origin.unit, sense: origin.sense, bound: one.bound / origin.divideBy, attainable: one.attainable / origin.divideBy }] : [];
            }),
          })),
        }
      : {}),
    timing: { readMs: times.readMs, solveMs: solution.timing.solveMs, verifyMs: solution.timing.verifyMs, writeMs: times.writeMs },
  };
}

function conflictOf(conflict: NonNullable<SolutionDocument['conflict']>, originOf: (id: string) => LimitOrigin | undefined, weekOf: (period: string | undefined) => number | null): NonNullable<RunResult['conflict']> {
  const constraintIds = new Set(conflict.limits.map((id) => originOf(id)?.constraintId ?? id));
  const changeOf = ({ id, period, from, to }: (typeof conflict.relaxation)[number]): BoundChange => {
    const origin = originOf(id);
    const divideBy = origin?.divideBy ?? 1;
    const bound = { from: from / divideBy, to: to / divideBy };
    return { constraintId: origin?.constraintId ?? id, period: weekOf(period), from: bound.from, to: origin?.unit === 'money-minor' ? roundedLoosely(bound) : bound.to };
  };
  const members = conflict.members?.flatMap(({ id, period, bound, reachable }): NonNullable<RunConflict['members']> => {
    const origin = originOf(id);
    if (!origin) return [];
    const { constraintId, unit, sense, divideBy } = origin;
    return [{ constraintId, period: weekOf(period), unit, sense, bound: bound / divideBy, reachable: reachable === null ? null : reachable / divideBy }];
  });
  return {
    constraintIds: [...constraintIds],
    relaxation: conflict.relaxation.map(changeOf),
    ...(members ? { members } : {}),
    ...(conflict.alternatives ? { alternatives: conflict.alternatives.map((changes) => changes.map(changeOf)) } : {}),
    proved: conflict.proved,
  };
}

/** The campaign's name of a second goal. */
function secondGoalOf(then: NonNullable<ProblemHead['objective']['then']>): NonNullable<RunResult['then']>['goal'] {
  if ('maximise' in then && then.maximise !== undefined) return 'most-value';
  return then.minimise === 'count' ? 'fewest-actions' : 'least-cost';
}

/**
 * A sum that a person would name, at most a thousandth looser than needed: to the last kopeck only a single plan may keep it, which
 * nobody asks for and the next run would have to find.
 */
export function roundedLoosely({ from, to }: { from: number; to: number }): number {
  if (to === from || to === 0) return to;
  const step = Math.max(1, 10 ** (Math.floor(Math.log10(Math.abs(to))) - 3));
  return (to < from ? Math.floor(to / step) : Math.ceil(to / step)) * step;
}
