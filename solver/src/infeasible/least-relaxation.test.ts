import { expect, it } from 'vitest';
import { tryEveryPlan } from '../fixtures/every-plan.js';
import { randomDocument } from '../fixtures/random-problems.js';
import { instanceOf, parseProblem, PlanMeter, solve, type Instance, type Problem } from '../index.js';
import { sizeOfBound } from './importance.js';

/** One action a customer, no rules. The least Σ importance × relative change of bounds over every choice of candidates, by trying them all. */
function leastCost(problem: Problem, instance: Instance): number {
  const meter = new PlanMeter(problem, instance);
  let best = Infinity;
  const cost = (assignment: readonly number[]): number =>
    meter.limits(assignment).reduce((sum, { limit, quantity: { value: used } }) => {
      const by = limit.sense === 'atMost' ? used - limit.bound : limit.sense === 'atLeast' ? limit.bound - used : Math.abs(used - limit.bound);
      return by > 1e-9 ? sum + ((limit.importance ?? 1) * by) / sizeOfBound(limit) : sum;
    }, 0);
  const go = (e: number, chosen: readonly number[]): void => {
    if (e < instance.option.length) {
      go(e + 1, chosen);
      if (!chosen.some((other) => meter.customerOf(other) === meter.customerOf(e))) go(e + 1, [...chosen, e]);
      return;
    }
    best = Math.min(best, cost(chosen));
  };
  go(0, []);
  return best;
}

it('the relaxation is the least, weighed by importance', async () => {
  let tried = 0;
  for (let seed = 0; seed < 600; seed++) {
    const document = randomDocument(seed) as { limits: Record<string, unknown>[] };
    const limits = document.limits.map((limit, l) => ({ ...limit, importance: [1, 3, 0.5, 2][l % 4] }));
    const parsed = parseProblem({ ...document, eligibility: [], sequence: [], contactsPerCustomer: 1, objective: { maximise: 'value' }, limits });
    if (!parsed.ok) continue;
    const built = instanceOf(parsed.problem);
    if (!built.ok) continue;
    const { problem } = parsed;
    if (problem.limits.some((limit) => limit.shareOf || limit.orZero || limit.each?.length || limit.sense === 'below') || built.instance.option.length > 9 || tryEveryPlan(problem, built.instance)) continue;
    const outcome = await solve(problem, built.instance, { now: () => performance.now() });
    if (!outcome.ok) continue;
    const { conflict } = outcome.result;
    const cost = conflict!.relaxation.reduce((sum, { id, from, to }) => {
      const limit = problem.limits.find((one) => one.id === id)!;
      return sum + ((limit.importance ?? 1) * Math.abs(to - from)) / sizeOfBound(limit);
    }, 0);
    expect(cost, `seed ${seed} ${JSON.stringify({ conflict, limits: problem.limits })}`).toBeCloseTo(leastCost(problem, built.instance), 5);
    tried++;
  }
  expect(tried).toBeGreaterThan(10);
}, 120_000);
