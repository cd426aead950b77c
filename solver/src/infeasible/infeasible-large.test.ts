import { describe, expect, it } from 'vitest';
import { loadGlpk } from '../exact/glpk.js';
import { Campaign } from '../fixtures/campaign.js';
import { buildModel } from '../model/build-model.js';
import type { SearchContext } from '../search-context.js';
import { parseProblem, solve, verifyPlan, type Instance, type Problem, type SolveResult } from '../index.js';
import { boundChanges } from './conflict-words.js';
import { findConflict } from './find-conflict.js';
import { proveByGroups } from './group-conflict.js';

const now = (): number => performance.now();

function campaign(limits: 11 | 911, customers: number, more: (count: number) => unknown[]): { problem: Problem; instance: Instance } {
  const made = new Campaign({ customers, limits, seed: 5 });
  const document = made.document() as { limits: unknown[] };
  const parsed = parseProblem({ ...document, limits: [...document.limits, ...more(customers)] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return { problem: parsed.problem, instance: made.instance() };
}
async function solved(problem: Problem, instance: Instance, options = {}): Promise<SolveResult> {
  const outcome = await solve(problem, instance, { now, gap: 1e-2, greedy: false, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.result;
}
async function contextOf(): Promise<SearchContext> {
  return { glpk: await loadGlpk(), now, deadline: now() + 60_000, cancelled: () => false, gap: 1e-2, method: 'auto', patient: false, seed: 1, report: () => undefined };
}
const withBounds = (problem: Problem, changes: readonly { id: string; to: number }[], keep = (_id: string): boolean => true): Problem => ({
  ...problem,
  limits: problem.limits.filter(({ id }) => keep(id)).map((limit) => ({ ...limit, bound: changes.find(({ id }) => id === limit.id)?.to ?? limit.bound })),
});

describe('problems of many customers without a plan', () => {
  it('are proved, checked and repaired: two floors under a budget', async () => {
    const { problem, instance } = campaign(11, 100_000, (n) => [{ id: 'least-court', count: true, where: { channel: 'court' }, atLeast: 0.02 * n }, { id: 'least-calls', count: true, where: { channel: 'call' }, atLeast: 0.11 * n }]);
    const { status, conflict } = await solved(problem, instance);
    expect(status).toBe('infeasible');
    expect(conflict!.limits).toEqual(['budget', 'least-court', 'least-calls']);
    expect(conflict!).toMatchObject({ proved: true, certificate: { checked: true } });
    const built = buildModel(problem, instance);
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const context = await contextOf();
    const plans = findConflict(problem, instance, built.model, context, null);
    // The plans behind the changes keep the changed limits: seen by the verification, which knows nothing of groups.
    for (const nearest of [plans.nearest!, ...plans.alternatives]) {
      const chosen = nearest.plan().held.filter((e) => e >= 0).map((e) => built.model.origin?.[e] ?? e);
      expect(verifyPlan(withBounds(problem, boundChanges(problem, instance, built.model, nearest)), instance, chosen).faults).toEqual([]);
    }
    // What a member can reach is exactly where the set stops colliding.
    const court = conflict!.members!.find(({ id }) => id === 'least-court')!;
    const inSet = (id: string): boolean => conflict!.limits.includes(id);
    const statusAt = (to: number): string => {
      const changed = withBounds(problem, [{ id: 'least-court', to }], inSet);
      const model = buildModel(changed, instance);
      return model.ok ? proveByGroups(changed, model.model, context)!.status : 'error';
    };
    expect([court.reachable!, court.reachable! + 1].map(statusAt)).toEqual(['feasible', 'infeasible']);
    expect(conflict!.relaxation.length).toBeGreaterThan(0);
    expect(conflict!.alternatives!.length).toBe(3);
  });

  it('move what is least dear, several limits where one does not do, and never what must stand', async () => {
    const floors = [0, 1, 2, 3].map((s) => ({ id: `least-s${s}`, count: true, where: { 'customer.segment': `s${s}` }, atLeast: 7_000 }));
    const { problem, instance } = campaign(11, 20_000, () => [...floors, { id: 'least-calls', count: true, where: { channel: 'call' }, atLeast: 3_000 }]);
    const importance = (id: string): number => (id === 'least-calls' ? Infinity : id === 'cap-call' ? 0.1 : 1);
    const weighed = { ...problem, limits: problem.limits.map((limit) => ({ ...limit, importance: importance(limit.id) })) };
    const { conflict } = await solved(weighed, instance);
    const moved = conflict!.relaxation.map(({ id }) => id);
    expect(moved).not.toContain('least-calls');
    expect(moved).toContain('cap-call');
    expect(moved.length).toBeGreaterThan(2);
    expect((await solved(withBounds(weighed, conflict!.relaxation), instance, { timeLimitMs: 1_000 })).status).not.toBe('infeasible');
    const strict = { ...problem, limits: problem.limits.map((limit) => ({ ...limit, importance: Infinity })) };
    expect((await solved(strict, instance)).conflict).toMatchObject({ relaxation: [], alternatives: [], certificate: { checked: true } });
  });

  it('do with 911 limits, and give the same answer every time', async () => {
    const { problem, instance } = campaign(911, 20_000, (n) => [{ id: 'least-court', count: true, where: { channel: 'court' }, atLeast: 0.06 * n }]);
    const [first, second] = [await solved(problem, instance), await solved(problem, instance)];
    expect(first.status).toBe('infeasible');
    expect(first.conflict!.proved).toBe(true);
    expect(second.conflict).toEqual(first.conflict);
    expect((await solved(withBounds(problem, first.conflict!.relaxation), instance, { timeLimitMs: 1_000 })).status).not.toBe('infeasible');
  });

  it('say how many candidates there are where one limit asks for more', async () => {
    const { problem, instance } = campaign(11, 5_000, () => [{ id: 'all', count: true, where: { 'customer.segment': 's1' }, atLeast: 4_900 }]);
    const { conflict } = await solved(problem, instance);
    const segment = instance.customers.text['segment']!;
    let most = 0;
    for (let i = 0; i < instance.customers.count; i++) if (segment.dictionary[segment.codes[i]!] === 's1' && instance.offsets[i + 1]! > instance.offsets[i]!) most++;
    expect(conflict!.members).toEqual([{ id: 'all', sense: 'atLeast', bound: 4_900, reachable: most }]);
  });

  it('feasible ones name the limits that nearly collide', async () => {
    const { problem, instance } = campaign(11, 20_000, () => [{ id: 'least-calls', count: true, where: { channel: 'call' }, atLeast: 2_390 }]);
    const result = await solved(problem, instance, { diagnose: true });
    expect(result.hasPlan).toBe(true);
    expect(result.nearConflicts).toEqual([{ limits: [{ id: 'cap-call', bound: 2_400, attainable: 2_390 }, { id: 'least-calls', bound: 2_390, attainable: 2_400 }], room: expect.closeTo(10 / (2_390 + 2_400), 6) as number }]);
    const roomy = withBounds(problem, [{ id: 'least-calls', to: 2_000 }]);
    expect((await solved(roomy, instance, { diagnose: true })).nearConflicts).toEqual([]);
  });
});
