import type { LimitUse, RunResult } from '@arbiter/contracts/run';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { BuiltProblem, LimitOrigin } from './build-problem.js';

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
    return [{ id: use.period === undefined ? use.id : `${use.id}@${use.period}`, constraintId, period: weekOf(use.period), unit, sense, used: use.used / divideBy, limit: use.limit / divideBy, slack: use.slack / divideBy, price: use.price }];
  });
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
    conflict: solution.conflict ? conflictOf(solution.conflict, originOf, weekOf) : null,
    timing: { readMs: times.readMs, solveMs: solution.timing.solveMs, verifyMs: solution.timing.verifyMs, writeMs: times.writeMs },
  };
}

function conflictOf(conflict: NonNullable<SolutionDocument['conflict']>, originOf: (id: string) => LimitOrigin | undefined, weekOf: (period: string | undefined) => number | null): NonNullable<RunResult['conflict']> {
  const constraintIds = new Set(conflict.limits.map((id) => originOf(id)?.constraintId ?? id));
  return {
    constraintIds: [...constraintIds],
    relaxation: conflict.relaxation.map(({ id, period, from, to }) => {
      const origin = originOf(id);
      const divideBy = origin?.divideBy ?? 1;
      const bound = { from: from / divideBy, to: to / divideBy };
      return { constraintId: origin?.constraintId ?? id, period: weekOf(period), from: bound.from, to: origin?.unit === 'money-minor' ? roundedLoosely(bound) : bound.to };
    }),
  };
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
