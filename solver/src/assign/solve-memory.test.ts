import { describe, expect, it } from 'vitest';
import { Campaign } from '../fixtures/campaign.js';
import { solve, SolveMemory, verifyPlan } from '../index.js';
import type { Problem } from '../problem/problem.js';

const now = (): number => performance.now();
const campaign = new Campaign({ customers: 5_000, limits: 91, seed: 8 });
const [problem, instance] = [campaign.problem(), campaign.instance()];
const withBudget = (factor: number): Problem => ({ ...problem, limits: problem.limits.map((limit) => (limit.id === 'budget' ? { ...limit, bound: factor * limit.bound } : limit)) });
const without = (id: string): Problem => ({ ...problem, limits: problem.limits.filter((limit) => limit.id !== id) });

describe('a solve with the memory of others', () => {
  it('answers like one from nothing, within the gaps, with other bounds and with limits more or fewer', async () => {
    const memory = new SolveMemory();
    for (const variant of [problem, withBudget(0.9), without('cap-call'), problem]) {
      const [warm, cold] = [await solve(variant, instance, { now, gap: 2e-4, greedy: false, memory }), await solve(variant, instance, { now, gap: 2e-4, greedy: false })];
      if (!warm.ok || !cold.ok) throw new Error('not solved');
      expect(warm.result.bound! / cold.result.bound!).toBeCloseTo(1, 5);
      expect(warm.result.objective!).toBeLessThanOrEqual(cold.result.bound!);
      expect(warm.result.gap!).toBeLessThan(2e-4);
      expect(verifyPlan(variant, instance, warm.result.assignment)).toMatchObject({ ok: true, faults: [] });
    }
  });

  it('takes nothing again that was made of something else', () => {
    const memory = new SolveMemory();
    const [one, other] = [{}, {}];
    const made = memory.recall('x', [one], () => ({}));
    expect(memory.recall('x', [one], () => ({}))).toBe(made);
    expect(memory.recall('x', [other], () => ({}))).not.toBe(made);
    expect(memory.recall('x', [one], () => ({}))).not.toBe(made);
  });
});
