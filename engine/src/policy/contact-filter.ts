import type { ContactFilter, PolicyCondition } from '@arbiter/contracts/real-time/contact-policy';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import type { PolicyOffer } from './policy-offer.js';

/** What a filter looks at, of a contact that was made as of one that is thought of. */
export type FilteredContact = Omit<PolicyOffer, 'inbound'>;
export type ContactMatcher = (contact: FilteredContact) => boolean;

/** Lists of a few are faster as they are. */
const membership = (values: readonly string[]): ((value: string) => boolean) => {
  if (values.length === 1) {
    const only = values[0]!;
    return (value) => value === only;
  }
  if (values.length <= 6) return (value) => values.includes(value);
  const set = new Set(values);
  return (value) => set.has(value);
};

/** A filter as a function: lists of one field are alternatives, all fields must match, no field is everything. */
export function compileContactFilter({ action, channel, stage, purpose, tag, campaign }: ContactFilter): ContactMatcher {
  const tests: ContactMatcher[] = [];
  const test = (values: readonly string[] | undefined, make: (has: (value: string) => boolean) => ContactMatcher) => {
    if (values) tests.push(make(membership(values)));
  };
  test(channel, (has) => (contact) => has(contact.channel));
  test(purpose, (has) => (contact) => has(contact.purpose));
  test(stage, (has) => (contact) => has(contact.stage));
  test(action, (has) => (contact) => has(contact.actionId));
  test(campaign, (has) => (contact) => contact.campaignId !== null && has(contact.campaignId));
  test(tag, (has) => (contact) => contact.tags.some(has));
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return (contact) => first(contact) && second(contact);
  return (contact) => tests.every((one) => one(contact));
}

/**
 * Conditions on customers as a function; all of them must hold. Numbers and booleans are compared by their text, of a list one value
 * suffices. A customer without a value meets a condition only where it says `orMissing`. Undefined where nothing is asked.
 */
export function compilePolicyConditions(conditions: readonly PolicyCondition[]): ((attributes: CustomerAttributes) => boolean) | undefined {
  if (conditions.length === 0) return undefined;
  const tests = conditions.map(({ attribute, values, orMissing = false }) => {
    const has = membership(values);
    return (attributes: CustomerAttributes): boolean => {
      const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
      if (value === null || value === undefined || value === '') return orMissing;
      if (typeof value === 'string') return has(value);
      return Array.isArray(value) ? (value.length === 0 ? orMissing : value.some(has)) : has(String(value));
    };
  });
  return tests.length === 1 ? tests[0] : (attributes) => tests.every((one) => one(attributes));
}
