import { describe, expect, it } from 'vitest';
import { instanceOf, parseProblem } from '../index.js';
import { verifyPlan } from './verify-plan.js';

const weeks = ['2026-W50', '2026-W51'];
const document = {
  format: 'arbiter-problem/1',
  objective: { maximise: 'value' },
  contactsPerCustomer: { max: 2 },
  actions: [
    { id: 'sms', channel: 'sms', stage: 'soft' },
    { id: 'call', channel: 'phone', stage: 'soft', effort: 0.5, skill: 'talk' },
    { id: 'court', channel: 'court', stage: 'hard', effort: 2, skill: ['talk', 'law'] },
  ],
  periods: weeks,
  customers: [
    { id: 'a', home: 'x', region: 'north' },
    { id: 'b', home: 'x', region: 'north' },
    { id: 'c', home: 'y', region: 'south' },
    { id: 'd', region: 'south' },
  ],
  candidates: ['a', 'b', 'c', 'd'].flatMap((customer) => ['sms', 'call', 'court'].flatMap((action) => weeks.map((period) => ({ customer, action, period, value: 10 })))),
  limits: [
    { id: 'region', count: true, each: ['customer.region', 'period'], atMost: { north: { '2026-W50': 1, '*': 2 }, '*': 3 } },
    { id: 'wish', count: true, where: { action: 'court' }, atLeast: 1, soft: { price: 2 } },
    { id: 'team', count: true, where: { 'agent.team': 'blue' }, atMost: 2 },
  ],
  households: [{ id: 'home', by: 'home', max: 3 }, { id: 'calls', by: 'home', where: { action: 'call' }, perPeriod: 1 }],
  agents: [
    { id: 'ann', capacity: [1, 4], skills: ['talk', 'law'], team: 'blue' },
    { id: 'bob', capacity: { '2026-W50': 1, '*': 0 }, skills: ['talk'], team: 'red' },
  ],
  sequence: [
    { id: 'after', action: { stage: 'hard' }, onlyAfter: { after: { stage: 'soft' }, days: 7 } },
    { id: 'rest', maxContacts: { max: 1, days: 7 } },
    { id: 'once', exclude: [{ action: 'sms' }, { action: 'call' }], withinDays: 10 },
  ],
  history: [{ customer: 'a', action: 'sms', date: '2026-11-20' }, { customer: 'c', action: 'call', daysAgo: 3 }, { customer: 'gone', action: 'sms', daysAgo: 1 }],
  fixed: [{ customer: 'd', action: 'sms', period: '2026-W51' }],
  previous: { assignments: [{ customer: 'a', action: 'sms', period: '2026-W50' }, { customer: 'b', action: 'call', period: '2026-W50' }], changeCost: 1, mostChanges: 6, keep: 0.5 },
};

const parsed = parseProblem(document);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
const { problem } = parsed;
const built = instanceOf(problem);
if (!built.ok) throw new Error(JSON.stringify(built.errors));
const { instance } = built;

type Row = [customer: string, action: string, week: 0 | 1, agent?: 'ann' | 'bob'];
/** What a plan breaks besides what it is tried for: the fixed row of d and one kept assignment are given unless left out. */
function tried(rows: readonly Row[], also: readonly Row[] = [['d', 'sms', 1], ['a', 'sms', 0]]): string[] {
  const all = [...rows, ...also];
  const assignment = all.map(([customer, action, week]) => 'abcd'.indexOf(customer) * 6 + ['sms', 'call', 'court'].indexOf(action) * 2 + week);
  const agents = all.map(([, , , agent]) => (agent ? ['ann', 'bob'].indexOf(agent) : -1));
  return verifyPlan(problem, instance, assignment, agents).faults.map(({ code, path }) => `${code} ${path}`);
}

describe('verification of people, time and wishes', () => {
  it('passes what keeps every rule, and counts what soft limits and changes cost', () => {
    expect(tried([['b', 'call', 1, 'ann']])).toEqual([]);
    const plan = [0, 9, 19].map(Number);
    // Three actions of 10, no court although one is wished for (2), and changes: call of b is given up, b and d have something new (3).
    expect(verifyPlan(problem, instance, plan, [-1, 0, -1])).toEqual({ ok: true, faults: [], objective: 30 - 2 - 3 });
  });

  it.each<[string, Row[], Row[] | undefined, string[]]>([
    ['a call by nobody', [['b', 'call', 1]], undefined, ['agent-missing /assignments/0/agent']],
    ['an agent without the skill', [['a', 'court', 1, 'bob']], undefined, ['skill-missing /assignments/0/agent', 'capacity-exceeded /agents/1/capacity']],
    ['more work than a week has', [['a', 'court', 1, 'ann'], ['b', 'call', 0, 'bob'], ['c', 'call', 1, 'bob']], undefined, expect.arrayContaining(['capacity-exceeded /agents/1/capacity']) as never],
    ['more actions in a group than its own bound', [['b', 'sms', 0]], undefined, ['limit-broken /limits/0']],
    ['more of a team than it may', [['b', 'call', 1, 'ann'], ['c', 'call', 1, 'ann'], ['a', 'court', 1, 'ann']], undefined, expect.arrayContaining(['limit-broken /limits/2']) as never],
    ['two calls to one household in a week', [['a', 'call', 1, 'ann'], ['b', 'call', 1, 'ann']], [['d', 'sms', 1], ['b', 'call', 0, 'bob']], ['household-cap /households/1']],
    ['four actions in one household', [['a', 'court', 1, 'ann'], ['b', 'sms', 1], ['b', 'sms', 0]], undefined, expect.arrayContaining(['household-cap /households/0']) as never],
    ['hard without anything soft before', [['b', 'court', 1, 'ann']], undefined, ['sequence-broken /sequence/0']],
    ['two contacts within a week', [['a', 'call', 0, 'bob']], undefined, expect.arrayContaining(['sequence-broken /sequence/1', 'sequence-broken /sequence/2']) as never],
    ['a contact too soon after one of the history', [['c', 'sms', 0]], undefined, ['sequence-broken /sequence/1', 'sequence-broken /sequence/2']],
    ['another plan than the fixed one', [], [['a', 'sms', 0], ['d', 'sms', 0]], ['fixed-broken /fixed', 'fixed-broken /fixed']],
    ['too little of the plan before', [], [['d', 'sms', 1]], ['too-little-kept /previous/keep']],
  ])('refuses %s', (_, rows, also, expected) => expect(tried(rows, also)).toEqual(expected));

  it('refuses more changes than are allowed', () => {
    const few = { ...problem, previous: { ...problem.previous!, mostChanges: 2 } };
    expect(verifyPlan(few, instance, [0, 9, 19], [-1, 0, -1]).faults.map(({ path }) => path)).toEqual(['/previous/mostChanges']);
  });
});

