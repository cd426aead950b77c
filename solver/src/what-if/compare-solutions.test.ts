import { describe, expect, it } from 'vitest';
import { Campaign } from '../fixtures/campaign.js';
import { compareSolutions, comparePlans, solve, type SolveResult } from '../index.js';
import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';

const now = (): number => performance.now();
async function solved(problem: Problem, instance: Instance): Promise<SolveResult> {
  const outcome = await solve(problem, instance, { now, greedy: false, gap: 1e-4, timeLimitMs: 5_000 });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.result;
}

describe('two plans', () => {
  it('are compared by ids, customer by customer', () => {
    const value: Record<string, number> = { sms: 1, call: 5 };
    const a = [{ customer: 'x', action: 'sms' }, { customer: 'y', action: 'call' }, { customer: 'z', action: 'sms' }, { customer: 'u', action: 'sms', period: 'w1' }];
    const b = [{ customer: 'y', action: 'call' }, { customer: 'z', action: 'call' }, { customer: 'w', action: 'sms' }, { customer: 'u', action: 'sms', period: 'w2' }];
    const compared = comparePlans(a, b, { worthOf: ({ action }) => value[action]!, groupOf: (customer) => (customer < 'y' ? 'early' : 'late') });
    expect(compared).toMatchObject({ same: 1, moved: 2, added: 1, dropped: 1, valueA: 8, valueB: 12 });
    expect(compared.moves).toEqual([
      { from: null, to: 'sms', customers: 1, valueA: 0, valueB: 1 },
      { from: 'call', to: 'call', customers: 1, valueA: 5, valueB: 5 },
      { from: 'sms', to: null, customers: 1, valueA: 1, valueB: 0 },
      { from: 'sms', to: 'call', customers: 1, valueA: 1, valueB: 5 },
      { from: 'sms', to: 'sms', customers: 1, valueA: 1, valueB: 1 },
    ]);
    expect(compared.groups).toMatchObject([{ value: 'early', dropped: 1, added: 1, moved: 1, same: 0 }, { value: 'late', same: 1, moved: 1 }]);
  });

  it('differ in few customers after a small change of a limit, where changes cost something', async () => {
    const campaign = new Campaign({ customers: 5_000, limits: 11, seed: 9 });
    const [problem, instance] = [campaign.problem(), campaign.instance()];
    const first = await solved(problem, instance);
    const tighter = { ...problem, limits: problem.limits.map((limit, l) => (l === 0 ? { ...limit, bound: 0.97 * limit.bound } : limit)) };
    const free = await solved(tighter, instance);
    const customers = new Uint32Array(first.assigned);
    let [i, z] = [0, 0];
    for (const e of first.assignment) {
      while (instance.offsets[i + 1]! <= e) i++;
      customers[z++] = i;
    }
    const close = await solved(
      { ...tighter, previous: { assignments: { kind: 'none' }, changeCost: 3, mostChanges: Infinity, keep: 0 } },
      { ...instance, previous: { customers, candidates: first.assignment, assignments: first.assignment.length } },
    );
    const [strayed, stayed] = [compareSolutions(problem, instance, first.assignment, free.assignment, 'segment'), compareSolutions(problem, instance, first.assignment, close.assignment)];
    const changed = ({ moved, added, dropped }: { moved: number; added: number; dropped: number }): number => moved + added + dropped;
    expect(changed(stayed)).toBeLessThan(0.7 * changed(strayed));
    expect(changed(stayed)).toBe(close.people.stability!.changes);
    expect(strayed.valueA).toBeCloseTo(first.objective!, 3);
    expect(strayed.groups!.reduce((sum, group) => sum + group.valueB, 0)).toBeCloseTo(free.objective!, 3);
    expect(strayed.moves.reduce((sum, move) => sum + move.customers, 0)).toBe(strayed.same + changed(strayed));
    // What changing less costs is less than what the changes would have cost.
    expect(free.objective! - stayed.valueB).toBeLessThanOrEqual(3 * (changed(strayed) - changed(stayed)) + 1e-3 * free.objective!);
  });
});
