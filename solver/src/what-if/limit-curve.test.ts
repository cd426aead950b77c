import { describe, expect, it } from 'vitest';
import { Campaign } from '../fixtures/campaign.js';
import { limitCurve, solve, type SolveOptions, type SolveResult } from '../index.js';
import type { Instance } from '../problem/instance.js';
import type { Limit, Problem } from '../problem/problem.js';

const now = (): number => performance.now();

async function solved(problem: Problem, instance: Instance, options: Partial<SolveOptions> = {}): Promise<SolveResult> {
  const outcome = await solve(problem, instance, { now, greedy: false, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.result;
}

function withBound(problem: Problem, id: string, bound: number): Problem {
  return { ...problem, limits: problem.limits.map((limit) => (limit.id === id ? { ...limit, bound } : limit)) };
}

describe('the curve of a budget over twenty thousand customers', () => {
  const campaign = new Campaign({ customers: 20_000, limits: 11, seed: 4 });
  const [problem, instance] = [campaign.problem(), campaign.instance()];
  const budget = problem.limits[0]!;

  it('chooses its points, is concave within the gaps, and agrees with solves of their own', async () => {
    const curve = await limitCurve(problem, instance, budget.id, { points: 12 }, { now, gap: 1e-4 });
    if (!curve.ok) throw new Error(JSON.stringify(curve.errors));
    const { points } = curve;
    expect(points.length).toBe(12);
    expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(points.map(({ at }) => at)).toContain(budget.bound);
    expect(points[0]!.at).toBe(0);
    for (const [z, point] of points.entries()) {
      expect(point.bound!).toBeGreaterThanOrEqual(point.objective!);
      if (z === 0) continue;
      expect(point.objective!).toBeGreaterThanOrEqual(points[z - 1]!.objective!);
      for (const other of points) if (z > 1 && other.price !== null) expect(point.bound!).toBeLessThanOrEqual(other.bound! + other.price * (point.at - other.at) + 1e-4 * Math.abs(other.bound!));
      if (point.at > 0) expect(point.gap!).toBeLessThan(1e-3);
    }
    // Where it does not bind any more it has no price.
    expect(points.at(-1)!.price!).toBeLessThan(0.05 * points[1]!.price!);
    for (const z of [2, 6, 9]) {
      const cold = await solved(withBound(problem, budget.id, points[z]!.at), instance, { gap: 1e-4 });
      expect(points[z]!.objective!).toBeLessThanOrEqual(cold.bound! * (1 + 1e-9));
      expect(cold.objective!).toBeLessThanOrEqual(points[z]!.bound! * (1 + 1e-9));
    }
  });

  it('says which points are impossible, and solves none that a looser one shows to be', async () => {
    const floor: Limit = { id: 'floor', quantity: { terms: [{ measure: 'count', weight: 1 }], where: { action: [], customer: [] } }, sense: 'atLeast', bound: 4_000, shareOf: null, orZero: false };
    const curve = await limitCurve({ ...problem, limits: [...problem.limits, floor] }, instance, 'floor', [4_000, 1_000_000, 2_000_000, 1_000], { now });
    if (!curve.ok) throw new Error(JSON.stringify(curve.errors));
    expect(curve.points.map(({ status }) => status === 'infeasible')).toEqual([false, true, true, false]);
    expect(curve.points[3]!.objective!).toBeGreaterThanOrEqual(curve.points[0]!.objective!);
  });

  it('refuses limits that are not there, and numbers that are none', async () => {
    expect(await limitCurve(problem, instance, 'nothing', [1], { now })).toMatchObject({ ok: false, errors: [{ code: 'unknown-limit' }] });
    expect(await limitCurve(problem, instance, budget.id, [NaN], { now })).toMatchObject({ ok: false, errors: [{ code: 'not-a-number' }] });
    expect(await limitCurve(problem, instance, budget.id, { from: 2, to: 1 }, { now })).toMatchObject({ ok: false, errors: [{ code: 'out-of-range' }] });
  });

  it('ends where it is cancelled', async () => {
    let asked = 0;
    const curve = await limitCurve(problem, instance, budget.id, { points: 10 }, { now, shouldStop: () => ++asked > 60 });
    if (!curve.ok) throw new Error(JSON.stringify(curve.errors));
    expect(curve.points.length).toBeLessThan(10);
  });
});

describe('a solve that starts from earlier prices', () => {
  it('finds the same within the gap in a fraction of the work, by the names of the limits, with more customers than before', async () => {
    const few = new Campaign({ customers: 20_000, limits: 91, seed: 6 });
    const many = new Campaign({ customers: 22_000, limits: 91, seed: 6 });
    const before = await solved(few.problem(), few.instance(), { gap: 1e-4 });
    expect(before.prices.length).toBeGreaterThan(3);
    const [problem, instance] = [many.problem(), many.instance()];
    const cold = await solved(problem, instance, { gap: 1e-4 });
    const warm = await solved(problem, instance, { gap: 1e-4, warmStart: [...before.prices].reverse() });
    expect(Math.abs(warm.objective! - cold.objective!)).toBeLessThanOrEqual(2e-4 * cold.bound!);
    expect(warm.bound!).toBeGreaterThanOrEqual(cold.objective!);
  });
});
