import type { Purpose, Stage } from '@arbiter/contracts/catalogue';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import type { CampaignContact } from '../decide/launched-campaign.js';
import type { PastContact } from '../contact-policy/contact-policy.js';

/** A contact as the customer's log keeps it, whatever campaign, placement or file it came from. */
export interface LoggedContact {
  /** The decision's identifier, or the contact's own. The same one known from two places is one contact. */
  id: string;
  atMs: number;
  actionId: string;
  channel: string;
  stage: Stage | '';
  purpose: Purpose;
  tags: readonly string[];
  campaignId: string | null;
}

/** An offer that stands, with what was set aside for it. It ends by a response or with its time. */
export interface OfferHold {
  decisionId: string;
  actionId: string;
  campaignId: string | null;
  untilMs: number;
  /** Loyalty points of the customer. */
  points: number;
  /** What it took from counters of the hot state, to be given back when nothing comes of it. */
  takes: readonly { key: string; by: number }[];
}

/** A customer as loaded from the analytical store: replaced as a whole by each load. */
export interface CustomerProfile {
  attributes: CustomerAttributes;
  /** IANA; null where it is not known. */
  timeZone: string | null;
  /** General consent to be contacted. */
  consent: boolean;
  refusedChannels: readonly string[];
  /** Contacts of the last 400 days as the analytical store had them. */
  contacts: readonly LoggedContact[];
  /** Balance of loyalty points. */
  points: number;
}

/** What decisions, responses and events have changed of a customer. All of it changes in one atomic step. */
export interface CustomerState {
  /** Latest contact of each action, channel and stage. */
  last: readonly PastContact[];
  /** Contacts by campaign. */
  contacts: Readonly<Record<string, readonly CampaignContact[]>>;
  /** When a payment or conversion ended the plan, by campaign; `*` for all of them. */
  converted: Readonly<Record<string, number>>;
  /** Contacts of the last 400 days, oldest first. */
  log: readonly LoggedContact[];
  /** Flags that stand (an open complaint, hardship): when each was raised. */
  flags: Readonly<Record<string, number>>;
  /** Consents given or withdrawn by name, with the instant; the latest counts. */
  consents: Readonly<Record<string, { given: boolean; atMs: number }>>;
  stopLists: readonly string[];
  /** Points earned and spent since the load, as a sum of changes by their identifiers. */
  pointsChange: number;
  holds: readonly OfferHold[];
}

export const emptyState: CustomerState = { last: [], contacts: {}, converted: {}, log: [], flags: {}, consents: {}, stopLists: [], pointsChange: 0, holds: [] };

/** How far back contacts are remembered. */
export const contactMemoryMs = 400 * 86_400_000;

/** All contacts that are known of a customer, each once, oldest first. */
export function contactsOf(profile: Pick<CustomerProfile, 'contacts'> | undefined, state: Pick<CustomerState, 'log'>): readonly LoggedContact[] {
  if (!profile || profile.contacts.length === 0) return state.log;
  if (state.log.length === 0) return profile.contacts;
  const known = new Set(state.log.map(({ id }) => id));
  return [...profile.contacts.filter(({ id }) => !known.has(id)), ...state.log].sort((one, other) => one.atMs - other.atMs);
}
