import type { Constraint } from '@arbiter/contracts/campaign';
import { describe, expect, it } from 'vitest';
import { accountsOf, compileContactPolicy, dayOf, dayOfDate, takesOf, weekOf, type PolicyCustomer, type PolicyMoment } from './index.js';

const action = { id: 'court', channel: 'court', stage: 'hard' as const, costMinor: 500 };
const customer: PolicyCustomer = { attributes: { segment: 'vip', tier: '' }, consent: true, refusedChannels: [], history: [], contactWeeks: [] };
const on = (date: string, timeZone = 'UTC'): PolicyMoment => ({ atMs: Date.parse(date), startsOnDay: dayOfDate('2025-03-03'), timeZone });
const refusal = (constraints: Constraint[], who: Partial<PolicyCustomer> = {}, moment = on('2025-03-20T12:00:00Z')) => compileContactPolicy(constraints)(action, { ...customer, ...who }, moment);

describe('contact policy', () => {
  const gap: Constraint = { id: 'g', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 };
  const soft = (at: string) => ({ history: [{ actionId: 'call', channel: 'phone', stage: 'soft', atMs: Date.parse(at) }] });

  it('needs consent and a channel that was not refused', () => {
    expect(refusal([])).toBeUndefined();
    expect(refusal([], { consent: false })).toBe('NO_CONSENT');
    expect(refusal([], { refusedChannels: ['court'] })).toBe('CHANNEL_REFUSED');
  });

  it('refuses up to the day before the gap has passed and allows from then', () => {
    expect(refusal([gap])).toBe('GAP_NO_HISTORY');
    expect(refusal([gap], { history: [{ actionId: 'x', channel: 'court', stage: 'hard', atMs: 0 }] })).toBe('GAP_NO_HISTORY');
    expect(refusal([gap], soft('2025-03-07T00:00:00Z'))).toBe('GAP_NOT_PASSED');
    expect(refusal([gap], soft('2025-03-06T23:59:59Z'))).toBeUndefined();
  });

  it('counts whole days in the zone it is given', () => {
    const moment = on('2025-03-20T22:00:00Z', 'Asia/Vladivostok');
    expect(refusal([gap], soft('2025-03-06T20:00:00Z'), moment)).toBeUndefined();
    expect(refusal([gap], soft('2025-03-07T15:00:00Z'), moment)).toBe('GAP_NOT_PASSED');
    expect(dayOf(Date.parse('2025-03-29T23:30:00Z'), 'Europe/Berlin')).toBe(dayOfDate('2025-03-30'));
  });

  it('excludes and reserves by segment, and a missing attribute is no segment', () => {
    const excluded: Constraint = { id: 'e', kind: 'exclusion', forbid: { stage: ['hard'] }, for: { attribute: 'segment', values: ['vip'] } };
    const only: Constraint = { id: 'o', kind: 'exclusivity', allowOnly: { channel: ['manager'] }, for: { attribute: 'segment', values: ['vip'] } };
    expect([refusal([excluded]), refusal([only])]).toEqual(['EXCLUDED_FOR_SEGMENT', 'ONLY_OTHER_ACTIONS_FOR_SEGMENT']);
    const other = { attributes: { segment: '' } };
    expect([refusal([excluded], other), refusal([only], other), refusal([{ ...excluded, for: { attribute: 'tier', values: [''] } }])]).toEqual([undefined, undefined, undefined]);
  });

  it('holds contacts in the campaign and one a week', () => {
    const two: Constraint = { id: 'k', kind: 'contacts', atMost: 2 };
    expect(refusal([], { contactWeeks: [0] })).toBe('CONTACTS_EXHAUSTED');
    expect(refusal([two], { contactWeeks: [0] })).toBeUndefined();
    expect(refusal([two], { contactWeeks: [2] })).toBe('WEEK_CONTACT_TAKEN');
    expect(refusal([two], { contactWeeks: [0, 1] })).toBe('CONTACTS_EXHAUSTED');
    expect([weekOf(dayOfDate('2025-03-02'), dayOfDate('2025-03-03')), weekOf(dayOfDate('2025-03-09'), dayOfDate('2025-03-03')), weekOf(dayOfDate('2025-03-10'), dayOfDate('2025-03-03'))]).toEqual([-1, 0, 1]);
  });
});

describe('the ledger', () => {
  it('turns budgets, capacities and shares into accounts and takes', () => {
    const accounts = accountsOf(
      [
        { id: 'b', kind: 'budget', atMostMinor: 1000.9 },
        { id: 'w', kind: 'capacity', of: { channel: ['court'] }, atMost: 3, per: 'week' },
        { id: 'v', kind: 'capacity', of: {}, atMost: 3, per: 'campaign', for: { attribute: 'segment', values: ['other'] } },
        { id: 's', kind: 'share', of: { stage: ['hard'] }, below: 0.07, denominator: 'audience' },
        { id: 'm', kind: 'minimum', of: {}, atLeast: 1 },
      ],
      { audience: 100, planned: 10 },
    );
    expect(accounts.map(({ constraintId, atMost }) => [constraintId, atMost])).toEqual([['b', 1000], ['w', 3], ['v', 3], ['s', 6]]);
    expect(takesOf(accounts, action, customer.attributes, 4).map(({ account, week, by }) => [account.constraintId, week, by])).toEqual([['b', undefined, 500], ['w', 4, 1], ['s', undefined, 1]]);
  });
});
