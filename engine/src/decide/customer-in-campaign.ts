import type { PolicyCustomer } from '../contact-policy/contact-policy.js';
import { dayOf, weekOf } from '../contact-policy/company-calendar.js';
import type { CampaignContact, CampaignCustomer, LaunchedCampaign, PlannedAction } from './launched-campaign.js';
import type { CustomerState } from '../live-customer/live-customer.js';

/** A customer as one campaign sees it now: what was loaded at launch together with what happened since. */
export interface CustomerInCampaign extends PolicyCustomer {
  contacts: readonly CampaignContact[];
  planned: readonly PlannedAction[];
  /** A payment or conversion after the launch has ended the plan. */
  planEnded: boolean;
}

export function customerIn(campaign: LaunchedCampaign, customer: CampaignCustomer, state: CustomerState): CustomerInCampaign {
  const recent = state.contacts[campaign.id] ?? [];
  const known = new Set(recent.map((contact) => contact.id));
  const contacts = [...customer.contacts.filter((contact) => !known.has(contact.id)), ...recent];
  return {
    attributes: customer.attributes,
    consent: customer.consent,
    refusedChannels: customer.refusedChannels,
    history: state.last.length > 0 ? [...customer.history, ...state.last] : customer.history,
    contacts,
    contactWeeks: contacts.map((contact) => weekAt(campaign, contact.atMs)),
    planned: customer.planned,
    planEnded: isConverted(campaign, state),
  };
}

/** A payment or conversion counts for plans that had been launched, or begun, by then. */
export function isConverted(campaign: LaunchedCampaign, state: CustomerState): boolean {
  const at = Math.max(state.converted[campaign.id] ?? Number.NEGATIVE_INFINITY, state.converted['*'] ?? Number.NEGATIVE_INFINITY);
  return at >= Math.min(campaign.launchedAtMs, campaign.startsOnDay * 86_400_000);
}

/** Zero-based week of the campaign at an instant, negative before it. */
export const weekAt = (campaign: LaunchedCampaign, atMs: number): number => weekOf(dayOf(atMs, campaign.timeZone), campaign.startsOnDay);

/** Whether a planned action was carried out: the same action in its week. */
export function isTaken(planned: PlannedAction, customer: CustomerInCampaign): boolean {
  return customer.contacts.some((contact, index) => contact.actionId === planned.actionId && customer.contactWeeks[index] === planned.week);
}
