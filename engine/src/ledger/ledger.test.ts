import type { Action } from '@arbiter/contracts/catalogue';
import type { QuotaDocument } from '@arbiter/contracts/real-time/quota';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyState, type OfferHold } from '../live-customer/live-customer.js';
import { checkQuota } from './check-quota.js';
import { confirmHold, expireHolds, releaseHold } from './holds.js';
import { planShares } from './plan-shares.js';
import { pointsAvailable } from './points.js';
import { periodEndMs, periodOf, periodsBetween, periodStartMs } from './quota-periods.js';
import { comesBackBy, compileQuotas, quotaTakes } from './quota-takes.js';
import { spreadOver } from './spread-over.js';

const hourMs = 3_600_000;
const at = (text: string): number => Date.parse(text);
const quota = (changes: Partial<QuotaDocument> = {}): QuotaDocument => ({ title: 'Seats', active: true, of: {}, atMost: 10, unit: 'contacts', per: 'day', timeZone: 'UTC', ...changes });
const action = (changes: Partial<Action> = {}): Action => ({ id: 'call', title: { ru: '', en: '' }, channel: 'phone', stage: 'offer', costMinor: 250, ...changes });

describe('periods of quotas', () => {
  it('are calendar ones of the zone, whatever the clock does in them', () => {
    const berlin = { per: 'day', timeZone: 'Europe/Berlin' } as const;
    // Clocks go forward on 29 March and back on 25 October 2026.
    expect([at('2026-03-29T12:00:00Z'), at('2026-10-25T12:00:00Z')].map((ms) => [periodOf(berlin, ms), (periodEndMs(berlin, ms) - periodStartMs(berlin, ms)) / hourMs])).toEqual([['2026-03-29', 23], ['2026-10-25', 25]]);
    expect(periodOf(berlin, at('2026-10-25T22:59:59.999Z'))).toBe('2026-10-25');
    expect(periodOf(berlin, at('2026-10-25T23:00:00Z'))).toBe('2026-10-26');
    expect(periodOf({ per: 'day', timeZone: 'Asia/Vladivostok' }, at('2026-11-21T14:30:00Z'))).toBe('2026-11-22');
    // The day that Samoa left out.
    expect(periodsBetween({ per: 'day', timeZone: 'Pacific/Apia' }, at('2011-12-29T20:00:00Z'), at('2011-12-31T00:00:00Z')).map(({ period }) => period)).toEqual(['2011-12-29', '2011-12-31']);
  });

  it('count the repeated hour twice', () => {
    const hours = periodsBetween({ per: 'hour', timeZone: 'Europe/Berlin' }, at('2026-10-24T23:00:00Z'), at('2026-10-25T03:00:00Z'));
    expect(hours.map(({ period }) => period)).toEqual(['2026-10-25T01+0200', '2026-10-25T02+0200', '2026-10-25T02+0100', '2026-10-25T03+0100']);
    expect(hours.every(({ startMs, endMs }) => endMs - startMs === hourMs)).toBe(true);
    expect(periodOf({ per: 'hour', timeZone: 'Asia/Kathmandu' }, at('2026-01-01T00:00:00Z'))).toBe('2026-01-01T05+0545');
    expect(periodOf({ per: 'hour', timeZone: 'America/St_Johns' }, at('2026-01-01T00:00:00Z'))).toBe('2025-12-31T20-0330');
  });

  it('know ISO weeks, ends of months and leap days', () => {
    const week = { per: 'week', timeZone: 'Europe/Moscow' } as const;
    expect([periodOf(week, at('2026-12-31T12:00:00Z')), periodOf(week, at('2027-01-03T20:59:59Z')), periodOf(week, at('2027-01-03T21:00:00Z')), periodOf(week, at('2024-12-30T00:00:00Z'))]).toEqual(['2026-W53', '2026-W53', '2027-W01', '2025-W01']);
    expect(new Date(periodEndMs(week, at('2026-12-31T12:00:00Z'))).toISOString()).toBe('2027-01-03T21:00:00.000Z');
    const month = { per: 'month', timeZone: 'Europe/Moscow' } as const;
    expect([periodOf(month, at('2028-02-29T20:59:59Z')), periodOf(month, at('2028-02-29T21:00:00Z'))]).toEqual(['2028-02', '2028-03']);
    expect(periodOf({ per: 'total', timeZone: 'UTC' }, 0)).toBe('total');
    expect(periodsBetween({ per: 'total', timeZone: 'UTC' }, 0, 1)).toEqual([{ period: 'total', startMs: Number.NEGATIVE_INFINITY, endMs: Number.POSITIVE_INFINITY }]);
  });

  it('follow one another without a gap', () => {
    const zones = ['UTC', 'Europe/Moscow', 'Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu', 'America/St_Johns'];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom('hour', 'day', 'week', 'month' as const), fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }), (timeZone, per, ms) => {
        const calendar = { per: per as QuotaDocument['per'], timeZone };
        const [start, end, key] = [periodStartMs(calendar, ms), periodEndMs(calendar, ms), periodOf(calendar, ms)];
        expect(start <= ms && ms < end).toBe(true);
        expect([periodOf(calendar, start), periodOf(calendar, end - 1)]).toEqual([key, key]);
        expect([periodOf(calendar, start - 1), periodOf(calendar, end)]).not.toContain(key);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what an offer takes', () => {
  const quotas = compileQuotas([
    { id: 'calls', document: quota({ of: { channel: ['phone'] } }) },
    { id: 'money', document: quota({ unit: 'cost-minor', per: 'month', atMost: 1_000 }) },
    { id: 'gifts', document: quota({ unit: 'points', per: 'total' }) },
    { id: 'shop', document: quota({ partner: 'shop', per: 'total', atMost: 3 }) },
    { id: 'off', document: quota({ active: false }) },
    { id: 'spring', document: quota({ from: '2026-03-01', to: '2026-03-31', timeZone: 'Asia/Tokyo' }) },
  ]);
  const taken = (changes: Partial<Action>, time: string) => quotaTakes(quotas, { action: action(changes), campaignId: null }, at(time)).map(({ quotaId, period, by, comesBack }) => [quotaId, period, by, comesBack]);

  it('is counted in contacts, cost and points, by what each quota speaks of', () => {
    expect(taken({}, '2026-11-22T10:00:00Z')).toEqual([['calls', '2026-11-22', 1, false], ['money', '2026-11', 250, false]]);
    expect(taken({ channel: 'web', costMinor: 0, points: 70, partner: 'shop' }, '2026-11-22T10:00:00Z')).toEqual([['gifts', 'total', 70, true], ['shop', 'total', 1, true]]);
    expect(taken({ channel: 'web', costMinor: 0 }, '2026-03-31T14:59:59Z')).toEqual([['spring', '2026-03-31', 1, false]]);
    expect(taken({ channel: 'web', costMinor: 0 }, '2026-03-31T15:00:00Z')).toEqual([]);
  });

  it('comes back where the thing was not given, and not where the contact was made', () => {
    expect([comesBackBy(quota({ of: { action: ['gift'] } })), comesBackBy(quota({ of: { action: ['gift'], channel: ['sms'] } })), comesBackBy(quota()), comesBackBy(quota({ comesBack: true }))]).toEqual([true, false, false, true]);
  });

  it('is looked at before a quota is saved', () => {
    const known = { actions: new Set(['call']), channels: new Set(['phone']), partners: new Set(['shop']) };
    expect(checkQuota(quota({ partner: 'shop', of: { action: ['call'] } }), known)).toEqual([]);
    expect(checkQuota(quota({ timeZone: 'Mars/Base', from: '2026-02-01', to: '2026-01-01', of: { action: ['x'], channel: ['y'] }, partner: 'z' }), known).map(({ path }) => path)).toEqual(['/timeZone', '/to', '/of/action/0', '/of/channel/0', '/partner']);
  });
});

describe('plans in quotas', () => {
  const monday = at('2026-11-30T00:00:00Z');
  const calendar = { campaignId: 'c', startsMs: monday, weeks: 1, nowMs: 0 };
  const uses = (actions: number) => [{ week: 0, action: action(), actions, costMinor: actions * 250 }];

  it('spread a week over its days as they have room, and over the months that it touches by its time in them', () => {
    const perDay = planShares(compileQuotas([{ id: 'q', document: quota() }]), uses(60), calendar, (_, period) => (period === '2026-12-01' ? 2 : 10));
    expect(perDay.shares.map(({ period, size }) => [period, size])).toEqual([['2026-11-30', 10], ['2026-12-01', 2], ['2026-12-02', 10], ['2026-12-03', 10], ['2026-12-04', 10], ['2026-12-05', 9], ['2026-12-06', 9]]);
    const perMonth = planShares(compileQuotas([{ id: 'q', document: quota({ per: 'month', unit: 'cost-minor' }) }]), uses(28), calendar, () => 1e9);
    expect(perMonth.shares.map(({ period, size }) => [period, size])).toEqual([['2026-11', 1_000], ['2026-12', 6_000]]);
    expect(planShares(compileQuotas([{ id: 'q', document: quota({ per: 'hour' }) }]), uses(28), calendar, () => 0)).toEqual({ shares: [], actionsOf: [], shortages: [] });
  });

  it('say what is short', () => {
    expect(planShares(compileQuotas([{ id: 'q', document: quota() }]), uses(71), calendar, () => 10).shortages).toMatchObject([{ quotaId: 'q', week: 0, have: 70, need: 71 }]);
    // Days that are over help nobody.
    expect(planShares(compileQuotas([{ id: 'q', document: quota() }]), uses(21), { ...calendar, nowMs: monday + 5 * 24 * hourMs }, () => 10).shortages).toMatchObject([{ have: 20, need: 21, periods: ['2026-12-05', '2026-12-06'] }]);
  });

  it('are spread whole and never above the room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.array(fc.record({ weight: fc.integer({ min: 1, max: 1e9 }), room: fc.integer({ min: 0, max: 30_000 }) }), { maxLength: 9 }), (units, periods) => {
        const shares = spreadOver(units, periods);
        const rooms = periods.reduce((sum, { room }) => sum + room, 0);
        expect(shares === undefined).toBe(rooms < units);
        if (!shares) return;
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(units);
        expect(shares.every((share, index) => Number.isInteger(share) && share >= 0 && share <= periods[index]!.room)).toBe(true);
      }),
    );
  });
});

