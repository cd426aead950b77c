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
  /** Where the decision was asked for; left out where it was not, or is not known. */
  placement?: string;
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

/** A response as the customer's state remembers it: for joins, promises and corrections. */
export interface LoggedResponse {
  id: string;
  kind: string;
  atMs: number;
  /** The day in the customer's zone, YYYY-MM-DD. */
  day: string;
  amountMinor: number;
  /** What it ended: keys of `converted`. */
  ended: readonly string[];
  /** The response that replaced it; what is remembered is the replacement. */
  correctedBy?: string;
  /** A payment that a file brought; it has a day and no time. */
  imported?: true;
}

export type PromiseState = 'open' | 'kept' | 'partial' | 'broken' | 'withdrawn';

/** A promise to pay, as it stands. */
export interface PromiseToPay {
  /** Identifier of the response that brought it. */
  id: string;
  amountMinor: number;
  madeAtMs: number;
  /** The day it was made, in the customer's zone. */
  madeOn: string;
  dueOn: string;
  /** The last day on which a payment counts: the due day and the days of grace. */
  lastOn: string;
  /** The end of that day. */
  checkAtMs: number;
  state: PromiseState;
  paidMinor: number;
  /** Grows with each change. */
  number: number;
  campaignId: string | null;
  decisionId: string | null;
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
  /** Promises to pay, oldest first; those that are over stay for a while, since payments were counted for them. */
  promises: readonly PromiseToPay[];
  /** Responses of late, by the time of what they tell. */
  responses: readonly LoggedResponse[];
}

export const emptyState: CustomerState = { last: [], contacts: {}, converted: {}, log: [], flags: {}, consents: {}, stopLists: [], pointsChange: 0, holds: [], promises: [], responses: [] };

/** Name of the consent to one channel among `consents`; it overrules the channels that the profile says are refused. */
export const channelConsent = (channel: string): string => `channel:${channel}`;

/** Channels that the customer does not want: those of the profile, as far as nothing newer was said, and those refused since. */
export function refusedChannelsOf(profile: Pick<CustomerProfile, 'refusedChannels'> | undefined, state: Pick<CustomerState, 'consents'>): readonly string[] {
  const loaded = profile?.refusedChannels ?? [];
  const said = Object.entries(state.consents).filter(([name]) => name.startsWith('channel:'));
  if (said.length === 0) return loaded;
  const refused = new Set(loaded);
  for (const [name, { given }] of said) {
    const channel = name.slice('channel:'.length);
    if (given) refused.delete(channel);
    else refused.add(channel);
  }
  return [...refused];
}

/** What a sequence is: everything of a campaign, and what a placement or an action had set going. */
export interface SequenceOf {
  campaignId?: string | null | undefined;
  placement?: string | undefined;
  actionId?: string | undefined;
}

/** Whether a conversion has ended what was set going at an instant: nothing further of it is to reach the customer. */
export function isEndedByConversion(state: Pick<CustomerState, 'converted'>, { campaignId, placement, actionId }: SequenceOf, begunAtMs: number): boolean {
  const keys = [...(campaignId ? [campaignId, '*'] : []), ...(placement === undefined ? [] : [`placement:${placement}`]), ...(actionId === undefined ? [] : [`action:${actionId}`])];
  return keys.some((key) => Object.hasOwn(state.converted, key) && state.converted[key]! >= begunAtMs);
}

/** How far back contacts are remembered. */
export const contactMemoryMs = 400 * 86_400_000;

/** All contacts that are known of a customer, each once, oldest first. */
export function contactsOf(profile: Pick<CustomerProfile, 'contacts'> | undefined, state: Pick<CustomerState, 'log'>): readonly LoggedContact[] {
  if (!profile || profile.contacts.length === 0) return state.log;
  if (state.log.length === 0) return profile.contacts;
  const known = new Set(state.log.map(({ id }) => id));
  return [...profile.contacts.filter(({ id }) => !known.has(id)), ...state.log].sort((one, other) => one.atMs - other.atMs);
}
