import type { Decision } from '@arbiter/contracts';
import type { Timer } from '../../ports/hot-state.js';
import type { Configuration } from '../configuration/api.js';

/** What a message is made of, as its decision knew it. The payload of a timer of a delivery, JSON. */
export interface DeliveryOrder {
  /** The decision's identifier: one decision is one message. */
  deliveryId: string;
  customerId: string;
  campaignId: string | null;
  /** Where it was decided; absent in orders that were read back from the analytical store. */
  placement?: string;
  channel: string;
  actionId: string;
  stage: string;
  costMinor: number;
  /** When it was decided, epoch milliseconds. */
  decidedMs: number;
  /** When the contact is to be made. */
  contactMs: number;
  validUntilMs: number | null;
  terms: Record<string, unknown>;
  context: Record<string, unknown>;
}

/** Each channel is a kind of timers of its own, so that a slow one holds up no other. */
export const deliveryTimerKind = (channel: string): string => `delivery.${channel}`;
export const deliveryTimerId = (channel: string, deliveryId: string): string => `${deliveryTimerKind(channel)}:${deliveryId}`;

/**
 * The timer that is set in a decision's own commit, so that what was decided is sent whatever is killed afterwards. Undefined where nothing
 * is to be sent: no action, a placement where the customer is there already (or no placement: the caller makes the contact), a channel
 * without a way of delivery.
 * @param more cost of the contact, and what of the request's context messages may show
 */
export function deliveryTimer(configuration: Pick<Configuration, 'find'>, decision: Decision, more: { costMinor: number; context?: Readonly<Record<string, unknown>> | undefined }): Timer | undefined {
  const { action, decisionId, customerId, campaignId, placement } = decision;
  if (!action || placement === undefined) return undefined;
  const place = configuration.find('placements', placement)?.document;
  if (!place || place.inbound || !configuration.find('delivery-ways', action.channel)) return undefined;
  const decidedMs = Date.parse(decision.at);
  const contactMs = Math.max(decidedMs, action.at === undefined ? decidedMs : Date.parse(action.at));
  const order: DeliveryOrder = {
    deliveryId: decisionId, customerId, campaignId, placement, channel: action.channel, actionId: action.id, stage: action.stage, costMinor: Math.round(more.costMinor),
    decidedMs, contactMs, validUntilMs: action.validUntil === undefined ? null : Date.parse(action.validUntil),
    terms: Object.fromEntries((action.terms ?? []).map(({ name, value }) => [name, value])),
    context: { ...more.context, ...action.context },
  };
  return { id: deliveryTimerId(action.channel, decisionId), dueMs: contactMs, payload: JSON.stringify(order) };
}
