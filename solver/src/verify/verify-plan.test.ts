import { describe, expect, it } from 'vitest';
import { instanceOf, parseProblem } from '../index.js';
import { verifyPlan } from './verify-plan.js';

const document = {
  format: 'arbiter-problem/1',
  objective: { maximise: 'value' },
  contactsPerCustomer: { max: 2, perPeriod: 1 },
  actions: [
    { id: 'call', channel: 'phone', stage: 'soft', cost: 10 },
    { id: 'court', channel: 'court', stage: 'hard', cost: 100 },
  ],
  periods: ['2026-W48', '2026-W49', '2026-W50'],
  customers: [
    { id: 'a', segment: 'vip', daysSinceSoft: 20 },
    { id: 'b', segment: 'mass', daysSinceSoft: 7 },
    { id: 'c', segment: 'mass' },
  ],
  candidates: ['a', 'b', 'c'].flatMap((customer) => ['call', 'court'].flatMap((action) => ['2026-W48', '2026-W49', '2026-W50'].map((period) => ({ customer, action, period, value: 1 })))),
  limits: [
    { id: 'budget', sum: 'cost', atMost: 220 },
    { id: 'calls', count: true, where: { channel: 'phone' }, atMost: 1, each: 'period' },
    { id: 'court-share', count: true, where: { action: 'court' }, atMost: 0.5, shareOf: { count: true } },
    { id: 'vip', count: true, where: { 'customer.segment': 'vip' }, below: 2 },
    { id: 'wave', count: true, where: { 'customer.segment': 'mass' }, atLeast: 2, orZero: true },
  ],
  eligibility: [{ id: 'after-soft', forbid: { stage: 'hard' }, unless: { daysSinceSoft: { atLeast: 14 } } }],
  sequence: [{ id: 'gap', action: { stage: 'hard' }, notBefore: { days: 14, after: { stage: 'soft' } } }],
  ageing: ['daysSinceSoft'],
};

const parsed = parseProblem(document);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
const { problem } = parsed;
const built = instanceOf(problem);
if (!built.ok) throw new Error(JSON.stringify(built.errors));
const { instance } = built;
/** Candidate of customer a, b or c; call 0 or court 1; week 0, 1 or 2. */
const candidate = (customer: 'a' | 'b' | 'c', action: 0 | 1, week: 0 | 1 | 2): number => 'abc'.indexOf(customer) * 6 + action * 3 + week;
const codes = (assignment: number[]): string[] => verifyPlan(problem, instance, assignment).faults.map((fault) => `${fault.code} ${fault.path}`);

describe('verification of broken plans', () => {
  it('passes what keeps every rule', () => {
    expect(verifyPlan(problem, instance, [candidate('a', 1, 0), candidate('b', 0, 0), candidate('c', 0, 1)])).toEqual({ ok: true, faults: [], objective: 3 });
    expect(codes([])).toEqual([]);
  });

  it.each([
    ['a candidate that does not exist', [99], ['no-such-candidate /assignments/0']],
    ['a number that is no index', [0.5], ['no-such-candidate /assignments/0']],
    ['a candidate chosen twice', [candidate('a', 0, 0), candidate('a', 0, 0)], ['chosen-twice /assignments/1']],
    ['two actions in a period', [candidate('b', 0, 0), candidate('b', 1, 0)], expect.arrayContaining(['too-many-contacts /contactsPerCustomer/perPeriod'])],
    ['three actions in all', [candidate('b', 0, 0), candidate('b', 0, 1), candidate('b', 0, 2)], ['too-many-contacts /contactsPerCustomer']],
    ['hard too soon after soft, aged by a week', [candidate('b', 1, 0)], expect.arrayContaining(['not-eligible /eligibility/0'])],
    ['hard without any soft', [candidate('c', 1, 2)], expect.arrayContaining(['not-eligible /eligibility/0'])],
    ['a gap that is too short', [candidate('a', 0, 0), candidate('a', 1, 1)], expect.arrayContaining(['sequence-broken /sequence/0'])],
    ['hard before soft', [candidate('a', 1, 0), candidate('a', 0, 2)], expect.arrayContaining(['sequence-broken /sequence/0'])],
    ['two calls in a week', [candidate('b', 0, 0), candidate('c', 0, 0)], ['limit-broken /limits/1']],
    ['more court than its share', [candidate('a', 1, 0)], ['limit-broken /limits/2']],
    ['as many as are allowed only below', [candidate('a', 0, 0), candidate('a', 0, 1)], ['limit-broken /limits/3']],
    ['some, but fewer than the least', [candidate('b', 0, 0)], ['limit-broken /limits/4']],
  ])('refuses %s', (_, assignment, expected) => expect(codes(assignment)).toEqual(expected));

  it('ages a history to the start of the period', () => {
    expect(codes([candidate('b', 1, 1), candidate('c', 0, 0)])).toEqual([]);
  });

  it('refuses a budget that is one unit over', () => {
    const over = { ...problem, limits: [{ ...problem.limits[0]!, bound: 119 }] };
    expect(verifyPlan(over, instance, [candidate('a', 1, 0), candidate('b', 0, 0), candidate('c', 0, 1)]).faults[0]).toMatchObject({ code: 'limit-broken', message: 'Limit "budget" uses 120; it asks for atMost 119' });
  });
});