describe('documents with people that are wrong', () => {
  const first = (change: Record<string, unknown>): string => {
    const again = parseProblem({ ...document, ...change });
    const errors = again.ok ? instanceOf(again.problem) : again;
    return errors.ok ? 'ok' : `${errors.errors[0]!.code} ${errors.errors[0]!.path}`;
  };
  it.each<[Record<string, unknown>, string]>([
    [{ households: [{ id: 'h', by: 'home' }] }, 'cap-missing /households/0'],
    [{ households: [{ id: 'h', max: 1 }] }, 'by-missing /households/0/by'],
    [{ households: [{ id: 'h', by: 'home', max: 1.5 }] }, 'not-a-whole-number /households/0/max'],
    [{ agents: [] }, 'type /agents'],
    [{ agents: [{ id: 'ann', capacity: -1 }] }, 'capacity /agents/0/capacity'],
    [{ agents: [{ id: 'ann', capacity: [1] }] }, 'capacity /agents/0/capacity'],
    [{ agents: [{ id: 'ann', capacity: { '2026-W49': 1 } }] }, 'unknown-period /agents/0/capacity/2026-W49'],
    [{ agents: [{ id: 'ann', capacity: 1 }, { id: 'ann', capacity: 1 }] }, 'duplicate-id /agents/1/id'],
    [{ limits: [{ id: 'l', count: true, each: 'agents', atMost: 1 }] }, 'each /limits/0/each'],
    [{ limits: [{ id: 'l', count: true, each: 'action.colour', atMost: 1 }] }, 'unknown-attribute /limits/0/each'],
    [{ limits: [{ id: 'l', count: true, each: 'period', atMost: { '2026-W49': 1 } }] }, 'unknown-group /limits/0/atMost/2026-W49'],
    [{ limits: [{ id: 'l', count: true, atMost: { north: 1 } }] }, 'not-a-number /limits/0/atMost'],
    [{ limits: [{ id: 'l', count: true, atMost: 1, soft: { price: -1 } }] }, 'soft /limits/0/soft'],
    [{ limits: [{ id: 'l', count: true, below: 1, soft: { price: 1 } }] }, 'soft /limits/0/soft'],
    [{ limits: [{ id: 'l', count: true, where: { 'agent.hair': 'red' }, atMost: 1 }] }, 'unknown-attribute /limits/0/where/agent.hair'],
    [{ sequence: [{ id: 's', onlyAfter: { after: {} } }] }, 'action-missing /sequence/0/action'],
    [{ sequence: [{ id: 's', maxContacts: { max: -1, days: 7 } }] }, 'not-a-whole-number /sequence/0/maxContacts/max'],
    [{ sequence: [{ id: 's', exclude: [{ action: 'sms' }, { agent: 'ann' }] }] }, 'agent-filter-here /sequence/0/exclude/1/agent'],
    [{ start: 'soon' }, 'not-a-date /start'],
    [{ history: [{ customer: 'a', action: 'fax', daysAgo: 1 }] }, 'unknown-action /history/0/action'],
    [{ history: [{ customer: 'a', action: 'sms', daysAgo: -1 }] }, 'not-a-number /history/0/daysAgo'],
    [{ history: [{ customer: 'a', action: 'sms', date: '2027-01-01' }] }, 'date-after-start /history/0/date'],
    [{ history: [{ customer: 'a', action: 'sms' }] }, 'column-missing /history'],
    [{ fixed: [{ customer: 'z', action: 'sms', period: '2026-W50' }] }, 'unknown-customer /fixed/0/customer'],
    [{ fixed: [{ customer: 'a', action: null, period: null }, { customer: 'a', action: 'sms', period: '2026-W50' }] }, 'fixed-twice /fixed/1'],
    [{ fixed: [{ customer: 'a', action: 'sms', period: '2026-W50', colour: 1 }] }, 'unknown-key /fixed/0/colour'],
    [{ previous: { assignments: [] } }, 'previous-without-use /previous'],
    [{ previous: { assignments: [], keep: 2 } }, 'not-a-number /previous/keep'],
    [{ previous: { keep: 1 } }, 'assignments-missing /previous/assignments'],
    [{ objective: { maximise: 'value', then: { minimise: 'count', maximise: 'value' } } }, 'objective /objective/then'],
    [{ objective: { maximise: 'value', then: { minimise: 'count', keeping: 2 } } }, 'not-a-number /objective/then/keeping'],
  ])('%j', (change, expected) => expect(first(change)).toBe(expected));
});
