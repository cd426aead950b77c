import { describe, expect, it } from 'vitest';
import { DualFunction } from '../dual/dual-function.js';
import { TileDual } from '../dual/tile-dual.js';
import { Campaign } from '../fixtures/campaign.js';
import { randomFrom } from '../finish/seeded-random.js';
import { solve, verifyPlan, type SolveOptions, type SolveResult } from '../index.js';
import { buildModel } from '../model/build-model.js';
import type { Instance } from '../problem/instance.js';
import type { Limit, Problem } from '../problem/problem.js';
import { fillTiles } from '../tiles/fill-tiles.js';
import { TileScan } from '../tiles/tile-scan.js';

const now = (): number => performance.now();

async function solved(problem: Problem, instance: Instance, options: Partial<SolveOptions> = {}): Promise<SolveResult> {
  const outcome = await solve(problem, instance, { now, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.result;
}

const campaign = new Campaign({ customers: 6_000, limits: 91, seed: 5 });
const [problem, instance] = [campaign.problem(), campaign.instance()];
/** Values that float32 does not hold, and a cost of each candidate's own. */
const random = randomFrom(3);
const own: Instance = { ...instance, value: Float64Array.from(instance.value, (value) => value * (1 + 1e-9 * random())), measures: { cost: Float64Array.from(instance.option, (o) => [0.06, 0.01, 1.2, 4, 60][o % 5]! * (0.9 + 0.2 * random())) } };

describe('customers in tiles', () => {
  it.each([
    ['costs of actions', instance],
    ['costs of candidates', own],
  ])('have the dual value, the use and a certified bound like lists: %s', (_, data) => {
    const built = buildModel(problem, data);
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const { model } = built;
    const [lists, tiles] = [new DualFunction(model), new TileDual(new TileScan(fillTiles(model)), model.rows, model.entries)];
    for (let trial = 0; trial < 5; trial++) {
      const lambda = Float64Array.from(model.rows, () => (random() < 0.3 ? 0 : 40 * random()));
      const [one, other] = [lists.evaluate(lambda), tiles.evaluate(lambda)];
      expect(other.value / one.value).toBeCloseTo(1, 6);
      // A customer whose two best differ by less than float32 tells apart may choose either.
      for (const [k, used] of one.used.entries()) expect(Math.abs(other.used[k]! - used)).toBeLessThan(2 + 1e-6 * Math.abs(used));
      expect(tiles.certified(other)).toBeGreaterThanOrEqual(one.value);
      expect(tiles.certified(other) / lists.certified(one)).toBeCloseTo(1, 9);
      const [H, Q] = [lists.curvature(5).slice(), tiles.curvature(5)];
      const scale = H.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(H.reduce((most, value, z) => Math.max(most, Math.abs(value - Q[z]!)), 0) / scale).toBeLessThan(0.02);
    }
  });

  it('are solved within the gap, verified, and the same whatever the seed', async () => {
    const result = await solved(problem, instance, { gap: 1e-4 });
    expect(result.method).toContain('tiles');
    expect(result.gap!).toBeLessThan(1e-4);
    expect(verifyPlan(problem, instance, result.assignment)).toMatchObject({ ok: true, faults: [] });
    expect((await solved(problem, instance, { gap: 1e-4, seed: 9 })).assignment).toEqual(result.assignment);
  });

  it('keep a budget of costs that differ by candidate to the last digit, and a floor of value', async () => {
    const capped = await solved(problem, own, { gap: 1e-4, greedy: false });
    expect(capped.method).toContain('tiles');
    expect(verifyPlan(problem, own, capped.assignment)).toMatchObject({ ok: true, faults: [] });
    expect(capped.gap!).toBeLessThan(3e-4);
    const floor: Limit = { id: 'floor', quantity: { terms: [{ measure: 'value', weight: 1 }], where: { action: [], customer: [] } }, sense: 'atLeast', bound: 0.9 * capped.objective!, shareOf: null, orZero: false };
    const cheap = await solved({ ...problem, objective: { kind: 'minimise', measure: 'cost' }, limits: [...problem.limits, floor] }, own, { gap: 1e-3, greedy: false });
    expect(verifyPlan({ ...problem, limits: [...problem.limits, floor] }, own, cheap.assignment).ok).toBe(true);
    expect(cheap.objective!).toBeLessThan(capped.limits[0]!.used);
    expect(cheap.gap!).toBeLessThan(3e-3);
  });

  it('find a planted optimum, bound and plan', async () => {
    const planted = new Campaign({ customers: 20_000, limits: 11, planted: true, seed: 2 });
    const result = await solved(planted.problem(), planted.instance(), { gap: 1e-6, greedy: false });
    expect(result.bound! / planted.optimum! - 1).toBeGreaterThanOrEqual(-1e-12);
    expect(result.bound! / planted.optimum! - 1).toBeLessThan(1e-7);
    expect(1 - result.objective! / planted.optimum!).toBeLessThan(2e-6);
  });
});
