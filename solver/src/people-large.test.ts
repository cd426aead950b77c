import { describe, expect, it } from 'vitest';
import { largeProblem } from './fixtures/large-problems.js';
import { type Instance, solve, type SolveResult, verifyPlan } from './index.js';
import type { Problem } from './problem/problem.js';

const now = (): number => performance.now();
const everything = { action: [], customer: [] };
const { problem, instance } = largeProblem({ customers: 900, offers: 2, segments: 3, seed: 21 });

async function solved(given: Problem, over: Instance): Promise<SolveResult> {
  const outcome = await solve(given, over, { now, gap: 1e-3, greedy: false, timeLimitMs: 20_000 });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  const verification = verifyPlan(given, over, outcome.result.assignment, outcome.result.agents);
  if (outcome.result.hasPlan) {
    expect(verification.faults).toEqual([]);
    expect(verification.objective).toBeCloseTo(outcome.result.objective!, 6);
  }
  return outcome.result;
}

describe('some hundred customers with people and wishes', () => {
  it('keep the caps of households within the gap', async () => {
    const home = { codes: Int32Array.from({ length: 900 }, (_, i) => (i * 3) % 350), dictionary: Array.from({ length: 350 }, (_, h) => `h${h}`) };
    const withHomes = { ...instance, customers: { ...instance.customers, text: { ...instance.customers.text, home } } };
    const free = await solved(problem, withHomes);
    const capped = await solved({ ...problem, households: [{ id: 'home', by: 'home', where: everything, max: 1, perPeriod: Infinity }] }, withHomes);
    expect(capped.gap!).toBeLessThan(1e-2);
    expect(capped.assigned).toBeLessThanOrEqual(350);
    expect(capped.objective!).toBeLessThan(free.bound!);
    expect(capped.people.households![0]).toMatchObject({ id: 'home', households: 350, most: 1 });
  });

  it('lose nothing by a soft limit, and keep one that is dear enough', async () => {
    const hard = await solved(problem, instance);
    const cheap = await solved({ ...problem, limits: problem.limits.map((limit) => ({ ...limit, softPrice: 1 })) }, instance);
    const dear = await solved({ ...problem, limits: problem.limits.map((limit) => ({ ...limit, softPrice: 1e6 })) }, instance);
    expect(cheap.bound!).toBeGreaterThanOrEqual(hard.objective!);
    expect(cheap.limits.some((limit) => limit.violation! > 0)).toBe(true);
    expect(dear.limits.every((limit) => limit.violation === 0)).toBe(true);
    expect(dear.objective! / hard.objective!).toBeCloseTo(1, 2);
  });

  it('divide the work of agents who are alike', async () => {
    const channel = problem.actions[0]!.attributes['channel'];
    const actions = problem.actions.map((action, a) => (action.attributes['channel'] === channel ? { ...action, attributes: { ...action.attributes, effort: a % 2 === 0 ? 0.25 : 0.5 }, skills: ['talk'] } : { ...action, skills: [] }));
    const agents = Array.from({ length: 12 }, (_, g) => ({ id: `g${g}`, capacity: [g % 3 === 0 ? 0.8 : 1.5], skills: ['talk'], attributes: {} }));
    const result = await solved({ ...problem, actions, agents }, instance);
    expect(result.gap!).toBeLessThan(1e-2);
    expect(result.people.agents!.every(({ used, capacity }) => used <= capacity)).toBe(true);
    expect(result.people.agents!.reduce((sum, { used }) => sum + used, 0)).toBeGreaterThan(10);
  });

  it('change as little as asked, and less the dearer a change is', async () => {
    const before = await solved(problem, instance);
    const candidates = before.assignment.filter((_, z) => z % 4 !== 0);
    const customers = Uint32Array.from(candidates, (e) => instance.offsets.findIndex((start) => start > e) - 1);
    const previous = { ...instance, previous: { candidates, customers, assignments: candidates.length } };
    const asked = (changeCost: number, mostChanges: number): Promise<SolveResult> => solved({ ...problem, previous: { assignments: { kind: 'none' }, changeCost, mostChanges, keep: 0 } }, previous);
    const [free, some, few] = [await asked(0, Infinity), await asked(3, Infinity), await asked(0, 50)];
    expect(some.people.stability!.changes).toBeLessThanOrEqual(free.people.stability!.changes);
    expect(few.people.stability!.changes).toBeLessThanOrEqual(50);
    expect(few.objective!).toBeLessThanOrEqual(free.bound!);
  });

  it('are infeasible where what is fixed alone breaks a limit, and say which', async () => {
    const candidates = Uint32Array.from({ length: 900 }, (_, i) => instance.offsets[i]!).filter((e, i) => e < instance.offsets[i + 1]!);
    const fixed = { candidates, customers: Uint32Array.from({ length: 900 }, (_, i) => i), agents: new Int32Array(candidates.length).fill(-1) };
    const result = await solved({ ...problem, limits: [{ id: 'few', quantity: { terms: [{ measure: 'count', weight: 1 }], where: everything }, sense: 'atMost', bound: 5, shareOf: null, orZero: false }] }, { ...instance, fixed });
    expect(result).toMatchObject({ status: 'infeasible', hasPlan: false });
    expect(result.conflict!.limits).toEqual(['few']);
  });
});
