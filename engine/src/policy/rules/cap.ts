import type { PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import { compileContactFilter, type ContactMatcher } from '../contact-filter.js';
import { dayMs, hourMs } from '../zone-clock.js';
import type { RuleBody, RuleCase } from './rule-body.js';

type Cap = Extract<PolicyRule, { kind: 'cap' }>;

/**
 * At most so many contacts in a window; a contact counts, and an offer is refused, where it matches `of`. Contacts promised for later count too.
 * `day`, `week` (from Monday) and `month` are those of the customer's calendar that the instant falls into. Sliding windows are half-open:
 * with a window of 24 hours a contact counts for 24 hours and no longer, so the next one may be made exactly 24 hours later; no 24 hours
 * ever hold more than `atMost`.
 */
export function compileCap(rule: Cap): RuleBody {
  const matches = compileContactFilter(rule.of);
  if (rule.per === 'sliding-hours' || rule.per === 'sliding-days') return slidingCap(rule.atMost, matches, rule.length! * (rule.per === 'sliding-hours' ? hourMs : dayMs));
  return calendarCap(rule.atMost, matches, rule.per);
}

function calendarCap(atMost: number, matches: ContactMatcher, per: 'day' | 'week' | 'month'): RuleBody {
  const countAt = ({ contacts, clock }: RuleCase, atMs: number, enough: number): number => {
    const [fromMs, toMs] = clock.periodsAt(atMs)[per];
    let count = 0;
    for (let index = contacts.length - 1; index >= 0; index -= 1) {
      const contact = contacts[index]!;
      if (contact.atMs < fromMs) break;
      if (contact.atMs < toMs && matches(contact) && ++count >= enough) break;
    }
    return count;
  };
  return {
    speaksOf: matches,
    refuses: (asked) => atMost === 0 || countAt(asked, asked.atMs, atMost) >= atMost,
    untilMs(asked) {
      if (atMost === 0) return undefined;
      let at = asked.atMs;
      // Ends: contacts that are promised for later fill a finite number of windows.
      do at = asked.clock.periodsAt(at)[per][1];
      while (countAt(asked, at, atMost) >= atMost);
      return at;
    },
    count: (asked) => countAt(asked, asked.atMs, Infinity),
  };
}

function slidingCap(atMost: number, matches: ContactMatcher, lengthMs: number): RuleBody {
  /** Of all windows that hold the instant, is one full already? */
  const fullAt = (times: readonly number[], atMs: number): boolean => {
    for (let first = 0; first + atMost <= times.length; first += 1) {
      const from = Math.min(times[first]!, atMs);
      const to = Math.max(times[first + atMost - 1]!, atMs);
      if (to - from < lengthMs) return true;
    }
    return false;
  };
  const timesFrom = (asked: RuleCase, fromMs: number): number[] => asked.contacts.flatMap((contact) => (contact.atMs > fromMs && matches(contact) ? [contact.atMs] : []));
  const countBack = ({ contacts, atMs }: RuleCase, enough: number): number => {
    const after = atMs - lengthMs;
    let count = 0;
    for (let index = contacts.length - 1; index >= 0; index -= 1) {
      const contact = contacts[index]!;
      if (contact.atMs <= after) break;
      if (contact.atMs <= atMs && matches(contact) && ++count >= enough) break;
    }
    return count;
  };
  return {
    speaksOf: matches,
    refuses(asked) {
      if (atMost === 0) return true;
      const { contacts, atMs } = asked;
      if (contacts.length < atMost) return false;
      // Nothing is promised for later, which is how it mostly is: the fullest window is the one that ends now.
      if (contacts.at(-1)!.atMs <= atMs) return countBack(asked, atMost) >= atMost;
      return fullAt(timesFrom(asked, atMs - lengthMs), atMs);
    },
    untilMs(asked) {
      if (atMost === 0) return undefined;
      const times = timesFrom(asked, asked.atMs - lengthMs);
      // A window that was full is so no longer only when its first contact leaves it.
      for (const time of times) if (time + lengthMs > asked.atMs && !fullAt(times, time + lengthMs)) return time + lengthMs;
      return undefined;
    },
    count: (asked) => countBack(asked, Infinity),
  };
}
