import type { InboxOffer } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { DeliveryDocument } from '@arbiter/contracts';
import { deliveryTimerId } from './delivery-order.js';
import { deliveryKeys, ended, readDelivery, withStatus, type DeliveryState } from './delivery-state.js';
import { entryOf, recordDelivery, writesOf } from './record-delivery.js';
import { messageOf } from './send-message.js';
import type { DueDelivery } from './sending-facts.js';

type Stores = Pick<Container, 'hotState' | 'now'>;

const mostOffers = 100;
const mostAttempts = 50;
const waitsHere = 'It waits in the inbox';

export const readInbox = (text: string | undefined): InboxOffer[] => (text === undefined ? [] : (JSON.parse(text) as InboxOffer[]));
const printInbox = (offers: readonly InboxOffer[]): string | undefined => (offers.length === 0 ? undefined : JSON.stringify(offers));

/** Puts an offer where the customer's places fetch it, until it ends. */
export async function placeInInbox({ hotState, now }: Stores, due: DueDelivery, document: DeliveryDocument): Promise<void> {
  const { timer, text, state, expiresMs } = due;
  const { order } = state;
  const key = deliveryKeys.inbox(order.customerId);
  const made = messageOf(due, document.way);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const nowMs = now().getTime();
    const [before] = await hotState.getMany([key]);
    const offers = readInbox(before).filter(({ validUntil, deliveryId }) => deliveryId !== order.deliveryId && (validUntil === null || Date.parse(validUntil) > nowMs));
    const why = made.ok ? (offers.length >= mostOffers ? `The inbox of the customer holds ${mostOffers} offers already` : undefined) : made.why;
    if (why !== undefined || !made.ok) {
      await recordDelivery(hotState, ended(state, 'failed', nowMs, why ?? ''), { before: text, nowMs, endTimers: [timer] });
      return;
    }
    const { subject, body, terms, context } = made.message;
    const offer: InboxOffer = { deliveryId: order.deliveryId, actionId: order.actionId, channel: order.channel, status: 'waiting', at: new Date(order.contactMs).toISOString(), validUntil: new Date(expiresMs).toISOString(), ...(subject === undefined ? {} : { subject }), ...(body === '' ? {} : { body }), terms, context };
    const next = withStatus(state, 'waiting', nowMs, waitsHere, { attempts: state.attempts + 1 });
    const { puts } = writesOf(next, nowMs);
    const result = await hotState.commit({
      expect: [{ key: deliveryKeys.state(order.deliveryId), value: text }, { key, value: before }],
      puts: [...puts, { key, value: printInbox([...offers, offer]) }],
      endTimers: [timer],
      timers: [{ ...timer, dueMs: expiresMs }],
      entry: entryOf([next]),
    });
    if (result.ok) return;
    const [stands] = await hotState.getMany([deliveryKeys.state(order.deliveryId)]);
    if (stands !== text) return;
  }
}

/** Ends an offer of the inbox, or marks it as shown, in the same step as the delivery's status. False where somebody was quicker. */
export async function recordInInbox({ hotState, now }: Stores, next: DeliveryState, before: string | undefined): Promise<boolean> {
  const { order, status } = next;
  const key = deliveryKeys.inbox(order.customerId);
  const [text] = await hotState.getMany([key]);
  const nowMs = now().getTime();
  const stays = status === 'opened' || status === 'delivered' || status === 'sent';
  const offers = readInbox(text).flatMap((offer) => (offer.deliveryId !== order.deliveryId ? [offer] : stays ? [{ ...offer, status }] : []));
  const { puts, timers } = writesOf(next, nowMs);
  const result = await hotState.commit({
    expect: [{ key: deliveryKeys.state(order.deliveryId), value: before }, { key, value: text }],
    puts: [...puts, { key, value: printInbox(offers) }],
    timers,
    ...(stays ? {} : { dropTimers: [deliveryTimerId(order.channel, order.deliveryId)] }),
    entry: entryOf([next]),
  });
  return result.ok;
}

/** What is over leaves the inbox with its timer. */
export async function removeFromInbox({ hotState }: Stores, { timer, state }: DueDelivery): Promise<void> {
  const key = deliveryKeys.inbox(state.order.customerId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    const offers = readInbox(text).filter(({ deliveryId }) => deliveryId !== state.order.deliveryId);
    const result = await hotState.commit({ expect: [{ key, value: text }], puts: [{ key, value: printInbox(offers) }], endTimers: [timer] });
    if (result.ok) return;
    const [stands] = await hotState.getMany([key]);
    if (stands === text) return;
  }
}

/** Offers that wait for a customer and still stand, the newest first. */
export async function offersOf({ hotState, now }: Stores, customerId: string): Promise<{ offers: InboxOffer[]; states: Map<string, DeliveryState> }> {
  const [text] = await hotState.getMany([deliveryKeys.inbox(customerId)]);
  const nowMs = now().getTime();
  const offers = readInbox(text).filter(({ validUntil }) => validUntil === null || Date.parse(validUntil) > nowMs);
  const texts = await hotState.getMany(offers.map(({ deliveryId }) => deliveryKeys.state(deliveryId)));
  const states = new Map(texts.flatMap((one) => readDelivery(one) ?? []).map((state) => [state.order.deliveryId, state]));
  return { offers: offers.sort((one, other) => Date.parse(other.at) - Date.parse(one.at)), states };
}
