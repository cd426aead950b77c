import { purposeOf } from '@arbiter/contracts/catalogue';
import type { AccountTake } from '../contact-policy/ledger.js';
import { takesOf } from '../contact-policy/ledger.js';
import { customerIn, isTaken, weekAt } from './customer-in-campaign.js';
import type { Candidate } from './decide.js';
import type { CampaignCustomer, LaunchedCampaign } from './launched-campaign.js';
import type { CustomerState } from '../live-customer/live-customer.js';

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

/** The customer's state after a payment or conversion; the latest instant counts. */
export function stateAfterConversion(state: CustomerState, campaignId: string | undefined, atMs: number): CustomerState {
  const key = campaignId ?? '*';
  return { ...state, converted: { ...state.converted, [key]: Math.max(atMs, state.converted[key] ?? atMs) } };
}

/** What the plan had set aside for a customer and does not want any more once the plan is ended: planned actions of this week and later that were not taken. */
export function releasedByConversion(campaign: LaunchedCampaign, customer: CampaignCustomer, state: CustomerState, atMs: number): AccountTake[] {
  if (customer.arm === 'control') return [];
  const now = customerIn(campaign, customer, state);
  const week = weekAt(campaign, atMs);
  return customer.planned.flatMap((planned) => {
    const action = campaign.actions.get(planned.actionId);
    if (!action || planned.week < week || isTaken(planned, now)) return [];
    return takesOf(campaign.accounts, { ...action, costMinor: Math.floor(planned.costMinor) }, customer.attributes, planned.week);
  });
}
