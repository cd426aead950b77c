import type { ContactPolicyDocument } from '@arbiter/contracts/real-time/contact-policy';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from './compile-policy.js';
import { compilePolicies, unreadablePolicyRule } from './policy-set.js';
import { policyFaults } from './policy-faults.js';
import type { PolicyOffer, PolicySubject } from './policy-offer.js';
import { checkPolicy, runPolicyTests } from './run-policy-tests.js';

const cap = { kind: 'cap', id: 'cap', of: {}, atMost: 1, per: 'day' } as const;
const document = (changes: Record<string, unknown>): ContactPolicyDocument => ({ title: 't', active: true, timeZone: 'UTC', rules: [cap], ...changes }) as ContactPolicyDocument;
const test = (changes: Record<string, unknown>) => ({ name: 't', at: '2026-03-01T12:00:00Z', offer: { channel: 'sms' }, expect: null, ...changes });

describe('faults of a policy', () => {
  it.each([
    ['unknown zone', { timeZone: 'Europe/Moskva' }, '/timeZone unknown-zone'],
    ['duplicate ids', { rules: [cap, cap] }, '/rules/1/id duplicate-id'],
    ['ids that are taken', { rules: [{ ...cap, id: 'general-consent' }] }, '/rules/0/id reserved-id'],
    ['sliding without length', { rules: [{ ...cap, per: 'sliding-days' }] }, '/rules/0/length length-missing'],
    ['calendar with length', { rules: [{ ...cap, length: 7 }] }, '/rules/0/length length-unused'],
    ['an empty list', { rules: [{ ...cap, of: { channel: [] } }] }, '/rules/0/of/channel empty-list'],
    ['unknown purpose', { rules: [{ ...cap, of: { purpose: ['selling'] } }] }, '/rules/0/of/purpose/0 unknown-purpose'],
    ['unknown stage', { rules: [{ kind: 'not-before', id: 'n', of: { channel: ['a'] }, after: { stage: ['late'] }, days: 1, withoutHistory: 'allow' }] }, '/rules/0/after/stage/0 unknown-stage'],
    ['hours that hold no minute', { rules: [{ kind: 'hours', id: 'h', of: {}, workdays: { from: '21:00', to: '09:00' }, daysOff: null }] }, '/rules/0/workdays hours-empty'],
    ['hours of days off too', { rules: [{ kind: 'hours', id: 'h', of: {}, workdays: null, daysOff: { from: '09:00', to: '09:00' } }] }, '/rules/0/daysOff hours-empty'],
    ['after itself', { rules: [{ kind: 'only-after', id: 'o', of: { tag: ['b', 'a'] }, after: { tag: ['a', 'b'] } }] }, '/rules/0/after never-possible'],
    ['not before itself', { rules: [{ kind: 'not-before', id: 'o', of: {}, after: {}, days: 3, withoutHistory: 'refuse' }] }, '/rules/0/after never-possible'],
    ['never with an empty list', { rules: [{ kind: 'never-with', id: 'o', of: {}, and: { action: [] } }] }, '/rules/0/and/action empty-list'],
    ['contradicting conditions', { for: [{ attribute: 'kind', values: ['a', 'b'] }, { attribute: 'kind', values: ['c', 'd'] }] }, '/for/1 contradiction'],
    ['unknown exempt purpose', { exempt: ['urgent'] }, '/exempt/0 unknown-purpose'],
    ['no such day', { calendar: { daysOff: ['2026-02-30'] } }, '/calendar/daysOff/0 unknown-date'],
    ['a day twice', { calendar: { daysOff: ['2026-03-09', '2026-03-09'] } }, '/calendar/daysOff/1 duplicate-date'],
    ['a day off that is a workday', { calendar: { daysOff: ['2026-03-09'], workdays: ['2026-03-09'] } }, '/calendar/workdays/0 contradiction'],
    ['a test of an unknown rule', { tests: [test({ expect: 'cup' })] }, '/tests/0/expect unknown-rule'],
    ['a test in an unknown zone', { tests: [test({ timeZone: '+03:00' })] }, '/tests/0/timeZone unknown-zone'],
    ['a test at no instant', { tests: [test({ at: '2026-13-01T00:00:00Z' })] }, '/tests/0/at unknown-instant'],
  ])('%s', (_name, changes, expected) => {
    const found = policyFaults(document(changes));
    expect(found.map(({ path, code }) => `${path} ${code}`)).toContain(expected);
    expect(compilePolicy(document(changes)).ok).toBe(false);
    for (const { message } of found) expect(message.length).toBeGreaterThan(20);
  });

  it('finds none in a good policy, and takes tests that fail for faults', () => {
    expect(checkPolicy(document({ tests: [test({}), test({ expect: 'general-consent', consent: false }), test({ expect: 'refused-channel', refusedChannels: ['sms'] })] }))).toEqual([]);
    const failing = document({ tests: [test({ expect: 'cap' })] });
    expect(checkPolicy(failing)).toMatchObject([{ path: '/tests/0', code: 'test-failed' }]);
    expect(runPolicyTests(failing)).toEqual([{ name: 't', ok: false, expected: 'cap', actual: null }]);
    expect(runPolicyTests({ ...failing, timeZone: 'Nowhere' })).toMatchObject([{ ok: false }]);
  });
});

