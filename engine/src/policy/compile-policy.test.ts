import type { ContactPolicyDocument, PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import { describe, expect, it } from 'vitest';
import type { LoggedContact } from '../live-customer/live-customer.js';
import { compilePolicy } from './compile-policy.js';
import type { PolicyOffer, PolicySubject } from './policy-offer.js';

const ms = (text: string): number => Date.parse(text);
const offer: PolicyOffer = { actionId: 'call', channel: 'phone', stage: 'soft', purpose: 'collection', tags: ['debt'], campaignId: 'c1' };
let serial = 0;
const contact = (at: string, changes: Partial<LoggedContact> = {}): LoggedContact => ({ id: `k${++serial}`, atMs: ms(at), actionId: 'call', channel: 'phone', stage: 'soft', purpose: 'collection', tags: ['debt'], campaignId: 'c1', ...changes });
const subject = (changes: Partial<PolicySubject> = {}): PolicySubject => ({ attributes: {}, timeZone: 'UTC', consent: true, refusedChannels: [], consents: {}, stopLists: [], flags: {}, contacts: [], ...changes });
const policy = (rules: PolicyRule[], changes: Partial<ContactPolicyDocument> = {}) => {
  const compiled = compilePolicy({ title: 'test', active: true, timeZone: 'UTC', rules, ...changes });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
};
const at = '2026-03-11T12:00:00Z';
const iso = (value: number | undefined) => (value === undefined ? undefined : new Date(value).toISOString().replace('.000', ''));
/** Id of the rule that refuses and until when, or null. */
const asked = (rules: PolicyRule[], who: Partial<PolicySubject>, when = at, what: Partial<PolicyOffer> = {}, changes: Partial<ContactPolicyDocument> = {}) => {
  const found = policy(rules, changes).refusal({ ...offer, ...what }, subject(who), ms(when));
  return found ? `${found.reason} ${iso(found.untilMs) ?? 'never'}` : null;
};

describe('caps', () => {
  const cap = (per: 'day' | 'week' | 'month', atMost = 1): PolicyRule => ({ kind: 'cap', id: 'cap', of: { channel: ['phone'] }, atMost, per });
  const sliding = (length: number, atMost: number, per: 'sliding-hours' | 'sliding-days' = 'sliding-hours'): PolicyRule => ({ kind: 'cap', id: 'cap', of: {}, atMost, per, length });

  it.each([
    ['one below the cap', [cap('day', 2)], ['2026-03-11T08:00:00Z'], at, null],
    ['at the cap, until the day is over', [cap('day', 2)], ['2026-03-11T08:00:00Z', '2026-03-11T09:00:00Z'], at, 'CONTACT_CAP_REACHED 2026-03-12T00:00:00Z'],
    ['the first instant of the day counts', [cap('day')], ['2026-03-11T00:00:00Z'], at, 'CONTACT_CAP_REACHED 2026-03-12T00:00:00Z'],
    ['the last instant of yesterday does not', [cap('day')], ['2026-03-10T23:59:59.999Z'], at, null],
    ['Sunday belongs to the week of the Monday before', [cap('week')], ['2026-03-09T00:00:00Z'], '2026-03-15T23:59:59Z', 'CONTACT_CAP_REACHED 2026-03-16T00:00:00Z'],
    ['Monday begins a week', [cap('week')], ['2026-03-15T23:59:59Z'], '2026-03-16T00:00:00Z', null],
    ['a week over the border of a year', [cap('week')], ['2025-12-31T12:00:00Z'], '2026-01-03T12:00:00Z', 'CONTACT_CAP_REACHED 2026-01-05T00:00:00Z'],
    ['a month ends on the 28th', [cap('month')], ['2026-02-01T00:00:00Z'], '2026-02-28T23:59:00Z', 'CONTACT_CAP_REACHED 2026-03-01T00:00:00Z'],
    ['a month with a leap day', [cap('month')], ['2028-02-01T00:00:00Z'], '2028-02-29T12:00:00Z', 'CONTACT_CAP_REACHED 2028-03-01T00:00:00Z'],
    ['the month before does not count', [cap('month')], ['2026-01-31T23:59:00Z'], '2026-02-01T00:00:00Z', null],
    ['none at all', [cap('day', 0)], [], at, 'CONTACT_CAP_REACHED never'],
    ['sliding: the contact leaves exactly after its length', [sliding(24, 1)], ['2026-03-10T12:00:00Z'], at, null],
    ['sliding: a millisecond before it still counts', [sliding(24, 1)], ['2026-03-10T12:00:00.001Z'], at, 'CONTACT_CAP_REACHED 2026-03-11T12:00:00.001Z'],
    ['sliding: until the oldest of the full window leaves', [sliding(7, 2, 'sliding-days')], ['2026-03-05T10:00:00Z', '2026-03-09T10:00:00Z'], at, 'CONTACT_CAP_REACHED 2026-03-12T10:00:00Z'],
    ['sliding: promised contacts count', [sliding(24, 1)], ['2026-03-12T11:00:00Z'], at, 'CONTACT_CAP_REACHED 2026-03-13T11:00:00Z'],
    ['sliding: promised contacts beyond do not', [sliding(24, 1)], ['2026-03-12T12:00:00Z'], at, null],
    ['promised contacts fill tomorrow', [cap('day')], ['2026-03-11T08:00:00Z', '2026-03-12T08:00:00Z'], at, 'CONTACT_CAP_REACHED 2026-03-13T00:00:00Z'],
    ['out of order is put into order', [sliding(24, 2)], ['2026-03-11T11:00:00Z', '2026-03-01T10:00:00Z', '2026-03-11T10:00:00Z'], at, 'CONTACT_CAP_REACHED 2026-03-12T10:00:00Z'],
  ])('%s', (_name, rules, times, when, expected) => {
    expect(asked(rules, { contacts: times.map((time) => contact(time)) }, when)).toBe(expected);
  });

  it('counts what matches and refuses what matches', () => {
    const contacts = [contact('2026-03-11T08:00:00Z', { channel: 'sms' })];
    expect(asked([cap('day')], { contacts })).toBeNull();
    expect(asked([cap('day')], { contacts: [contact('2026-03-11T08:00:00Z')] }, at, { channel: 'sms' })).toBeNull();
  });

  it('spares exempt purposes, but counts them', () => {
    const told = contact('2026-03-11T08:00:00Z', { purpose: 'transactional' });
    expect(asked([cap('day')], { contacts: [told] })).toBe('CONTACT_CAP_REACHED 2026-03-12T00:00:00Z');
    expect(asked([cap('day')], { contacts: [told] }, at, { purpose: 'transactional' })).toBeNull();
    expect(asked([cap('day')], { contacts: [told] }, at, { purpose: 'transactional' }, { exempt: [] })).toBe('CONTACT_CAP_REACHED 2026-03-12T00:00:00Z');
  });
});

describe('gaps and sequences', () => {
  const gap: PolicyRule = { kind: 'gap', id: 'gap', of: { channel: ['phone'] }, hours: 20 };
  const notBefore = (withoutHistory: 'refuse' | 'allow'): PolicyRule => ({ kind: 'not-before', id: 'nb', of: { stage: ['soft'] }, after: { stage: ['pre'] }, days: 14, withoutHistory });
  const neverWith = (withinDays?: number): PolicyRule => ({ kind: 'never-with', id: 'nw', of: { action: ['call'] }, and: { action: ['visit'] }, ...(withinDays ? { withinDays } : {}) });
  const onlyAfter = (withinDays?: number): PolicyRule => ({ kind: 'only-after', id: 'oa', of: { action: ['call'] }, after: { action: ['letter'] }, ...(withinDays ? { withinDays } : {}) });

  it.each([
    ['gap: over', gap, '2026-03-10T16:00:00Z', {}, null],
    ['gap: not over', gap, '2026-03-10T16:00:01Z', {}, 'CONTACT_TOO_SOON 2026-03-11T12:00:01Z'],
    ['gap: other contacts', gap, '2026-03-11T11:00:00Z', { channel: 'sms' }, null],
    ['gap: to a promised one', gap, '2026-03-11T13:00:00Z', {}, 'CONTACT_TOO_SOON 2026-03-12T09:00:00Z'],
    ['not before: day 13', notBefore('refuse'), '2026-02-26T00:00:00Z', { stage: 'pre' as const }, 'CONTACT_TOO_SOON 2026-03-12T00:00:00Z'],
    ['not before: day 14', notBefore('refuse'), '2026-02-25T23:59:59Z', { stage: 'pre' as const }, null],
    ['not before: without history, refused', notBefore('refuse'), '2026-02-01T00:00:00Z', {}, 'CONTACT_TOO_SOON never'],
    ['not before: without history, allowed', notBefore('allow'), '2026-02-01T00:00:00Z', {}, null],
    ['never with: ever', neverWith(), '2020-01-01T00:00:00Z', { actionId: 'visit' }, 'NEVER_TOGETHER never'],
    ['never with: within', neverWith(3), '2026-03-09T00:00:00Z', { actionId: 'visit' }, 'NEVER_TOGETHER 2026-03-12T00:00:00Z'],
    ['never with: over', neverWith(3), '2026-03-08T23:59:59Z', { actionId: 'visit' }, null],
    ['never with: before a promised one', neverWith(3), '2026-03-13T09:00:00Z', { actionId: 'visit' }, 'NEVER_TOGETHER 2026-03-16T00:00:00Z'],
    ['only after: none', onlyAfter(), '2026-03-01T00:00:00Z', {}, 'NEEDS_EARLIER_CONTACT never'],
    ['only after: made', onlyAfter(), '2020-03-01T00:00:00Z', { actionId: 'letter' }, null],
    ['only after: this very instant', onlyAfter(), at, { actionId: 'letter' }, null],
    ['only after: promised', onlyAfter(), '2026-03-13T09:00:00Z', { actionId: 'letter' }, 'NEEDS_EARLIER_CONTACT 2026-03-13T09:00:00Z'],
    ['only after: within', onlyAfter(2), '2026-03-10T00:00:00Z', { actionId: 'letter' }, null],
    ['only after: too long ago', onlyAfter(2), '2026-03-09T23:59:59Z', { actionId: 'letter' }, 'NEEDS_EARLIER_CONTACT never'],
  ])('%s', (_name, rule, time, changes, expected) => {
    expect(asked([rule], { contacts: [contact(time, changes)] })).toBe(expected);
  });

  it('holds never-with in both directions', () => {
    expect(asked([neverWith()], { contacts: [contact('2026-03-01T00:00:00Z')] }, at, { actionId: 'visit' })).toBe('NEVER_TOGETHER never');
  });
});

describe('consent, stop lists, flags', () => {
  const consent: PolicyRule = { kind: 'consent', id: 'r', of: { channel: ['phone'] }, consent: 'phone_ads' };
  it.each([
    ['given', [consent], { consents: { phone_ads: { given: true, atMs: 1 } } }, null],
    ['withdrawn', [consent], { consents: { phone_ads: { given: false, atMs: 1 } }, attributes: { phone_ads: true } }, 'NO_CONSENT_FOR_CHANNEL never'],
    ['never asked', [consent], {}, 'NO_CONSENT_FOR_CHANNEL never'],
    ['as loaded', [consent], { attributes: { phone_ads: true } }, null],
    ['names of prototypes are no consents', [{ ...consent, consent: 'constructor' }], {}, 'NO_CONSENT_FOR_CHANNEL never'],
    ['on the list', [{ kind: 'stop-list', id: 'r', of: {}, list: 'deceased' } as const], { stopLists: ['deceased'] }, 'ON_STOP_LIST never'],
    ['on another list', [{ kind: 'stop-list', id: 'r', of: {}, list: 'deceased' } as const], { stopLists: ['staff'] }, null],
    ['flag', [{ kind: 'suppress', id: 'r', of: { purpose: ['collection'] }, flag: 'complaint' } as const], { flags: { complaint: 5 } }, 'SUPPRESSED never'],
    ['no flag', [{ kind: 'suppress', id: 'r', of: {}, flag: 'constructor' } as const], { flags: {} }, null],
    ['general consent comes first', [consent], { consent: false }, 'NO_CONSENT never'],
    ['so does a refused channel', [consent], { refusedChannels: ['phone'] }, 'CHANNEL_REFUSED never'],
  ] as [string, PolicyRule[], Partial<PolicySubject>, string | null][])('%s', (_name, rules, who, expected) => {
    expect(asked(rules, who)).toBe(expected);
  });

  it('lets transactional messages pass without general consent and through a complaint, but not into a refused channel, a stop list or the night', () => {
    const suppress: PolicyRule = { kind: 'suppress', id: 'r', of: {}, flag: 'complaint' };
    const what = { purpose: 'transactional' as const };
    expect(asked([suppress], { consent: false, flags: { complaint: 1 } }, at, what)).toBeNull();
    expect(asked([suppress], { refusedChannels: ['phone'] }, at, what)).toBe('CHANNEL_REFUSED never');
    expect(asked([{ kind: 'stop-list', id: 's', of: {}, list: 'deceased' }], { stopLists: ['deceased'] }, at, what)).toBe('ON_STOP_LIST never');
    expect(asked([consent], {}, at, what)).toBe('NO_CONSENT_FOR_CHANNEL never');
    expect(asked([{ kind: 'hours', id: 'h', of: {}, workdays: { from: '13:00', to: '20:00' }, daysOff: null }], {}, at, what)).toBe('OUTSIDE_CONTACT_HOURS 2026-03-11T13:00:00Z');
  });
});

describe('hours', () => {
  const hours: PolicyRule = { kind: 'hours', id: 'hours', of: {}, workdays: { from: '08:00', to: '22:00' }, daysOff: { from: '09:00', to: '20:00' } };
  it.each([
    ['the first minute', 'UTC', '2026-03-11T08:00:00Z', null],
    ['a second before', 'UTC', '2026-03-11T07:59:59Z', 'OUTSIDE_CONTACT_HOURS 2026-03-11T08:00:00Z'],
    ['the last second', 'UTC', '2026-03-11T21:59:59Z', null],
    ['the end', 'UTC', '2026-03-11T22:00:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-12T08:00:00Z'],
    ['Friday night waits for Saturday at nine', 'UTC', '2026-03-13T22:00:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-14T09:00:00Z'],
    ['Saturday 21:30 at UTC+10, which is 11:30 in Greenwich', 'Asia/Vladivostok', '2026-03-14T11:30:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-14T23:00:00Z'],
    ['Friday 21:30 at UTC+10', 'Asia/Vladivostok', '2026-03-13T11:30:00Z', null],
    ['UTC+14 is on the next day', 'Pacific/Kiritimati', '2026-03-13T18:30:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-13T19:00:00Z'],
    ['UTC-12 is on the day before', 'Etc/GMT+12', '2026-03-15T08:30:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-15T21:00:00Z'],
    ['UTC+05:45', 'Asia/Kathmandu', '2026-03-11T02:14:59Z', 'OUTSIDE_CONTACT_HOURS 2026-03-11T02:15:00Z'],
    ['a holiday has the hours of a day off', 'UTC', '2026-03-09T21:00:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-10T08:00:00Z'],
    ['a working Saturday has those of a workday', 'UTC', '2026-03-21T21:00:00Z', null],
    ['summer time begins: 08:00 is an hour earlier', 'Europe/Berlin', '2026-03-30T05:59:00Z', 'OUTSIDE_CONTACT_HOURS 2026-03-30T06:00:00Z'],
    ['winter time begins', 'Europe/Berlin', '2026-10-26T06:59:00Z', 'OUTSIDE_CONTACT_HOURS 2026-10-26T07:00:00Z'],
    ['half an hour at Lord Howe, summer', 'Australia/Lord_Howe', '2026-01-05T20:59:00Z', 'OUTSIDE_CONTACT_HOURS 2026-01-05T21:00:00Z'],
    ['half an hour at Lord Howe, winter', 'Australia/Lord_Howe', '2026-06-01T21:29:00Z', 'OUTSIDE_CONTACT_HOURS 2026-06-01T21:30:00Z'],
    ['no zone: that of the policy', 'Nowhere/Land', '2026-03-11T07:59:59Z', 'OUTSIDE_CONTACT_HOURS 2026-03-11T08:00:00Z'],
  ])('%s', (_name, timeZone, when, expected) => {
    expect(asked([hours], { timeZone }, when, {}, { calendar: { daysOff: ['2026-03-09'], workdays: ['2026-03-21'] } })).toBe(expected);
  });

  it('does not refuse who came by themselves', () => {
    expect(asked([hours], {}, '2026-03-11T03:00:00Z', { inbound: true })).toBeNull();
  });

  it('waits for the next workday, or for ever', () => {
    expect(asked([{ ...hours, daysOff: null } as PolicyRule], {}, '2026-03-13T23:00:00Z')).toBe('OUTSIDE_CONTACT_HOURS 2026-03-16T08:00:00Z');
    expect(asked([{ ...hours, workdays: null, daysOff: null } as PolicyRule], {}, at)).toBe('OUTSIDE_CONTACT_HOURS never');
  });

  it('opens where clocks skip the first minute, and again where an hour comes twice', () => {
    const night: PolicyRule = { kind: 'hours', id: 'h', of: {}, workdays: null, daysOff: { from: '02:30', to: '02:45' } };
    // 02:00 to 03:00 is skipped in Berlin on 29 March: the next chance is on Saturday after.
    expect(asked([night], { timeZone: 'Europe/Berlin' }, '2026-03-29T00:00:00Z')).toBe('OUTSIDE_CONTACT_HOURS 2026-04-04T00:30:00Z');
    // 02:30 comes at 00:30Z and at 01:30Z on 25 October.
    expect(asked([night], { timeZone: 'Europe/Berlin' }, '2026-10-25T00:50:00Z')).toBe('OUTSIDE_CONTACT_HOURS 2026-10-25T01:30:00Z');
  });
});

describe('calendar days where clocks change', () => {
  const cap: PolicyRule = { kind: 'cap', id: 'cap', of: {}, atMost: 1, per: 'day' };
  it.each([
    ['a day of 23 hours', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', 'CONTACT_CAP_REACHED 2026-03-29T22:00:00Z'],
    ['a day of 25 hours', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', 'CONTACT_CAP_REACHED 2026-10-25T23:00:00Z'],
    ['a day without midnight', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04T12:00:00Z', 'CONTACT_CAP_REACHED 2018-11-05T02:00:00Z'],
    ['the last hour before a day without midnight', 'America/Sao_Paulo', '2018-11-04T02:59:59Z', '2018-11-04T12:00:00Z', null],
    ['an hour before midnight that comes twice', 'America/Sao_Paulo', '2019-02-17T01:30:00Z', '2019-02-17T02:30:00Z', 'CONTACT_CAP_REACHED 2019-02-17T03:00:00Z'],
    ['half an hour', 'Australia/Lord_Howe', '2026-04-04T13:00:00Z', '2026-04-05T13:29:59Z', 'CONTACT_CAP_REACHED 2026-04-05T13:30:00Z'],
    ['a date that was skipped', 'Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-30T10:00:00Z', null],
  ])('%s', (_name, timeZone, earlier, when, expected) => {
    expect(asked([cap], { timeZone, contacts: [contact(earlier)] }, when)).toBe(expected);
  });
});
