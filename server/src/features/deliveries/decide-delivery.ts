import { givenUpByPerson, type Delivery } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { deliveryTimerId, deliveryTimerKind, type DeliveryOrder } from './delivery-order.js';
import { newDelivery, shownDelivery, withStatus, type DeliveryState } from './delivery-state.js';
import { findDelivery } from './find-delivery.js';
import { channelsOf } from './list-deliveries.js';
import { forgetKind, recordDelivery } from './record-delivery.js';

type Stores = Pick<Container, 'hotState' | 'analytics' | 'repository' | 'now' | 'log'>;
const mostWaiting = 100_000;
const mostAttempts = 20;

/**
 * A person decides about a delivery that stopped: it is sent once more, or given up. What was sent, or is being sent, is left alone.
 * @throws ProblemError not-found, wrong-state, gone where what the message was made of is not kept any more
 */
export async function decideDelivery(stores: Stores, deliveryId: string, what: 'retry' | 'give-up'): Promise<Delivery> {
  const { hotState, now } = stores;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const found = (await findDelivery(stores, deliveryId)) ?? (await findWaiting(stores, deliveryId));
    if (!found) throw new ProblemError('not-found', `There is no delivery "${deliveryId}": list them with GET /v1/deliveries`);
    const { state, text } = found;
    const { status, order } = state;
    const nowMs = now().getTime();
    const id = deliveryTimerId(order.channel, deliveryId);
    if (what === 'give-up') {
      if (status !== 'waiting' && status !== 'unknown') throw new ProblemError('wrong-state', `The delivery "${deliveryId}" is ${status}: only waiting and unknown ones can be given up`);
      const next = withStatus(state, status === 'waiting' && !state.doubtful ? 'cancelled' : 'failed', nowMs, givenUpByPerson);
      if (await recordDelivery(hotState, next, { before: text, nowMs, dropTimers: [id] })) return shownDelivery(next);
      continue;
    }
    if (status !== 'unknown' && status !== 'failed' && status !== 'expired') throw new ProblemError('wrong-state', `The delivery "${deliveryId}" is ${status}: only unknown, failed and expired ones can be sent again`);
    if (text === undefined) throw new ProblemError('gone', `What the delivery "${deliveryId}" was made of is not kept any more: it stopped more than three days ago. Decide anew`);
    // Its time runs from now on: whoever sends it again wants it sent.
    const again = { ...order, contactMs: Math.max(order.contactMs, nowMs) };
    const next = { ...withStatus({ ...state, order: again }, 'waiting', nowMs, 'Sent again by a person', { attempts: 0 }), doubtful: false };
    if (await recordDelivery(hotState, next, { before: text, nowMs, timers: [{ id, dueMs: nowMs, payload: JSON.stringify(again) }], dropTimers: [`${forgetKind}:${deliveryId}`] })) return shownDelivery(next, nowMs);
  }
  throw new ProblemError('overloaded', 'The delivery changes too fast; try again in a second', { retryAfterSeconds: 1 });
}

/** A delivery that nothing was done about yet is a timer and no more. */
async function findWaiting(stores: Stores, deliveryId: string): Promise<{ state: DeliveryState; text: undefined } | undefined> {
  for (const channel of await channelsOf(stores)) {
    const id = deliveryTimerId(channel, deliveryId);
    const timer = (await stores.hotState.dueTimers(deliveryTimerKind(channel), Number.MAX_SAFE_INTEGER, mostWaiting)).find((one) => one.id === id);
    if (!timer) continue;
    const order = JSON.parse(timer.payload) as DeliveryOrder;
    return { state: newDelivery(order, order.decidedMs), text: undefined };
  }
  return undefined;
}
