import type { ContactFilter, ContactPolicyDocument, PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedContact } from '../live-customer/live-customer.js';
import { channelAndTime } from './channel-and-time.js';
import { compilePolicy } from './compile-policy.js';
import type { PolicyOffer, PolicySubject } from './policy-offer.js';
import { compilePolicies } from './policy-set.js';
import { slowRefusals } from './testing/slow-policy.js';

const minute = 60_000;
const day = 86_400_000;
const zones = ['UTC', 'Europe/Berlin', 'Europe/Moscow', 'Asia/Vladivostok', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Etc/GMT+12', 'Africa/Casablanca', 'America/New_York'];
/** Around changes of clocks, borders of weeks, months and years, and the leap day. */
const centres = ['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2018-11-04T03:00Z', '2019-02-17T02:00Z', '2026-04-04T15:00Z', '2026-10-03T15:30Z', '2028-02-29T12:00Z', '2025-12-31T20:00Z', '2026-02-28T23:00Z', '2026-06-10T12:00Z', '2026-03-22T02:00Z'].map((text) => Date.parse(text));

const filter: fc.Arbitrary<ContactFilter> = fc.oneof(
  fc.constant({}),
  fc.record({ channel: fc.subarray(['phone', 'sms', 'push'], { minLength: 1 }) }),
  fc.record({ action: fc.subarray(['a', 'b'], { minLength: 1 }) }),
  fc.record({ tag: fc.subarray(['x', 'y'], { minLength: 1 }), purpose: fc.constant<('sales')[]>(['sales']) }),
);
const span = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 12 })).map(([from, length]) => {
  const two = (hour: number) => String(Math.min(24, hour)).padStart(2, '0');
  return { from: `${two(from)}:00`, to: from + length >= 24 ? '24:00' : `${two(from + length)}:30` };
});
const frequency: fc.Arbitrary<PolicyRule> = fc.oneof(
  fc.record({ kind: fc.constant('cap' as const), id: fc.constant('r'), of: filter, atMost: fc.integer({ min: 0, max: 3 }), per: fc.constantFrom('day' as const, 'week' as const, 'month' as const) }),
  fc.record({ kind: fc.constant('cap' as const), id: fc.constant('r'), of: filter, atMost: fc.integer({ min: 0, max: 3 }), per: fc.constantFrom('sliding-hours' as const, 'sliding-days' as const), length: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('gap' as const), id: fc.constant('r'), of: filter, hours: fc.integer({ min: 1, max: 80 }) }),
);
const rule: fc.Arbitrary<PolicyRule> = fc.oneof(
  { weight: 3, arbitrary: frequency },
  fc.record({ kind: fc.constant('not-before' as const), id: fc.constant('r'), of: filter, after: filter, days: fc.integer({ min: 0, max: 20 }), withoutHistory: fc.constantFrom('refuse' as const, 'allow' as const) }),
  fc.record({ kind: fc.constant('never-with' as const), id: fc.constant('r'), of: filter, and: filter, withinDays: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('only-after' as const), id: fc.constant('r'), of: filter, after: filter }, { requiredKeys: ['kind', 'id', 'of', 'after'] }),
  fc.record({ kind: fc.constant('only-after' as const), id: fc.constant('r'), of: filter, after: filter, withinDays: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('hours' as const), id: fc.constant('r'), of: filter, workdays: fc.option(span), daysOff: fc.option(span) }),
);
const contactLike = fc.record({ actionId: fc.constantFrom('a', 'b', 'c'), channel: fc.constantFrom('phone', 'sms', 'push'), stage: fc.constant('offer' as const), purpose: fc.constantFrom('sales' as const, 'service' as const, 'transactional' as const), tags: fc.subarray(['x', 'y']), campaignId: fc.constant(null) });

interface Case {
  document: ContactPolicyDocument;
  offer: PolicyOffer;
  subject: PolicySubject;
  atMs: number;
}
const caseOf = (rules: fc.Arbitrary<PolicyRule>, most: number): fc.Arbitrary<Case> =>
  fc.record({
    centre: fc.constantFrom(...centres),
    zone: fc.constantFrom(...zones),
    rules: fc.array(rules, { minLength: 1, maxLength: most }),
    offer: contactLike,
    inbound: fc.boolean(),
    shift: fc.integer({ min: -36 * 60, max: 36 * 60 }),
    // Mostly before, some promised for later, in any order.
    contacts: fc.array(fc.tuple(contactLike, fc.oneof(fc.integer({ min: -20 * 24 * 60, max: 60 }), fc.integer({ min: -4 * 24 * 60, max: 3 * 24 * 60 }))), { maxLength: 12 }),
  }).map(({ centre, zone, rules: list, offer, inbound, shift, contacts }) => {
    const at = Math.floor(centre / minute) * minute + shift * minute;
    return {
      atMs: at,
      offer: { ...offer, inbound },
      document: { title: 't', active: true, timeZone: 'UTC', rules: list.map((one, index) => ({ ...one, id: `r${index}` })), calendar: { daysOff: ['2026-06-11', '2025-12-31'], workdays: ['2026-10-25', '2026-03-29'] } },
      subject: { attributes: {}, timeZone: zone, consent: true, refusedChannels: [], consents: {}, stopLists: [], flags: {}, contacts: contacts.map(([contact, minutes], index): LoggedContact => ({ ...contact, id: String(index), atMs: at + minutes * minute })) },
    };
  });
