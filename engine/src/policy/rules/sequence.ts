import type { PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import { compileContactFilter } from '../contact-filter.js';
import type { LoggedContact } from '../../live-customer/live-customer.js';
import { dayMs, hourMs } from '../zone-clock.js';
import { never, type RuleBody, type RuleCase } from './rule-body.js';

type Rule<K extends PolicyRule['kind']> = Extract<PolicyRule, { kind: K }>;

/** The smallest gap between two contacts that match `of`, hours; allowed again exactly when the gap is over. Counts in both directions, where a contact is promised for later. */
export function compileGap(rule: Rule<'gap'>): RuleBody {
  const matches = compileContactFilter(rule.of);
  const gapMs = rule.hours * hourMs;
  return {
    speaksOf: matches,
    refuses({ contacts, atMs }) {
      for (let index = contacts.length - 1; index >= 0; index -= 1) {
        const contact = contacts[index]!;
        if (contact.atMs <= atMs - gapMs) return false;
        if (contact.atMs < atMs + gapMs && matches(contact)) return true;
      }
      return false;
    },
    untilMs({ contacts, atMs }) {
      let at = atMs;
      for (const contact of contacts) if (Math.abs(contact.atMs - at) < gapMs && matches(contact)) at = contact.atMs + gapMs;
      // Where the gap is no whole number of milliseconds, the first whole one after it.
      return Math.ceil(at);
    },
  };
}

/**
 * Not earlier than so many calendar days of the customer after the latest contact that matches `after`: with 14 days, a contact on the 1st
 * refuses up to the 14th (day 13) and allows from the first minute of the 15th (day 14). `withoutHistory` says what holds when there was none.
 */
export function compileNotBefore(rule: Rule<'not-before'>): RuleBody {
  const speaksOf = compileContactFilter(rule.of);
  const matches = compileContactFilter(rule.after);
  const allowedFrom = ({ contacts, clock }: RuleCase): number | undefined => {
    const last = contacts.findLast(matches);
    return last && clock.dayStart(clock.dayOf(last.atMs) + rule.days);
  };
  return {
    speaksOf,
    refuses(asked) {
      const from = allowedFrom(asked);
      return from === undefined ? rule.withoutHistory === 'refuse' : asked.atMs < from;
    },
    untilMs: allowedFrom,
  };
}

/**
 * Never both kinds of contact for one customer: an offer of either kind is refused after a contact of the other. Within n days: on the
 * calendar day of that contact and the n − 1 days after it (and before it, where it is promised for later); without a limit, for ever.
 */
export function compileNeverWith(rule: Rule<'never-with'>): RuleBody {
  const isOne = compileContactFilter(rule.of);
  const isOther = compileContactFilter(rule.and);
  const { withinDays } = rule;
  const against = ({ offer }: RuleCase): ((contact: LoggedContact) => boolean) => {
    const [one, other] = [isOne(offer), isOther(offer)];
    return (contact) => (one && isOther(contact)) || (other && isOne(contact));
  };
  return {
    speaksOf: (offer) => isOne(offer) || isOther(offer),
    refuses(asked) {
      const stands = against(asked);
      if (withinDays === undefined) return asked.contacts.some(stands);
      const { contacts, clock, atMs } = asked;
      const today = clock.dayOf(atMs);
      const farMs = (withinDays + 2) * dayMs;
      return contacts.some((contact) => Math.abs(contact.atMs - atMs) < farMs && stands(contact) && Math.abs(clock.dayOf(contact.atMs) - today) < withinDays);
    },
    untilMs(asked) {
      if (withinDays === undefined) return undefined;
      const { contacts, clock, atMs } = asked;
      const stands = against(asked);
      let day = clock.dayOf(atMs);
      for (const contact of contacts) {
        if (!stands(contact)) continue;
        const contactDay = clock.dayOf(contact.atMs);
        if (Math.abs(contactDay - day) < withinDays) day = contactDay + withinDays;
      }
      return clock.dayStart(day);
    },
  };
}

/** Only where a contact that matches `after` was made before, at any time, or on this calendar day or one of the n − 1 days before it. */
export function compileOnlyAfter(rule: Rule<'only-after'>): RuleBody {
  const speaksOf = compileContactFilter(rule.of);
  const matches = compileContactFilter(rule.after);
  const { withinDays } = rule;
  return {
    speaksOf,
    refuses({ contacts, clock, atMs }) {
      const earliest = withinDays === undefined ? -Infinity : clock.dayStart(clock.dayOf(atMs) - withinDays + 1);
      return !contacts.some((contact) => contact.atMs <= atMs && contact.atMs >= earliest && matches(contact));
    },
    untilMs: ({ contacts, atMs }) => contacts.find((contact) => contact.atMs > atMs && matches(contact))?.atMs,
  };
}

/** Needs a consent by name; the latest word of the customer counts, else the attribute of that name. */
export function compileConsent(rule: Rule<'consent'>): RuleBody {
  const name = rule.consent;
  return {
    speaksOf: compileContactFilter(rule.of),
    refuses: ({ subject: { consents, attributes } }) => (Object.hasOwn(consents, name) ? consents[name]!.given !== true : !(Object.hasOwn(attributes, name) && attributes[name] === true)),
    untilMs: never,
  };
}

/** Not to customers on a stop list. */
export function compileStopList(rule: Rule<'stop-list'>): RuleBody {
  return { speaksOf: compileContactFilter(rule.of), refuses: ({ subject }) => subject.stopLists.includes(rule.list), untilMs: never };
}

/** Not while a flag stands. */
export function compileSuppress(rule: Rule<'suppress'>): RuleBody {
  return { speaksOf: compileContactFilter(rule.of), refuses: ({ subject }) => Object.hasOwn(subject.flags, rule.flag), untilMs: never };
}
