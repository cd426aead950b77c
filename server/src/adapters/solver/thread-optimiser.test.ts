import { instanceOf, parseProblem } from '@arbiter/solver';
import { describe, expect, it } from 'vitest';
import type { OptimiserRequest } from '../../ports/optimiser.js';
import { createThreadOptimiser } from './thread-optimiser.js';

const optimiser = createThreadOptimiser({ threads: 1, database: '-', endpoint: () => Promise.reject(new Error('no rows are read here')) });

/** Values, costs and weights with no order in them, under two budgets: no search is soon over at a gap of zero. */
function hardRequest(customers: number): Pick<OptimiserRequest, 'problem' | 'rows'> {
  let seed = 11;
  const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
  const candidates = Array.from({ length: customers * 4 }, (_, k) => ({ customer: `c${Math.floor(k / 4)}`, action: `a${k % 4}`, value: 10 + 90 * random(), cost: 20 + 80 * random(), weight: 20 + 80 * random() }));
  const problem: OptimiserRequest['problem'] = {
    format: 'arbiter-problem/1',
    objective: { maximise: 'value' },
    actions: Array.from({ length: 4 }, (_, a) => ({ id: `a${a}` })),
    limits: [{ id: 'cost', sum: 'cost', atMost: customers * 13.37 }, { id: 'weight', sum: 'weight', atMost: customers * 14.41 }],
  };
  const parsed = parseProblem({ ...problem, candidates });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  return { problem, rows: built.instance };
}
const limits = (): { gap: number; timeLimitMs: number } => ({ gap: 0, timeLimitMs: 30_000 });

describe('the optimiser in a thread', () => {
  it('ends in the middle of a search when the signal fires', async () => {
    for (const phase of ['prices', 'rounding', 'branching']) {
      const controller = new AbortController();
      let firedMs = NaN;
      const solving = optimiser.solve({
        ...hardRequest(2_000), limits, signal: controller.signal,
        onProgress: (progress) => {
          if (controller.signal.aborted || (progress.phase !== phase && progress.objective === null)) return;
          firedMs = performance.now();
          controller.abort(new Error('not wanted any more'));
        },
      });
      await expect(solving).rejects.toThrow('not wanted any more');
      expect(performance.now() - firedMs).toBeLessThan(2_000);
    }
  });

  it('ends with the best plan so far when it is asked to stop', async () => {
    const stop = new AbortController();
    const answer = await optimiser.solve({
      ...hardRequest(2_000), limits, signal: new AbortController().signal, stopSignal: stop.signal,
      onProgress: ({ objective }) => {
        if (objective !== null) stop.abort();
      },
    });
    expect(answer.faults).toEqual([]);
    expect(answer.solution.verified).toBe(true);
    expect(['cancelled', 'time-limit', 'optimal']).toContain(answer.solution.status);
    expect(answer.solution.timing.solveMs).toBeLessThan(25_000);
  });

  it('ends with what `limits` throws', async () => {
    const refuse = (): never => {
      throw new Error('too few');
    };
    await expect(optimiser.solve({ ...hardRequest(5), limits: refuse, signal: new AbortController().signal })).rejects.toThrow('too few');
  });

  it('says how much memory a problem of so many rows takes', () => {
    const { problem } = hardRequest(1);
    const small = optimiser.memoryFor(problem, { customers: 1_000, candidates: 4_000 });
    const large = optimiser.memoryFor(problem, { customers: 10_000_000, candidates: 40_000_000 });
    expect(large.wanted).toBeGreaterThan(4 * small.wanted);
    expect(small.free).toBeGreaterThan(0);
  });
});