const compiled = (document: ContactPolicyDocument) => {
  const policy = compilePolicy(document);
  // Rules that contradict themselves are refused; they are made here now and then.
  fc.pre(policy.ok);
  return policy.ok ? policy.value : (undefined as never);
};

describe('contact policy against the plain reading of it', () => {
  it('refuses by the same rules', () => {
    fc.assert(fc.property(caseOf(rule, 6), ({ document, offer, subject, atMs }) => {
      const policy = compiled(document);
      const refused = policy.refusals(offer, subject, atMs);
      expect(refused.map(({ ruleId }) => ruleId)).toEqual(slowRefusals(document, offer, subject, atMs));
      expect(policy.refusal(offer, subject, atMs)).toEqual(refused[0]);
      expect(policy.explain(offer, subject, atMs).filter(({ allowed }) => !allowed).map(({ ruleId }) => ruleId)).toEqual(refused.map(({ ruleId }) => ruleId));
    }), { numRuns: 400 });
  });

  it('knows until when each rule refuses', () => {
    fc.assert(fc.property(caseOf(rule, 1), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), ({ document, offer, subject, atMs }, places) => {
      const found = compiled(document).refusal(offer, subject, atMs);
      fc.pre(found !== undefined);
      const { untilMs } = found!;
      const end = untilMs ?? atMs + 60 * day;
      for (const place of places) {
        const between = atMs + Math.floor((place * (end - atMs)) / minute) * minute;
        if (between < end) expect(slowRefusals(document, offer, subject, between), new Date(between).toISOString()).toEqual(['r0']);
      }
      if (untilMs === undefined) return;
      expect(untilMs).toBeGreaterThan(atMs);
      expect(slowRefusals(document, offer, subject, untilMs)).toEqual([]);
      expect(slowRefusals(document, offer, subject, untilMs - 1)).toEqual(['r0']);
    }), { numRuns: 300 });
  });

  it('finds the first instant that all rules allow, and none before it', () => {
    fc.assert(fc.property(caseOf(rule, 4), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), ({ document, offer, subject, atMs }, places) => {
      compiled(document);
      const set = compilePolicies([{ id: 'p', document }]);
      const withinMs = 10 * day;
      const first = set.firstAllowed(offer, subject, atMs, withinMs);
      if (first !== undefined) {
        expect(first).toBeLessThanOrEqual(atMs + withinMs);
        expect(slowRefusals(document, offer, subject, first)).toEqual([]);
        if (first > atMs) expect(slowRefusals(document, offer, subject, first - 1)).not.toEqual([]);
      }
      const end = first ?? atMs + withinMs + 1;
      for (const place of places) {
        const between = atMs + Math.floor((place * (end - atMs)) / minute) * minute;
        if (between < end) expect(slowRefusals(document, offer, subject, between), new Date(between).toISOString()).not.toEqual([]);
      }
    }), { numRuns: 300 });
  });

  it('never refuses more, by caps and gaps, when a contact is taken away', () => {
    fc.assert(fc.property(caseOf(frequency, 4), fc.nat(), ({ document, offer, subject, atMs }, which) => {
      const policy = compiled(document);
      fc.pre(subject.contacts.length > 0);
      const fewer = subject.contacts.filter((_, index) => index !== which % subject.contacts.length);
      const before = new Set(policy.refusals(offer, subject, atMs).map(({ ruleId }) => ruleId));
      for (const { ruleId } of policy.refusals(offer, { ...subject, contacts: fewer }, atMs)) expect(before.has(ruleId)).toBe(true);
    }), { numRuns: 300 });
  });

  it('gives the best channel and time of those that are allowed', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 24, maxLength: 24 });
    fc.assert(fc.property(caseOf(rule, 3), fc.array(fc.tuple(fc.constantFrom('phone', 'sms', 'push'), fc.integer({ min: 0, max: 3 }), fc.option(weights, { nil: undefined })), { maxLength: 3 }), ({ document, offer, subject, atMs }, choices) => {
      compiled(document);
      const set = compilePolicies([{ id: 'p', document }]);
      const channels = choices.map(([channel, propensity, hourWeights]) => ({ channel, propensity, ...(hourWeights ? { hourWeights } : {}) }));
      const withinMs = 2 * day;
      const best = channelAndTime(set, offer, channels, subject, { fromMs: atMs, withinMs, timeZone: 'UTC' });
      if (best) expect(slowRefusals(document, { ...offer, channel: best.channel }, subject, best.atMs)).toEqual([]);
      const hour = (ms: number) => Number(new Intl.DateTimeFormat('en-US', { timeZone: subject.timeZone!, hourCycle: 'h23', hour: '2-digit' }).format(ms));
      for (let at = atMs; at <= atMs + withinMs; at += 41 * minute) {
        for (const { channel, propensity, hourWeights } of channels) {
          if (set.refusal({ ...offer, channel }, subject, at)) continue;
          const score = propensity * (hourWeights?.[hour(at)] ?? 1);
          if (score <= 0) continue;
          expect(best).toBeDefined();
          expect(best!.score > score || (best!.score === score && best!.atMs <= at)).toBe(true);
        }
      }
    }), { numRuns: 60 });
  });
});
