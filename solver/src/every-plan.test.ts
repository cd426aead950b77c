import { describe, expect, it } from 'vitest';
import { tryEveryPlan } from './fixtures/every-plan.js';
import { randomDocument } from './fixtures/random-problems.js';
import { instanceOf, parseProblem, solve, verifyPlan } from './index.js';

const now = (): number => performance.now();
/** Seeds of the problems tried: a second or two for each hundred. */
const seeds = 400;

describe('tiny problems with every kind of limit', () => {
  it.each(['auto', 'prices'] as const)('agree with trying every plan, by %s', async (method) => {
    for (let seed = 0; seed < seeds; seed++) {
      const document = randomDocument(seed);
      const parsed = parseProblem(document);
      if (!parsed.ok) throw new Error(`seed ${seed}: ${JSON.stringify(parsed.errors)}`);
      const built = instanceOf(parsed.problem);
      if (!built.ok) throw new Error(`seed ${seed}: ${JSON.stringify(built.errors)}`);
      const { problem } = parsed;
      const outcome = await solve(problem, built.instance, { now, method, gap: 1e-9, timeLimitMs: 5_000 });
      if (!outcome.ok) {
        if (outcome.errors[0]!.code === 'floor-missing') continue;
        throw new Error(`seed ${seed}: ${JSON.stringify(outcome.errors)}`);
      }
      const { result } = outcome;
      const best = tryEveryPlan(problem, built.instance);
      const where = `seed ${seed} ${method} ${JSON.stringify({ status: result.status, objective: result.objective, bound: result.bound, best: best?.objective, how: result.method })}`;
      if (!best) {
        expect(result.hasPlan, where).toBe(false);
        if (method === 'auto') expect(result.status, where).toBe('infeasible');
        continue;
      }
      expect(result.status, where).not.toBe('infeasible');
      const sign = problem.objective.kind === 'minimise' ? -1 : 1;
      const slack = 1e-9 * Math.max(1, Math.abs(best.objective));
      if (result.bound !== null) expect(sign * result.bound, `${where}: bound`).toBeGreaterThanOrEqual(sign * best.objective - slack);
      if (result.hasPlan) {
        const verification = verifyPlan(problem, built.instance, result.assignment);
        expect(verification.faults, where).toEqual([]);
        expect(verification.objective, where).toBeCloseTo(result.objective!, 9);
        expect(sign * result.objective!, where).toBeLessThanOrEqual(sign * best.objective + slack);
      }
      if (method === 'auto') {
        expect(result.status, where).toBe('optimal');
        expect(result.objective!, where).toBeCloseTo(best.objective, 5);
      }
    }
  });
});
