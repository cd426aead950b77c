import type { CampaignDraft, Constraint } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import { instanceOf, parseProblem, solve, verifyPlan } from '@arbiter/solver';
import { describe, expect, it } from 'vitest';
import { buildProblem } from './build-problem.js';

const title = { ru: 'а', en: 'a' };
const actions: Action[] = [
  { id: 'sms', title, channel: 'sms', stage: 'pre', costMinor: 300 },
  { id: 'call', title, channel: 'phone', stage: 'soft', costMinor: 5_000 },
  { id: 'visit', title, channel: 'km', stage: 'soft', costMinor: 90_000 },
  { id: 'court', title, channel: 'court', stage: 'hard', costMinor: 400_000 },
];

const draftWith = (constraints: Constraint[], more: Partial<CampaignDraft> = {}): CampaignDraft => ({
  name: 'Spring', goal: 'turnover', startsOn: '2026-03-02', weeks: 4, audience: { all: [] }, scoreSet: 'default',
  actions: actions.map((action) => action.id), objective: { kind: 'most-value' }, constraints,
  controlGroup: { share: 0.1, salt: 's' }, weeklyDiscount: 0.02, ...more,
});
const build = (constraints: Constraint[], more: Partial<CampaignDraft> = {}, audience = 100) => buildProblem({ draft: draftWith(constraints, more), actions, audience });

interface Candidate { customer: string; action: string; value: number; period?: string }
/** Actions of the best plan, by customer. */
async function planOf(constraints: Constraint[], candidates: Candidate[], more: Partial<CampaignDraft> = {}, customers?: Record<string, unknown>[], audience = 100): Promise<{ status: string; plan: string[] }> {
  const { head } = build(constraints, more, audience);
  const parsed = parseProblem({ ...head, candidates: candidates.map((candidate) => ({ period: '2026-03-02', ...candidate })), ...(customers ? { customers } : {}) });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const solved = await solve(parsed.problem, built.instance, { now: () => performance.now(), gap: 0, timeLimitMs: 3_000 });
  if (!solved.ok) throw new Error(JSON.stringify(solved.errors));
  const { result } = solved;
  if (result.hasPlan) expect(verifyPlan(parsed.problem, built.instance, result.assignment).faults).toEqual([]);
  const names = candidates.map((candidate) => `${candidate.customer} ${candidate.action} ${candidate.period ?? '2026-03-02'}`);
  // The rows stand by customer in the order given here, which is the instance's own order when they are grouped.
  const weeks = parsed.problem.periods.length;
  return {
    status: result.status,
    plan: [...result.assignment].map((e) => {
      const option = built.instance.option[e]!;
      let customer = 0;
      while (built.instance.offsets[customer + 1]! <= e) customer++;
      const ids = [...new Set(candidates.map((candidate) => candidate.customer))];
      return `${customers ? String(customers[customer]!['id']) : ids[customer]} ${actions[Math.floor(option / weeks)]!.id} ${parsed.problem.periods[option % weeks]}`;
    }).filter((name) => names.includes(name)),
  };
}

