import { describe, expect, it } from 'vitest';
import { largeProblem } from './fixtures/large-problems.js';
import { randomFrom } from './finish/seeded-random.js';
import { instanceOf, limitCurve, parseProblem, solve, toSolutionDocument, verifyPlan, type Instance, type SolveOptions, type SolveResult } from './index.js';
import type { Limit, Problem } from './problem/problem.js';

const now = (): number => performance.now();

async function solved(problem: Problem, instance: Instance, options: Partial<SolveOptions> = {}): Promise<SolveResult> {
  const outcome = await solve(problem, instance, { now, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.result;
}
const sms = { action: [{ attribute: 'channel', values: ['sms'] }], customer: [] };

describe('problems of thousands of customers', () => {
  const { problem, instance } = largeProblem({ customers: 2_500, offers: 2, segments: 4, seed: 11 });

  it('are solved within the gap, verified, above greedy and the same every time', async () => {
    const result = await solved(problem, instance);
    // One court case more or less is already 1e-4 of the whole here.
    expect(result.gap!).toBeLessThan(2e-3);
    expect(verifyPlan(problem, instance, result.assignment)).toMatchObject({ ok: true, faults: [] });
    expect(result.greedy!.objective).toBeLessThan(result.objective!);
    expect((await solved(problem, instance, { seed: 7 })).assignment).toEqual(result.assignment);
    const document = toSolutionDocument(problem, instance, result, { verification: verifyPlan(problem, instance, result.assignment), timing: { readMs: 0, solveMs: 0, verifyMs: 0 }, memoryPeakMb: 0, assignments: 'none' });
    expect(document.verified).toBe(true);
    expect(document.limits.find((limit) => limit.id === 'budget')!.price).toBeGreaterThan(0);
  });

  it('do not mind the order of the customers nor the unit of the value', async () => {
    const plain = await solved(problem, instance);
    const random = randomFrom(5);
    const order = Array.from({ length: instance.customers.count }, (_, i) => i).sort(() => random() - 0.5);
    const rows = order.flatMap((i) => Array.from({ length: instance.offsets[i + 1]! - instance.offsets[i]! }, (_, z) => instance.offsets[i]! + z));
    const offsets = new Uint32Array(order.length + 1);
    order.forEach((i, s) => (offsets[s + 1] = offsets[s]! + instance.offsets[i + 1]! - instance.offsets[i]!));
    const segment = instance.customers.text['segment']!;
    const shuffled: Instance = {
      ...instance,
      customers: { ...instance.customers, text: { segment: { ...segment, codes: Int32Array.from(order, (i) => segment.codes[i]!) } } },
      offsets,
      option: Uint16Array.from(rows, (e) => instance.option[e]!),
      value: Float64Array.from(rows, (e) => 100 * instance.value[e]!),
    };
    const other = await solved(problem, shuffled);
    expect(other.bound! / 100 / plain.bound!).toBeCloseTo(1, 5);
    expect(other.objective! / 100 / plain.objective!).toBeCloseTo(1, 3);
  });

  it('gain by a looser limit and lose by a new one, along a curve', async () => {
    const curve = await limitCurve(problem, instance, 'budget', [1_500, 2_500, 4_000, 6_000], { now });
    if (!curve.ok) throw new Error(JSON.stringify(curve.errors));
    const objectives = curve.points.map((point) => point.objective!);
    expect(objectives).toEqual(objectives.toSorted((a, b) => a - b));
    const floor: Limit = { id: 'floor', quantity: { terms: [{ measure: 'count', weight: 1 }], where: sms }, sense: 'atLeast', bound: 850, shareOf: null, orZero: false };
    const tighter = await solved({ ...problem, limits: [...problem.limits, floor] }, instance);
    expect(tighter.objective!).toBeLessThan((await solved(problem, instance)).bound!);
    expect(tighter.limits.at(-1)!.used).toBeGreaterThanOrEqual(850);
  });

  it('say which limits collide and what would do', async () => {
    const floor: Limit = { id: 'floor', quantity: { terms: [{ measure: 'value', weight: 1 }], where: { action: [], customer: [] } }, sense: 'atLeast', bound: 10_000_000, shareOf: null, orZero: false };
    const result = await solved({ ...problem, limits: [...problem.limits, floor] }, instance);
    expect(result).toMatchObject({ status: 'infeasible', hasPlan: false, objective: null });
    expect(result.conflict!.limits).toContain('floor');
    const to = result.conflict!.relaxation.find((one) => one.id === 'floor')!.to;
    const relaxed = await solved({ ...problem, limits: [...problem.limits, { ...floor, bound: to }] }, instance, { method: 'prices', greedy: false });
    expect(relaxed.status).not.toBe('infeasible');
  });

  it('stop when asked, with the plan they have', async () => {
    let asked = 0;
    const result = await solved(problem, instance, { gap: 0, shouldStop: () => ++asked > 25 });
    expect(result.status).toBe('cancelled');
    expect(verifyPlan(problem, instance, result.assignment).ok).toBe(true);
  });

  it.each([
    ['values in whole roubles', { rounded: 1 }],
    ['values in tens', { rounded: 10 }],
  ])('do not stall on ties: %s', async (_, shape) => {
    const tied = largeProblem({ customers: 3_000, offers: 2, segments: 4, seed: 12, ...shape });
    const result = await solved(tied.problem, tied.instance);
    expect(result.gap!).toBeLessThan(2e-3);
    expect(verifyPlan(tied.problem, tied.instance, result.assignment).ok).toBe(true);
  });

  it('plan several actions a customer over weeks, with gaps and exclusions', async () => {
    const weeks = largeProblem({ customers: 800, offers: 1, segments: 2, seed: 13, periods: ['2026-W48', '2026-W49', '2026-W50', '2026-W51'] });
    const channel = (name: string) => ({ action: [{ attribute: 'channel', values: [name] }], customer: [] });
    const several: Problem = {
      ...weeks.problem,
      contacts: { max: 3, perPeriod: 1 },
      sequence: [
        { id: 'gap', kind: 'notBefore', action: channel('court'), after: channel('call'), days: 14 },
        { id: 'either', kind: 'exclude', groups: [channel('court'), channel('sms')], withinDays: Infinity },
      ],
    };
    const result = await solved(several, weeks.instance, { gap: 1e-3 });
    expect(result.gap!).toBeLessThan(1e-2);
    expect(verifyPlan(several, weeks.instance, result.assignment)).toMatchObject({ ok: true, faults: [] });
    const one = await solved(weeks.problem, weeks.instance, { gap: 1e-3 });
    expect(result.objective!).toBeGreaterThan(one.objective!);
  });
});

describe('middling problems', () => {
  it('agree between branch and bound and prices', async () => {
    for (let seed = 0; seed < 3; seed++) {
      const { problem, instance } = largeProblem({ customers: 60, offers: 1, segments: 2, seed, rounded: 1 });
      const exact = await solved(problem, instance, { method: 'exact', gap: 1e-7, timeLimitMs: 10_000 });
      const prices = await solved(problem, instance, { method: 'prices', gap: 1e-7, timeLimitMs: 10_000 });
      expect(exact.bound!).toBeGreaterThanOrEqual(prices.objective!);
      expect(prices.bound!).toBeGreaterThanOrEqual(exact.objective!);
      expect(prices.objective! / exact.objective!).toBeGreaterThan(0.98);
    }
  });

  it('read a document and its answer back', () => {
    const parsed = parseProblem({ format: 'arbiter-problem/1', objective: { maximise: 'value' }, actions: [{ id: 'a' }], candidates: { columns: { customer: ['x'], action: ['a'], value: [1] } } });
    expect(parsed.ok && instanceOf(parsed.problem).ok).toBe(true);
  });
});
