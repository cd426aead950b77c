import { purposeOf, type Action, type ContactPolicyDocument } from '@arbiter/contracts';
import { emptyState, isEndedByConversion, type CustomerProfile, type CustomerState } from '@arbiter/engine';
import { compilePolicies, subjectOf, type PolicyOffer, type PolicySet } from '@arbiter/engine/policy/index';
import { compiledOnce, type Configuration } from '../configuration/api.js';
import type { DeliveryOrder } from './delivery-order.js';

/** What is known at the moment of sending. */
export interface SendingFacts {
  nowMs: number;
  expiresMs: number;
  action: Action | undefined;
  /** Undefined where the delivery belongs to no campaign, or the campaign is not there any more. */
  campaign: { state: string; launchedMs: number } | undefined;
  profile: CustomerProfile | undefined;
  state: CustomerState | undefined;
  configuration: Configuration;
  /** The customer comes and fetches it: hours do not apply, and waiting makes it no contact of another time. */
  inbound: boolean;
}

export type SendingVerdict = { may: 'send' } | { may: 'wait'; untilMs: number; why: string } | { may: 'never'; status: 'cancelled' | 'expired'; why: string };

const standing: ReadonlySet<string> = new Set<ContactPolicyDocument['rules'][number]['kind']>(['hours', 'consent', 'stop-list', 'suppress']);
const lookAgainMs = 60_000;
/** A message this much later than it was meant to go counts among other contacts of another time. */
const lateMs = 3_600_000;

const policies = compiledOnce((configuration: Configuration): { whole: PolicySet; ofTheMoment: PolicySet } => {
  const entries = configuration.of('contact-policies').map(({ id, document }) => ({ id, document }));
  // Tests of a policy speak of rules that are left out here, which would make it unreadable.
  const ofTheMoment = entries.map(({ id, document: { tests: _, ...document } }) => ({ id, document: { ...document, rules: document.rules.filter(({ kind }) => standing.has(kind)) } }));
  return { whole: compilePolicies(entries), ofTheMoment: compilePolicies(ofTheMoment) };
});

/**
 * Whether a message may go now. The decision held contact policy for the moment it was made for; what may have changed since is looked at
 * once more: consents, stop lists, flags, hours, conversion, the campaign's life. A message that is late by an hour or more is held
 * against the whole policy, its own contact left out, because caps and gaps of that later time were not looked at.
 */
export function checkSending(order: DeliveryOrder, { nowMs, expiresMs, action, campaign, profile, state, configuration, inbound }: SendingFacts): SendingVerdict {
  if (nowMs >= expiresMs) return { may: 'never', status: 'expired', why: `Not sent by ${new Date(expiresMs).toISOString()}` };
  if (!action) return { may: 'never', status: 'cancelled', why: `The action ${order.actionId} is not in the catalogue any more` };
  const wait = (untilMs: number, why: string): SendingVerdict => ({ may: 'wait', untilMs: Math.min(untilMs, expiresMs), why });
  if (order.campaignId !== null) {
    if (!campaign || campaign.state === 'finished') return { may: 'never', status: 'cancelled', why: 'The campaign is finished' };
    if (campaign.state === 'paused') return wait(nowMs + lookAgainMs, 'The campaign is paused');
  }
  if (isConvertedSince(order, campaign, state)) return { may: 'never', status: 'cancelled', why: 'The customer converted meanwhile' };
  if (!profile) return wait(nowMs + lookAgainMs, 'No profile of the customer is loaded');
  const offer: PolicyOffer = { actionId: order.actionId, channel: order.channel, stage: action.stage, purpose: purposeOf(action), tags: action.tags ?? [], campaignId: order.campaignId, inbound };
  const subject = subjectOf(profile, state ?? emptyState);
  const { whole, ofTheMoment } = policies(configuration);
  const late = !inbound && nowMs - order.contactMs >= lateMs;
  const against = (late ? whole : ofTheMoment).refusal(offer, late ? { ...subject, contacts: subject.contacts.filter(({ id }) => id !== order.deliveryId) } : subject, nowMs);
  if (!against) return { may: 'send' };
  const why = [against.policyId, against.ruleId, against.reason].filter(Boolean).join(' / ');
  return against.untilMs === undefined ? { may: 'never', status: 'cancelled', why } : wait(Math.max(against.untilMs, nowMs + 1), why);
}

/** A conversion ends what a campaign still had to say, and what was decided before it for the same placement or action. */
function isConvertedSince({ campaignId, placement, actionId, decidedMs }: DeliveryOrder, campaign: SendingFacts['campaign'], state: CustomerState | undefined): boolean {
  if (!state) return false;
  if (isEndedByConversion(state, { placement, actionId }, decidedMs) || (state.converted['*'] ?? Number.NEGATIVE_INFINITY) >= decidedMs) return true;
  return campaignId !== null && isEndedByConversion(state, { campaignId }, Math.min(campaign?.launchedMs ?? decidedMs, decidedMs));
}
