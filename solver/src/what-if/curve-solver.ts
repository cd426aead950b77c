import type { Instance } from '../problem/instance.js';
import type { Fault, Problem } from '../problem/problem.js';
import type { SolveOptions, SolveResult } from '../result.js';
import { solve } from '../solve.js';
import { usesOf } from '../summary.js';
import { PlanMeter } from '../verify/measure-plan.js';
import type { LimitPrice } from './limit-prices.js';
import type { Session } from './session.js';

/** One point of a curve in gain: the objective as it is maximised. */
export interface SolvedPoint {
  at: number;
  status: SolveResult['status'];
  gain: number | null;
  bound: number | null;
  /** Gain per unit of the bound. */
  slope: number | null;
  /** A bound on the gain that follows from this point's multipliers alone. */
  support: number | null;
}

/** Solves a problem under one bound of one limit after the other. */
export interface CurveSolver {
  solve(at: number): Promise<{ ok: true; point: SolvedPoint } | { ok: false; errors: Fault[] }>;
  /** What is used where the limit is not there; null where that is not known. */
  useWithout(): Promise<number | null>;
  close(): void;
}

/** Over a session: starts are taken between the multipliers of the nearest points on either side. */
export function sessionSolver(session: Session, limit: number): CurveSolver {
  const known: { at: number; lambda: Float64Array }[] = [];
  const sign = session.problem.objective.kind === 'minimise' ? -1 : 1;
  const gain = (value: number | null): number | null => (value === null ? null : sign * value);
  return {
    solve: (at) => {
      session.setBound(limit, at);
      const near = between(known, at) ?? session.lambda;
      const nothing = session.startAtNothing(limit, near);
      const answer = session.solve(nothing ?? near);
      // What a bound of nothing costs is no price, and no start for others.
      if (nothing) return Promise.resolve({ ok: true, point: { at, status: answer.status, gain: gain(answer.objective), bound: gain(answer.bound), slope: null, support: null } });
      if (answer.gap !== null && answer.gap < 1e-2) known.push({ at, lambda: answer.lambda });
      const slope = session.model.rows.reduce((sum, row, k) => (row.limit === limit ? sum + answer.lambda[k]! / row.scale : sum), 0);
      return Promise.resolve({ ok: true, point: { at, status: answer.status, gain: gain(answer.objective), bound: gain(answer.bound), slope: answer.status === 'infeasible' ? null : slope, support: answer.support } });
    },
    useWithout: () => Promise.resolve(session.useWithout(limit)),
    close: () => session.close(),
  };
}

/**
 * Multipliers at a bound from those of the two nearest: along a power of the bound where it has one sign, since prices rise like that
 * towards nothing, else along a line. Null where none is known.
 */
function between(known: readonly { at: number; lambda: Float64Array }[], at: number): Float64Array | null {
  const sorted = [...known].sort((a, b) => a.at - b.at);
  const above = sorted.findIndex((one) => one.at >= at);
  const [a, b] = above < 0 ? [sorted.at(-2), sorted.at(-1)] : above === 0 ? [sorted[0], sorted[1]] : [sorted[above - 1], sorted[above]];
  if (!a || !b) return (a ?? b ?? null)?.lambda ?? null;
  const powers = a.at > 0 && at > 0;
  const part = powers ? Math.log(at / a.at) / Math.log(b.at / a.at) : (at - a.at) / (b.at - a.at);
  // Beyond the ends little is certain.
  const within = Math.min(2, Math.max(-2, part));
  return Float64Array.from(a.lambda, (from, k) => {
    const to = b.lambda[k]!;
    if (powers && from * to > 0) return from * Math.min(20, Math.max(0.05, (to / from) ** within));
    return from + Math.min(1, Math.max(0, part)) * (to - from);
  });
}

/** The whole problem anew for each point, from the prices of the one before. */
export function anewSolver(problem: Problem, instance: Instance, limit: number, options: SolveOptions): CurveSolver {
  let prices: readonly LimitPrice[] | null = null;
  const sign = problem.objective.kind === 'minimise' ? -1 : 1;
  const { then: _, ...objective } = problem.objective;
  const first = { ...problem, objective: objective as Problem['objective'] };
  const solved = async (limits: Problem['limits']): ReturnType<typeof solve> => {
    const outcome = await solve({ ...first, limits }, instance, { ...options, greedy: false, diagnose: false, ...(prices ? { warmStart: prices } : {}) });
    if (outcome.ok && outcome.result.hasPlan) prices = outcome.result.prices;
    return outcome;
  };
  return {
    solve: async (at) => {
      const outcome = await solved(problem.limits.map((one, l) => (l === limit ? { ...one, bound: at } : one)));
      if (!outcome.ok) return outcome;
      const { status, objective: value, bound, limits, hasPlan } = outcome.result;
      const own = limits.filter((one) => one.id === problem.limits[limit]!.id);
      const slope = hasPlan ? sign * own.reduce((sum, one) => sum + one.price, 0) : null;
      return { ok: true, point: { at, status, gain: value === null ? null : sign * value, bound: bound === null ? null : sign * bound, slope, support: null } };
    },
    useWithout: async () => {
      const outcome = await solved(problem.limits.filter((_, l) => l !== limit));
      if (!outcome.ok || !outcome.result.hasPlan) return null;
      const { assignment, agents } = outcome.result;
      const measured = new PlanMeter(problem, instance).limits(assignment, agents).filter((one) => one.limit === problem.limits[limit]);
      return measured.length > 0 ? Math.max(...usesOf(measured, []).map(({ used }) => used)) : null;
    },
    close: () => undefined,
  };
}
