import type { LoggedContact } from '../../live-customer/live-customer.js';
import type { WorkCalendar } from '../work-calendar.js';
import type { PolicyOffer, PolicySubject } from '../policy-offer.js';
import type { ZoneClock } from '../zone-clock.js';

/** All that a rule is asked about. */
export interface RuleCase {
  offer: PolicyOffer;
  subject: PolicySubject;
  atMs: number;
  /** Of the customer's zone. */
  clock: ZoneClock;
  calendar: WorkCalendar;
  /** Oldest first. Those later than `atMs` are promised for their time. */
  contacts: readonly LoggedContact[];
}

/** What one rule says of an offer that it speaks of. */
export interface RuleBody {
  /** Whether the rule speaks of such offers at all. */
  speaksOf(offer: PolicyOffer): boolean;
  refuses(asked: RuleCase): boolean;
  /** The earliest instant after `atMs` at which the rule does not refuse, undefined where there is none as things stand. Asked only when it refuses. */
  untilMs(asked: RuleCase): number | undefined;
  /** How many contacts count now. Caps only. */
  count?(asked: RuleCase): number;
}

export const never = (): undefined => undefined;