describe('a campaign as a problem document', () => {
  it('names weeks by their first day and gives a customer one action unless told otherwise', () => {
    const { head, attributes } = build([]);
    expect(head.periods).toEqual(['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23']);
    expect(head.contactsPerCustomer).toEqual({ max: 1, perPeriod: 1 });
    expect(head.objective).toEqual({ maximise: 'value' });
    expect(head.actions[1]).toEqual({ id: 'call', channel: 'phone', stage: 'soft', cost: 5_000 });
    expect(attributes).toEqual(['segment']);
  });

  it('makes a budget, for everybody or for a segment', () => {
    const { head, origins, attributes } = build([
      { id: 'all', kind: 'budget', atMostMinor: 1_000 },
      { id: 'north', kind: 'budget', atMostMinor: 500, for: { attribute: 'region', values: ['n', 'nw'] } },
    ]);
    expect(head.limits).toEqual([{ id: 'all', sum: 'cost', atMost: 1_000 }, { id: 'north', sum: 'cost', where: { 'customer.region': ['n', 'nw'] }, atMost: 500 }]);
    expect(origins.map((origin) => [origin.constraintId, origin.unit, origin.sense])).toEqual([['all', 'money-minor', 'at-most'], ['north', 'money-minor', 'at-most']]);
    expect(attributes).toEqual(['segment', 'region']);
  });

  it('makes a capacity for the campaign or for each week', () => {
    expect(build([
      { id: 'a', kind: 'capacity', of: { channel: ['phone'] }, atMost: 10, per: 'campaign' },
      { id: 'b', kind: 'capacity', of: { channel: ['phone'], stage: ['soft'], action: [] }, atMost: 3, per: 'week', for: { attribute: 'segment', values: ['vip'] } },
    ]).head.limits).toEqual([
      { id: 'a', count: true, where: { channel: ['phone'] }, atMost: 10 },
      { id: 'b', count: true, where: { channel: ['phone'], stage: ['soft'], 'customer.segment': ['vip'] }, atMost: 3, each: 'period' },
    ]);
  });

  it('makes a minimum', () => {
    expect(build([{ id: 'a', kind: 'minimum', of: { action: ['sms', 'gone'] }, atLeast: 5 }]).head.limits).toEqual([{ id: 'a', count: true, where: { action: ['sms'] }, atLeast: 5 }]);
  });

  it.each(['acted-upon', 'audience'] as const)('lets a share of the %s be broken at a price, as the optimiser reads it', (denominator) => {
    const { head } = build([{ id: 's', kind: 'share', of: { stage: ['hard'] }, below: 0.05, denominator, soft: { price: 100 } }]);
    expect(head.limits).toEqual([expect.objectContaining({ atMost: denominator === 'audience' ? 5 : 0.05, soft: { price: 100 } })]);
    expect(parseProblem({ ...head, candidates: [] })).toMatchObject({ ok: true });
  });

  it('makes a share with its denominator', () => {
    const { head, origins } = build([
      { id: 'a', kind: 'share', of: { stage: ['hard'] }, below: 0.05, denominator: 'acted-upon' },
      { id: 'b', kind: 'share', of: { stage: ['hard'] }, below: 0.07, denominator: 'audience' },
    ]);
    expect(head.limits).toEqual([
      { id: 'a', count: true, where: { stage: ['hard'] }, below: 0.05, shareOf: { count: true } },
      { id: 'b', count: true, where: { stage: ['hard'] }, below: 7 },
    ]);
    expect(origins[1]).toMatchObject({ unit: 'share', divideBy: 100 });
  });

  it('makes exclusions and exclusivity', () => {
    const { head } = build([
      { id: 'a', kind: 'exclusion', forbid: { stage: ['pre'] }, for: { attribute: 'segment', values: ['vip'] } },
      { id: 'b', kind: 'exclusivity', allowOnly: { channel: ['km'] }, for: { attribute: 'kind', values: ['b2g'] } },
      { id: 'c', kind: 'exclusivity', allowOnly: { channel: ['pigeon'] }, for: { attribute: 'kind', values: ['bird'] } },
      { id: 'd', kind: 'exclusion', forbid: { channel: ['pigeon'] }, for: { attribute: 'kind', values: ['bird'] } },
    ]);
    expect(head.eligibility).toEqual([
      { id: 'a', forbid: { stage: ['pre'] }, for: { segment: ['vip'] } },
      { id: 'b', allowOnly: { channel: ['km'] }, for: { kind: ['b2g'] } },
      { id: 'c', forbid: {}, for: { kind: ['bird'] } },
    ]);
  });

  it('makes a gap from the history, and within the plan where there may be several contacts', () => {
    const gap: Constraint = { id: 'g', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 };
    const one = build([gap]);
    expect(one.head.eligibility).toEqual([{ id: 'g', forbid: { stage: ['hard'] }, unless: { 'daysSince:g': { atLeast: 14 } } }]);
    expect(one.head.ageing).toEqual(['daysSince:g']);
    expect(one.gaps).toEqual([{ attribute: 'daysSince:g', after: { stage: ['soft'] } }]);
    expect(one.head.sequence).toBeUndefined();
    const several = build([gap, { id: 'k', kind: 'contacts', atMost: 3 }]);
    expect(several.head.sequence).toEqual([{ id: 'g', action: { stage: ['hard'] }, notBefore: { days: 14, after: { stage: ['soft'] } } }]);
    expect(several.head.contactsPerCustomer).toEqual({ max: 3, perPeriod: 1 });
  });

  it('makes the other objectives with the limit that they need', () => {
    const cheap = build([], { objective: { kind: 'least-cost', valueAtLeastMinor: 700 } });
    expect([cheap.head.objective, cheap.head.limits]).toEqual([{ minimise: 'cost' }, [{ id: 'objective', sum: 'value', atLeast: 700 }]]);
    const ratio = build([], { objective: { kind: 'most-value-per-action', actionsAtLeast: 20 } });
    expect([ratio.head.objective, ratio.head.limits]).toEqual([{ maximise: { ratio: ['value', 'count'] } }, [{ id: 'objective', count: true, atLeast: 20 }]]);
  });

  it('names the second goal and what may not be lost of the first', () => {
    const { head } = build([], { objective: { kind: 'most-value', then: { goal: 'fewest-actions', keeping: 0.99 } } });
    expect(head.objective).toEqual({ maximise: 'value', then: { minimise: 'count', keeping: 0.99 } });
    const cheap = build([], { objective: { kind: 'least-cost', valueAtLeastMinor: 700, then: { goal: 'most-value', keeping: 1 } } });
    expect(cheap.head.objective).toEqual({ minimise: 'cost', then: { maximise: 'value', keeping: 1 } });
  });

  it('says how strictly a limit is held and how dear it is', () => {
    const { head } = build([
      { id: 'a', kind: 'budget', atMostMinor: 100, soft: { price: 2 } },
      { id: 'b', kind: 'capacity', of: {}, atMost: 5, per: 'week', importance: 'never' },
      { id: 'c', kind: 'minimum', of: {}, atLeast: 3, orZero: true, importance: 'low' },
    ]);
    expect(head.limits).toEqual([
      { id: 'a', sum: 'cost', atMost: 100, soft: { price: 2 } },
      { id: 'b', count: true, atMost: 5, each: 'period', importance: 'never' },
      { id: 'c', count: true, atLeast: 3, orZero: true, importance: 0.3 },
    ]);
  });

  it('makes households of an attribute, and groups that never meet in one customer', () => {
    const { head, attributes } = build([
      { id: 'h', kind: 'household', by: 'family', of: { channel: ['phone'] }, atMost: 2 },
      { id: 'n', kind: 'never-both', of: { stage: ['soft'] }, and: { stage: ['hard'] } },
      { id: 'k', kind: 'contacts', atMost: 2 },
    ]);
    expect(head.households).toEqual([{ id: 'h', by: 'family', where: { channel: ['phone'] }, max: 2 }]);
    expect(head.sequence).toEqual([{ id: 'n', exclude: [{ stage: ['soft'] }, { stage: ['hard'] }] }]);
    expect(attributes).toEqual(['segment', 'family']);
  });

  it('is a document that the optimiser reads, with every kind of constraint at once', () => {
    const { head } = build([
      { id: 'a', kind: 'budget', atMostMinor: 1 }, { id: 'b', kind: 'capacity', of: {}, atMost: 1, per: 'week' }, { id: 'c', kind: 'minimum', of: {}, atLeast: 0 },
      { id: 'd', kind: 'share', of: { stage: ['hard'] }, below: 0.5, denominator: 'acted-upon' }, { id: 'e', kind: 'exclusion', forbid: {}, for: { attribute: 'segment', values: ['vip'] } },
      { id: 'f', kind: 'exclusivity', allowOnly: { stage: ['soft'] }, for: { attribute: 'segment', values: ['x'] } }, { id: 'g', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 3 },
      { id: 'h', kind: 'contacts', atMost: 2 }, { id: 'i', kind: 'household', by: 'family', of: {}, atMost: 2 }, { id: 'j', kind: 'never-both', of: { stage: ['soft'] }, and: { stage: ['hard'] } },
      { id: 'k', kind: 'minimum', of: {}, atLeast: 5, orZero: true }, { id: 'l', kind: 'budget', atMostMinor: 5, soft: { price: 3 }, importance: 'high' },
    ]);
    const parsed = parseProblem({ ...head, candidates: [] });
    expect(parsed).toMatchObject({ ok: true });
  });
});

