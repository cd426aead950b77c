import { expect, it } from 'vitest';
import { Campaign } from '../fixtures/campaign.js';
import { solve } from '../solve.js';
import { verifyPlan } from '../verify/verify-plan.js';

it('plans crowds of customers that are alike by the counts of their classes', async () => {
  const campaign = new Campaign({ customers: 60_000, limits: 11, values: 'segment' });
  const [problem, instance] = [campaign.problem(), campaign.instance()];
  const outcome = await solve(problem, instance, { now: () => performance.now(), gap: 1e-4, greedy: false });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  const { result } = outcome;
  expect(result.method).toContain('counts of classes');
  expect(verifyPlan(problem, instance, result.assignment).ok).toBe(true);
  expect(result.gap).toBeLessThan(1e-4);
  expect(result.bound!).toBeGreaterThanOrEqual(result.objective!);
});
