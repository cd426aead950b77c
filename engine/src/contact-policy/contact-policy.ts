import type { ActionFilter, Constraint, CustomerFilter } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { ReasonCode } from '@arbiter/contracts/decision';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import { dayOf, weekOf } from './company-calendar.js';

/** What contact policy looks at of an action. */
export type PolicyAction = Pick<Action, 'id' | 'channel' | 'stage'>;

/** The last contact of one kind with a customer, whatever campaign it came from. */
export interface PastContact {
  actionId: string;
  channel: string;
  stage: string;
  atMs: number;
}

export interface PolicyCustomer {
  attributes: CustomerAttributes;
  consent: boolean;
  refusedChannels: readonly string[];
  /** At least the latest contact of each action, channel and stage. */
  history: readonly PastContact[];
  /** Weeks of the contacts made in this campaign, one element a contact. */
  contactWeeks: readonly number[];
}

/** A moment, in the campaign's own terms. */
export interface PolicyMoment {
  atMs: number;
  startsOnDay: number;
  /** Days and weeks are those of the company's zone. */
  timeZone: string;
}

/** Evaluates contact policy for one action: the first reason against it, or undefined when it may be made. */
export type ContactPolicy = (action: PolicyAction, customer: PolicyCustomer, moment: PolicyMoment) => ReasonCode | undefined;

const restricts = <T>(list: readonly T[] | undefined): list is readonly T[] => list !== undefined && list.length > 0;

/** Whether an action is one of those that a filter speaks of; an empty list restricts nothing. */
export function matchesActionFilter(filter: ActionFilter, action: { id: string; channel: string; stage: string }): boolean {
  return (
    (!restricts(filter.action) || filter.action.includes(action.id)) &&
    (!restricts(filter.channel) || filter.channel.includes(action.channel)) &&
    (!restricts(filter.stage) || (filter.stage as readonly string[]).includes(action.stage))
  );
}

/** Whether a customer is one of those that a filter speaks of; a missing attribute is no value. */
export function matchesCustomerFilter(filter: CustomerFilter | undefined, attributes: CustomerAttributes): boolean {
  if (!filter) return true;
  const value = attributes[filter.attribute];
  return typeof value === 'string' && value !== '' && filter.values.includes(value);
}

/** At most so many contacts in the campaign: the strictest row counts, and without one a customer gets a single action, as in the optimiser. */
export function mostContacts(constraints: readonly Constraint[]): number {
  const caps = constraints.flatMap((constraint) => (constraint.kind === 'contacts' ? [constraint.atMost] : []));
  return caps.length > 0 ? Math.min(...caps) : 1;
}

/**
 * Contact policy of a campaign: consent, refused channels, exclusions, exclusivity, gaps to earlier contacts, contacts in the campaign and one a week.
 * A gap of 14 days counts calendar days in the company's zone: contact on the 1st, refused up to the 14th, allowed from the 15th.
 * Capacity, budget and shares are no policy of one customer; the ledger keeps them.
 */
export function compileContactPolicy(constraints: readonly Constraint[]): ContactPolicy {
  const most = mostContacts(constraints);
  const exclusions = constraints.filter((constraint) => constraint.kind === 'exclusion');
  const exclusivities = constraints.filter((constraint) => constraint.kind === 'exclusivity');
  const gaps = constraints.filter((constraint) => constraint.kind === 'gap');
  return (action, customer, moment) => {
    if (!customer.consent) return 'NO_CONSENT';
    if (customer.refusedChannels.includes(action.channel)) return 'CHANNEL_REFUSED';
    for (const { forbid, for: whom } of exclusions) if (matchesActionFilter(forbid, action) && matchesCustomerFilter(whom, customer.attributes)) return 'EXCLUDED_FOR_SEGMENT';
    for (const { allowOnly, for: whom } of exclusivities) if (!matchesActionFilter(allowOnly, action) && matchesCustomerFilter(whom, customer.attributes)) return 'ONLY_OTHER_ACTIONS_FOR_SEGMENT';
    const today = dayOf(moment.atMs, moment.timeZone);
    for (const { of, after, days } of gaps) {
      if (!matchesActionFilter(of, action)) continue;
      let last = Number.NEGATIVE_INFINITY;
      for (const contact of customer.history) if (contact.atMs > last && matchesActionFilter(after, { id: contact.actionId, channel: contact.channel, stage: contact.stage })) last = contact.atMs;
      if (last === Number.NEGATIVE_INFINITY) return 'GAP_NO_HISTORY';
      if (today - dayOf(last, moment.timeZone) < days) return 'GAP_NOT_PASSED';
    }
    if (customer.contactWeeks.length >= most) return 'CONTACTS_EXHAUSTED';
    if (customer.contactWeeks.includes(weekOf(today, moment.startsOnDay))) return 'WEEK_CONTACT_TAKEN';
    return undefined;
  };
}
