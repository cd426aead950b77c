import { purposeOf, type Action } from '@arbiter/contracts/catalogue';
import type { AccountTake } from '../contact-policy/ledger.js';
import { takesOf } from '../contact-policy/ledger.js';
import { customerIn, isTaken, weekAt } from './customer-in-campaign.js';
import type { Candidate } from './decide.js';
import type { CampaignCustomer, LaunchedCampaign, PlannedAction } from './launched-campaign.js';
import type { CustomerState, LoggedContact } from '../live-customer/live-customer.js';
import type { ReadyOffer } from './offer.js';

/** The customer's state after a contact was taken. */
export function stateAfterContact(state: CustomerState, { campaign, action }: Pick<Candidate, 'campaign' | 'action'>, contactId: string, atMs: number): CustomerState {
  const same = (contact: CustomerState['last'][number]): boolean => contact.actionId === action.id && contact.channel === action.channel && contact.stage === action.stage;
  const before = state.last.find(same);
  return {
    ...state,
    last: [...state.last.filter((contact) => !same(contact)), { actionId: action.id, channel: action.channel, stage: action.stage, atMs: Math.max(atMs, before?.atMs ?? atMs) }],
    log: [...state.log, { id: contactId, atMs, actionId: action.id, channel: action.channel, stage: action.stage, purpose: purposeOf(action), tags: action.tags ?? [], campaignId: campaign.id }],
    contacts: { ...state.contacts, [campaign.id]: [...(state.contacts[campaign.id] ?? []), { id: contactId, actionId: action.id, atMs }] },
  };
}

/** The customer's state after an offer was taken: the contact at its instant, and what was set aside for the offer as long as it stands. */
export function stateAfterOffer(state: CustomerState, { offer, atMs, takes, points, validUntilMs }: ReadyOffer, decisionId: string, placement?: string): CustomerState {
  const { action, channel, campaign, seen } = offer;
  const same = (contact: CustomerState['last'][number]): boolean => contact.actionId === action.id && contact.channel === channel && contact.stage === action.stage;
  const before = state.last.find(same);
  return {
    ...state,
    last: [...state.last.filter((contact) => !same(contact)), { actionId: action.id, channel, stage: action.stage, atMs: Math.max(atMs, before?.atMs ?? atMs) }],
    log: withContact(state.log, { id: decisionId, atMs, actionId: action.id, channel, stage: action.stage, purpose: seen.purpose, tags: seen.tags, campaignId: seen.campaignId, ...(placement === undefined ? {} : { placement }) }),
    contacts: campaign ? { ...state.contacts, [campaign.id]: [...(state.contacts[campaign.id] ?? []), { id: decisionId, actionId: action.id, atMs }] } : state.contacts,
    holds: validUntilMs === undefined ? state.holds : [...state.holds, { decisionId, actionId: action.id, campaignId: seen.campaignId, untilMs: validUntilMs, points, takes: takes.filter(({ comesBack }) => comesBack).map(({ key, by }) => ({ key, by })) }],
  };
}

/** Contacts stay oldest first, also when one is put ahead. */
function withContact(log: CustomerState['log'], contact: LoggedContact): LoggedContact[] {
  let place = log.length;
  while (place > 0 && log[place - 1]!.atMs > contact.atMs) place -= 1;
  return [...log.slice(0, place), contact, ...log.slice(place)];
}

/** The customer's state after a payment or conversion; the latest instant counts. */
export function stateAfterConversion(state: CustomerState, campaignId: string | undefined, atMs: number): CustomerState {
  const key = campaignId ?? '*';
  return { ...state, converted: { ...state.converted, [key]: Math.max(atMs, state.converted[key] ?? atMs) } };
}

/** Planned actions of this week and later that were not made: a conversion ends them. */
export function plannedLeft(campaign: LaunchedCampaign, customer: CampaignCustomer, state: CustomerState, atMs: number): { planned: PlannedAction; action: Action }[] {
  if (customer.arm === 'control') return [];
  const now = customerIn(campaign, customer, state);
  const week = weekAt(campaign, atMs);
  return customer.planned.flatMap((planned) => {
    const action = campaign.actions.get(planned.actionId);
    return !action || planned.week < week || isTaken(planned, now) ? [] : [{ planned, action }];
  });
}

/** What the plan had set aside for a customer and does not want any more once the plan is ended: planned actions of this week and later that were not taken. */
export function releasedByConversion(campaign: LaunchedCampaign, customer: CampaignCustomer, state: CustomerState, atMs: number): AccountTake[] {
  return plannedLeft(campaign, customer, state, atMs).flatMap(({ planned, action }) => takesOf(campaign.accounts, { ...action, costMinor: Math.floor(planned.costMinor) }, customer.attributes, planned.week));
}
