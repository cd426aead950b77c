import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import type { SolveOptions, SolveResult } from './result.js';
import { solve } from './solve.js';
import type { Fault } from './problem/problem.js';

export interface CurvePoint {
  /** The bound of the limit at this point. */
  at: number;
  status: SolveResult['status'];
  objective: number | null;
  bound: number | null;
  gap: number | null;
  /** Objective gained by one more unit of the limit. */
  price: number | null;
}

/**
 * The best objective as a function of one limit's bound: solved again at each of the given bounds, in their order, each from the
 * prices of the one before. The time limit holds for each point. Cancelled points end the curve.
 */
export async function limitCurve(problem: Problem, instance: Instance, limitId: string, bounds: readonly number[], options: SolveOptions): Promise<{ ok: true; points: CurvePoint[] } | { ok: false; errors: Fault[] }> {
  const index = problem.limits.findIndex((limit) => limit.id === limitId);
  if (index < 0) return { ok: false, errors: [{ path: '/limits', code: 'unknown-limit', message: `There is no limit ${JSON.stringify(limitId)}; there are ${problem.limits.map((limit) => limit.id).join(', ') || 'none'}` }] };
  const points: CurvePoint[] = [];
  let warmStart = options.warmStart;
  for (const at of bounds) {
    if (!Number.isFinite(at)) return { ok: false, errors: [{ path: '', code: 'not-a-number', message: `${at} is no bound; give finite numbers` }] };
    const limits = problem.limits.map((limit, l) => (l === index ? { ...limit, bound: at } : limit));
    const outcome = await solve({ ...problem, limits }, instance, { ...options, greedy: false, ...(warmStart ? { warmStart } : {}) });
    if (!outcome.ok) return outcome;
    const { result } = outcome;
    if (result.status === 'cancelled') break;
    if (result.hasPlan) warmStart = result.warmStart;
    points.push({ at, status: result.status, objective: result.objective, bound: result.bound, gap: result.gap, price: result.limits.find((limit) => limit.id === limitId)?.price ?? null });
  }
  return { ok: true, points };
}

/** The curve of the first limit that caps a sum, usually the budget, or of the limit named. */
export function budgetCurve(problem: Problem, instance: Instance, bounds: readonly number[], options: SolveOptions, limitId?: string): ReturnType<typeof limitCurve> {
  const budget = limitId ?? problem.limits.find((limit) => limit.sense === 'atMost' && !limit.shareOf && limit.quantity.terms.some((term) => term.measure !== 'count'))?.id ?? 'budget';
  return limitCurve(problem, instance, budget, bounds, options);
}