describe('several policies', () => {
  const offer: PolicyOffer = { actionId: 'a', channel: 'sms', stage: 'offer', purpose: 'sales', tags: [], campaignId: null };
  const subject: PolicySubject = { attributes: { kind: 'individual', age: 17, segments: ['vip', 'new'] }, timeZone: null, consent: true, refusedChannels: [], consents: {}, stopLists: [], flags: {}, contacts: [] };
  const none = (changes: Record<string, unknown> = {}): ContactPolicyDocument => document({ rules: [{ ...cap, atMost: 0 }], ...changes });

  it('all hold, in order of their identifiers; those that are off do not', () => {
    const night = document({ rules: [{ kind: 'hours', id: 'h', of: {}, workdays: { from: '10:00', to: '12:00' }, daysOff: null }], timeZone: 'Asia/Tokyo' });
    const set = compilePolicies([{ id: 'b', document: night }, { id: 'a', document: document({}) }, { id: 'c', document: none({ active: false }) }]);
    const at = Date.parse('2026-03-11T12:00:00Z');
    expect(set.policies.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(set.refusal(offer, subject, at)).toEqual({ policyId: 'b', ruleId: 'h', reason: 'OUTSIDE_CONTACT_HOURS', untilMs: Date.parse('2026-03-12T01:00:00Z') });
    const contacted = { ...subject, contacts: [{ id: '1', atMs: Date.parse('2026-03-12T00:30:00Z'), actionId: 'a', channel: 'sms', stage: 'offer' as const, purpose: 'sales' as const, tags: [], campaignId: null }] };
    // The cap waits for the 13th in UTC, the hours for ten in Tokyo.
    expect(set.firstAllowed(offer, contacted, Date.parse('2026-03-12T00:40:00Z'), 7 * 86_400_000)).toBe(Date.parse('2026-03-13T01:00:00Z'));
    expect(set.firstAllowed(offer, contacted, Date.parse('2026-03-12T00:40:00Z'), 3_600_000)).toBeUndefined();
    expect(set.explain(offer, subject, at).map(({ policyId, allowed }) => [policyId, allowed])).toEqual([['a', true], ['b', false]]);
  });

  it('refuses everything where a policy cannot be read, and says why', () => {
    const set = compilePolicies([{ id: 'law', document: document({ timeZone: 'Gone/Zone' }) }]);
    expect(set.faults).toMatchObject([{ path: '/law/timeZone' }]);
    expect(set.refusal(offer, subject, 0)).toMatchObject({ policyId: 'law', ruleId: unreadablePolicyRule });
    expect(set.firstAllowed(offer, subject, 0, 1e9)).toBeUndefined();
  });

  it('holds consent without any policy', () => {
    const set = compilePolicies([]);
    expect(set.refusal(offer, subject, 0)).toBeUndefined();
    expect(set.refusal(offer, { ...subject, consent: false }, 0)).toEqual({ ruleId: 'general-consent', reason: 'NO_CONSENT' });
  });

  it.each([
    ['a value', { attribute: 'kind', values: ['individual'] }, true],
    ['another value', { attribute: 'kind', values: ['legal-entity'] }, false],
    ['a number by its text', { attribute: 'age', values: ['17'] }, true],
    ['one of a list', { attribute: 'segments', values: ['new'] }, true],
    ['none of a list', { attribute: 'segments', values: ['old'] }, false],
    ['no value', { attribute: 'region', values: ['north'] }, false],
    ['no value, and that is asked for', { attribute: 'region', values: ['north'], orMissing: true }, true],
    ['a name of the prototype', { attribute: 'constructor', values: ['Object'] }, false],
    ['many values', { attribute: 'kind', values: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'individual'] }, true],
  ])('is for customers with %s', (_name, condition, refused) => {
    for (const changes of [{ for: [condition] }, { rules: [{ ...cap, atMost: 0, for: [condition] }] }]) {
      expect(compilePolicies([{ id: 'p', document: none(changes) }]).refusal(offer, subject, 0) !== undefined).toBe(refused);
    }
  });
});
