import type { ContactPolicyDocument, PolicyTest } from '@arbiter/contracts/real-time/contact-policy';
import { purposeOfStage, type Purpose, type Stage } from '@arbiter/contracts/catalogue';
import type { Fault } from '@arbiter/contracts/problems';
import { compilePolicy } from './compile-policy.js';
import type { FilteredContact } from './contact-filter.js';
import type { PolicySubject } from './policy-offer.js';

/** What a row of the policy's table came to. */
export interface PolicyTestResult {
  name: string;
  ok: boolean;
  /** Rule that should refuse first; null: allowed. */
  expected: string | null;
  actual: string | null;
}

/** What a contact is about where only its stage is known. */
const purposeOf = (contact: { purpose?: Purpose; stage?: Stage }): Purpose => contact.purpose ?? (contact.stage === undefined ? 'service' : purposeOfStage(contact.stage));

/** A contact of a test in the form of the log; without a purpose it has that of its stage, without both it is service. */
export const contactOfTest = (contact: PolicyTest['offer']): FilteredContact => ({
  actionId: contact.action ?? '',
  channel: contact.channel,
  stage: contact.stage ?? '',
  purpose: purposeOf(contact),
  tags: contact.tags ?? [],
  campaignId: contact.campaign ?? null,
});

/** The customer of a test: consents to all that the test does not deny, in the zone of the policy unless it names one. */
export function subjectOfTest(test: Omit<PolicyTest, 'name' | 'offer' | 'expect'>): PolicySubject {
  const atMs = Date.parse(test.at);
  return {
    attributes: (test.attributes ?? {}) as PolicySubject['attributes'],
    timeZone: test.timeZone ?? null,
    consent: test.consent ?? true,
    refusedChannels: test.refusedChannels ?? [],
    consents: Object.fromEntries(Object.entries(test.consents ?? {}).map(([name, given]) => [name, { given, atMs }])),
    stopLists: test.stopLists ?? [],
    flags: Object.fromEntries((test.flags ?? []).map((flag) => [flag, atMs])),
    contacts: (test.contacts ?? []).map((contact, index) => ({ id: String(index), atMs: Date.parse(contact.at), ...contactOfTest(contact) })),
  };
}

/** Runs the policy's own table of tests against it. A policy that cannot be compiled fails all of them. */
export function runPolicyTests(document: ContactPolicyDocument): PolicyTestResult[] {
  const compiled = compilePolicy(document);
  return (document.tests ?? []).map((test): PolicyTestResult => {
    if (!compiled.ok) return { name: test.name, ok: false, expected: test.expect, actual: null };
    const offer = { ...contactOfTest(test.offer), ...(test.inbound ? { inbound: true } : {}) };
    const actual = compiled.value.refusal(offer, subjectOfTest(test), Date.parse(test.at))?.ruleId ?? null;
    return { name: test.name, ok: actual === test.expect, expected: test.expect, actual };
  });
}

/** Faults of the document; where it has none, its tests that fail, each as a fault at its place. */
export function checkPolicy(document: ContactPolicyDocument): Fault[] {
  const compiled = compilePolicy(document);
  if (!compiled.ok) return compiled.error;
  const said = (rule: string | null) => (rule === null ? 'allowed' : `refused by "${rule}"`);
  return runPolicyTests(document).flatMap(({ name, ok, expected, actual }, index) =>
    ok ? [] : [{ path: `/tests/${index}`, code: 'test-failed', message: `The test "${name}" expects the contact to be ${said(expected)}, but it is ${said(actual)}: mend the rules or the test` }]);
}
