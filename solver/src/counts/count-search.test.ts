import { describe, expect, it } from 'vitest';
import { lumpyOptima, lumpyProblem, type LumpyShape } from '../fixtures/lumpy-problems.js';
import { instanceOf, parseProblem, solve, verifyPlan, type SolveOptions } from '../index.js';

const now = (): number => performance.now();

async function solved(shape: LumpyShape, options: Partial<SolveOptions>) {
  const parsed = parseProblem(lumpyProblem(shape));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const outcome = await solve(parsed.problem, built.instance, { now, timeLimitMs: 20_000, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  expect(verifyPlan(parsed.problem, built.instance, outcome.result.assignment)).toMatchObject({ ok: true, faults: [] });
  return outcome.result;
}

describe('search of counts, where single actions are dear', () => {
  it.each(lumpyOptima)('proves the optimum of %o', async (shape, optimum) => {
    const result = await solved(shape, { gap: 1e-7 });
    expect(result.status).toBe('optimal');
    // The optima come from a search that stopped at 1e-6.
    expect(Math.abs(result.objective! - optimum) / optimum).toBeLessThan(5e-7);
    expect(result.bound!).toBeGreaterThanOrEqual(optimum);
    expect((await solved(shape, { gap: 1e-7, seed: 5 })).assignment).toEqual(result.assignment);
  });

  it('agrees with branch and bound over all candidates', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const shape: LumpyShape = { customers: 20 + 5 * seed, limits: seed % 2 ? 'caps' : 'floors', seed };
      const exact = await solved(shape, { gap: 1e-7, method: 'exact', timeLimitMs: 2_000 });
      const counts = await solved(shape, { gap: 1e-7 });
      expect(counts.status, JSON.stringify(shape)).toBe('optimal');
      expect(counts.bound!, JSON.stringify(shape)).toBeGreaterThanOrEqual(exact.objective! * (1 - 1e-12));
      expect(exact.bound!, JSON.stringify(shape)).toBeGreaterThanOrEqual(counts.objective! * (1 - 1e-12));
    }
  });

  it('stops when asked to, with a plan and a bound that hold', async () => {
    let calls = 0;
    const result = await solved({ customers: 1_000, limits: 'caps' }, { gap: 1e-7, shouldStop: () => ++calls > 150 });
    expect(result.status).toBe('cancelled');
    expect(result.bound!).toBeGreaterThanOrEqual(299310.86);
  });
});