describe('the boundary of a constraint', () => {
  const crowd = (n: number, action: string, value: number, from = 0): Candidate[] => Array.from({ length: n }, (_, i) => ({ customer: `c${from + i}`, action, value }));

  it.each([[0.05, 4], [0.07, 6], [0.06, 5]])('lets less than a share of %d of a hundred acted upon through: %d', async (below, most) => {
    // Everybody could be sent a message; court would bring more with all of them.
    const candidates = Array.from({ length: 100 }, (_, i) => [{ customer: `c${i}`, action: 'sms', value: 10 }, { customer: `c${i}`, action: 'court', value: 1_000 + i }]).flat();
    const { plan } = await planOf([{ id: 's', kind: 'share', of: { action: ['court'] }, below, denominator: 'acted-upon' }], candidates);
    expect(plan).toHaveLength(100);
    expect(plan.filter((row) => row.includes('court'))).toHaveLength(most);
  });

  it('lets less than a share of the audience through, whoever is acted upon', async () => {
    const { plan } = await planOf([{ id: 's', kind: 'share', of: { action: ['court'] }, below: 0.07, denominator: 'audience' }], crowd(20, 'court', 5), {}, undefined, 100);
    expect(plan).toHaveLength(6);
  });

  it('holds a weekly capacity in every week', async () => {
    const candidates = ['a', 'b', 'c'].flatMap((customer) => ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'].map((period, week) => ({ customer, action: 'call', value: 100 - week, period })));
    const { plan } = await planOf([{ id: 'w', kind: 'capacity', of: { channel: ['phone'] }, atMost: 1, per: 'week' }], candidates);
    expect(plan.map((row) => row.slice(-10)).sort()).toEqual(['2026-03-02', '2026-03-09', '2026-03-16']);
  });

  it('opens a gap of 14 days on the fourteenth day', async () => {
    const gap: Constraint = { id: 'g', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 };
    const customers = [{ id: 'd13', 'daysSince:g': 13 }, { id: 'd14', 'daysSince:g': 14 }, { id: 'never', 'daysSince:g': null }];
    const candidates = customers.flatMap(({ id }) => [{ customer: id, action: 'court', value: 10 }, { customer: id, action: 'court', value: 9, period: '2026-03-09' }]);
    const { plan } = await planOf([gap], candidates, {}, customers);
    expect(plan.sort()).toEqual(['d13 court 2026-03-09', 'd14 court 2026-03-02']);
  });

  it('gives a customer as many actions as are allowed, one a week', async () => {
    const candidates = ['2026-03-02', '2026-03-09', '2026-03-16'].flatMap((period) => [{ customer: 'a', action: 'sms', value: 5, period }, { customer: 'a', action: 'call', value: 9, period }]);
    const { plan } = await planOf([{ id: 'k', kind: 'contacts', atMost: 2 }], candidates);
    expect(plan).toHaveLength(2);
    expect(new Set(plan.map((row) => row.slice(-10))).size).toBe(2);
  });

  it('spends exactly the budget and no more', async () => {
    const { plan } = await planOf([{ id: 'b', kind: 'budget', atMostMinor: 10_000 }], crowd(3, 'call', 10));
    expect(plan).toHaveLength(2);
  });
});
