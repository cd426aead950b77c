import type { Purpose, Stage } from '@arbiter/contracts/catalogue';
import type { ReasonCode } from '@arbiter/contracts/decision';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import { contactsOf, refusedChannelsOf, type CustomerProfile, type CustomerState, type LoggedContact } from '../live-customer/live-customer.js';

/** A contact that is thought of. */
export interface PolicyOffer {
  actionId: string;
  channel: string;
  stage: Stage | '';
  purpose: Purpose;
  tags: readonly string[];
  campaignId: string | null;
  /** The customer came by themselves and is there now: contact hours do not apply. All else does. */
  inbound?: boolean;
}

/** What contact policy knows of a customer. */
export interface PolicySubject {
  attributes: CustomerAttributes;
  /** IANA; where it is null or no zone, the policy's own zone is taken. */
  timeZone: string | null;
  /** General consent to be contacted. */
  consent: boolean;
  refusedChannels: readonly string[];
  /** Consents by name. For one that is not here the customer's attribute of that name counts. */
  consents: Readonly<Record<string, { given: boolean; atMs: number }>>;
  stopLists: readonly string[];
  /** Flags that stand: when each was raised. */
  flags: Readonly<Record<string, number>>;
  /** Contacts made, and those that are promised for a later time, oldest first. */
  contacts: readonly LoggedContact[];
}

/** Why an offer may not be made at an instant. */
export interface PolicyRefusal {
  /** Left out for what holds without any policy: general consent, refused channels. */
  policyId?: string;
  ruleId: string;
  reason: ReasonCode;
  /** The earliest later instant at which this rule allows it, as things stand; left out where it never will. */
  untilMs?: number;
}

/** Rules that hold without being written, before all others. */
export const generalConsentRule = 'general-consent';
export const refusedChannelRule = 'refused-channel';

/** Name among `consents` by which events and people give or withdraw the general consent; the profile's counts where it is absent. */
export const generalConsentName = 'consent';

/** A customer as the hot state has them. Nobody has consented for a customer of whom nothing was loaded. */
export function subjectOf(profile: CustomerProfile | undefined, state: CustomerState): PolicySubject {
  const general = Object.hasOwn(state.consents, generalConsentName) ? state.consents[generalConsentName] : undefined;
  return {
    attributes: profile?.attributes ?? {},
    timeZone: profile?.timeZone ?? null,
    consent: general?.given ?? profile?.consent ?? false,
    refusedChannels: refusedChannelsOf(profile, state),
    consents: state.consents,
    stopLists: state.stopLists,
    flags: state.flags,
    contacts: contactsOf(profile, state),
  };
}

/**
 * General consent and refused channels. Transactional messages (receipts, codes, notices of a contract) need no general consent,
 * since they carry out what the customer asked for; a channel that the customer refused is refused to them too.
 */
export function generalRefusal(offer: PolicyOffer, subject: PolicySubject): PolicyRefusal | undefined {
  if (!subject.consent && offer.purpose !== 'transactional') return { ruleId: generalConsentRule, reason: 'NO_CONSENT' };
  if (subject.refusedChannels.includes(offer.channel)) return { ruleId: refusedChannelRule, reason: 'CHANNEL_REFUSED' };
  return undefined;
}
