import { describe, expect, it } from 'vitest';
import { ContactPolicyDocument } from '@arbiter/contracts/real-time/contact-policy';
import { Value } from 'typebox/value';
import { checkPolicy, runPolicyTests } from '../run-policy-tests.js';
import { collectionLaw, marketing, policyTemplates, russianWorkCalendar } from './index.js';

describe('templates of policies', () => {
  it.each(policyTemplates.map(({ id, document }) => [id, document] as const))('%s passes its own tests, has no fault and fits the schema', (_id, document) => {
    expect(runPolicyTests(document).filter(({ ok }) => !ok)).toEqual([]);
    expect(checkPolicy(document)).toEqual([]);
    expect(Value.Check(ContactPolicyDocument, document)).toBe(true);
    expect(document.tests!.length).toBeGreaterThan(10);
  });

  it('have a test that is refused by each of their rules', () => {
    for (const { document } of policyTemplates) {
      const tested = new Set(document.tests!.map(({ expect: rule }) => rule));
      const untested = document.rules.map(({ id }) => id).filter((id) => !tested.has(id));
      // The gap of 20 hours is stricter than one a day; consents are tested for one channel.
      expect(untested.filter((id) => !/^consent-(push|email|phone)$/.test(id) && id !== 'day')).toEqual([]);
    }
  });

  it('take the names of a company', () => {
    for (const document of [
      collectionLaw({ calls: ['tel'], messages: ['wa'], visits: [], attribute: 'client_type', individuals: ['FL'] }),
      collectionLaw({ calls: [], messages: ['sms'], visits: ['meet'] }),
      collectionLaw({ alsoSliding: true }),
      collectionLaw({ calls: [], messages: [], visits: [] }),
      marketing({ channels: ['Web.Push'] }),
      marketing({ channels: [] }),
    ]) expect(checkPolicy(document)).toEqual([]);
  });

  it('hold the production calendar: 247 workdays in each of the years 2025 and 2026', () => {
    const off = new Set<string>(russianWorkCalendar.daysOff);
    const on = new Set<string>(russianWorkCalendar.workdays);
    for (const year of [2025, 2026]) {
      let workdays = 0;
      for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
        const date = new Date(day).toISOString().slice(0, 10);
        const weekend = [0, 6].includes(new Date(day).getUTCDay());
        if (off.has(date)) expect(weekend, date).toBe(false);
        if (on.has(date) || (!weekend && !off.has(date))) workdays += 1;
      }
      expect(workdays).toBe(247);
    }
  });
});
