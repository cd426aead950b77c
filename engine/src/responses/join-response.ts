import type { LoggedContact } from '../live-customer/live-customer.js';

/** What a response says of the contact that it answers. */
export interface ResponseClues {
  atMs: number;
  decisionId?: string | undefined;
  campaignId?: string | undefined;
  actionId?: string | undefined;
  channel?: string | undefined;
}

/** The contact that a response is joined to, and by which rule. */
export interface JoinedContact {
  contact: LoggedContact;
  rule: 'decision' | 'latest';
}

/**
 * The contact that a response answers: the decision's own where the response names one, else the latest contact at or before the
 * response that fits its campaign, action and channel. Contacts after the response, or longer before it than the window, are none.
 */
export function joinResponse(contacts: readonly LoggedContact[], { atMs, decisionId, campaignId, actionId, channel }: ResponseClues, windowMs: number): JoinedContact | undefined {
  const inWindow = (contact: LoggedContact): boolean => contact.atMs <= atMs && contact.atMs >= atMs - windowMs;
  if (decisionId !== undefined) {
    const offered = contacts.filter(({ id }) => id === decisionId);
    // One decision may have made several offers.
    const contact = offered.find((one) => one.actionId === actionId) ?? offered[0];
    return contact && inWindow(contact) ? { contact, rule: 'decision' } : undefined;
  }
  let latest: LoggedContact | undefined;
  for (const contact of contacts) {
    if (!inWindow(contact)) continue;
    if ((campaignId !== undefined && contact.campaignId !== campaignId) || (actionId !== undefined && contact.actionId !== actionId) || (channel !== undefined && contact.channel !== channel)) continue;
    if (!latest || contact.atMs >= latest.atMs) latest = contact;
  }
  return latest && { contact: latest, rule: 'latest' };
}