describe('offers that stand', () => {
  const hold = (decisionId: string, actionId: string, untilMs: number, points = 0): OfferHold => ({ decisionId, actionId, campaignId: null, untilMs, points, takes: [{ key: 'quota:q:total', by: 1 }] });
  const state = { ...emptyState, pointsChange: 5, holds: [hold('d', 'a', 100, 30), hold('d', 'b', 200, 20), hold('e', 'a', 100)] };

  it('set points aside, spend them when taken and give them back when not', () => {
    expect(pointsAvailable({ points: 60 }, state)).toBe(15);
    const confirmed = confirmHold(state, 'd', 'b');
    expect(confirmed.ended.map(({ hold: { actionId }, how }) => [actionId, how])).toEqual([['a', 'released'], ['b', 'confirmed']]);
    expect([confirmed.state.pointsChange, pointsAvailable({ points: 60 }, confirmed.state), confirmed.state.holds.length]).toEqual([-15, 45, 1]);
    expect(pointsAvailable({ points: 60 }, releaseHold(state, 'd').state)).toBe(65);
    expect(expireHolds(state, 'd', 100).ended).toMatchObject([{ hold: { actionId: 'a' }, how: 'expired' }]);
    for (const after of [confirmHold(state, 'x'), confirmHold(state, 'd', 'x'), releaseHold(state, 'x'), expireHolds(state, 'd', 99)]) expect(after).toEqual({ state, ended: [] });
  });
});
