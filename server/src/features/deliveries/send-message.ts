import { createHash } from 'node:crypto';
import type { DeliveryDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { MessageSender, OutboundMessage, SendOutcome } from '../../ports/delivery.js';
import { deliveryTimerId } from './delivery-order.js';
import { deliveryKeys, ended, printDelivery, readDelivery, withReport, withStatus, type DeliveryState } from './delivery-state.js';
import { recordDelivery } from './record-delivery.js';
import { renderMessage } from './render-message.js';
import type { DueDelivery } from './sending-facts.js';

type Stores = Pick<Container, 'hotState' | 'now' | 'log'>;

const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;
const defaultAttempts = 8;
const mostTries = 20;
/** No adapter takes longer for a message. */
export const sendTimeoutMs = 2 * 60_000;
const marginMs = 10_000;
/** Longer than the way takes for a message: whose outcome is not recorded by then, that process died. */
const leaseOf = (way: DeliveryDocument['way']): number => (way.kind === 'webhook' ? (way.timeoutMs ?? 10_000) : sendTimeoutMs) + marginMs;

/** Doubling from half a minute to an hour, plus up to a quarter that depends on the delivery, so that what failed together does not come back together. */
export function waitBefore(attempt: number, deliveryId: string): number {
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(20, attempt - 1));
  const jitter = createHash('sha256').update(`${deliveryId}:${attempt}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.round(wait * (1 + jitter / 4));
}

/** The message of a delivery, or the status that it ends with because it cannot be made. */
export function messageOf({ state, action, attributes }: DueDelivery, way: DeliveryDocument['way']): { ok: true; message: OutboundMessage } | { ok: false; why: string } {
  const { order } = state;
  const rendered = renderMessage(action?.message, { terms: order.terms, context: order.context, attributes });
  if (!rendered.ok) return { ok: false, why: `The message of ${order.actionId} has no value for ${rendered.missing.map((name) => `{${name}}`).join(', ')}` };
  if (way.kind === 'smtp' && rendered.body === '') return { ok: false, why: `The action ${order.actionId} has no message` };
  const addressed = 'addressAttribute' in way ? way.addressAttribute : undefined;
  const value = addressed !== undefined && Object.hasOwn(attributes, addressed) ? attributes[addressed] : undefined;
  const address = value === undefined || value === null || value === '' ? undefined : String(value);
  if (addressed !== undefined && address === undefined) return { ok: false, why: `The customer has no ${addressed}` };
  const { deliveryId, customerId, channel, actionId, terms, context, validUntilMs } = order;
  return { ok: true, message: { deliveryId, customerId, channel, actionId, address, subject: rendered.subject, body: rendered.body, format: rendered.format, terms, context, validUntil: validUntilMs === null ? undefined : new Date(validUntilMs).toISOString() } };
}

/** The same for all attempts; another one only after the provider refused for certain and a person wants it sent all the same. */
export const idempotencyKeyOf = ({ order, turn }: DeliveryState): string => (turn === 0 ? order.deliveryId : `${order.deliveryId}.${turn}`);

/**
 * Sends one message that may go now. Before anything leaves, the attempt is recorded with a lease; after it the outcome is. A process that
 * dies in between leaves the delivery in `sending`: whoever finds it there sends the same key again where the provider honours keys, and
 * else leaves it to a person, so that nobody is contacted twice.
 */
export async function sendMessage({ hotState, now, log }: Stores, due: DueDelivery, document: DeliveryDocument, sender: MessageSender, signal: AbortSignal): Promise<void> {
  const { timer, text, state } = due;
  const startMs = now().getTime();
  const interrupted = state.status === 'sending';
  if (interrupted && !sender.honoursKeys) {
    await recordDelivery(hotState, withStatus(state, 'unknown', startMs, 'The server stopped while it sent this; whether it went out is not known'), { before: text, nowMs: startMs, endTimers: [timer] });
    return;
  }
  const made = messageOf(due, document.way);
  if (!made.ok) {
    await recordDelivery(hotState, ended(state, 'failed', startMs, made.why), { before: text, nowMs: startMs, endTimers: [timer] });
    return;
  }
  const attempts = state.attempts + 1;
  const sending = withStatus(state, 'sending', startMs, '', { attempts, ...(interrupted ? { doubtful: true } : {}) });
  const lease = { ...timer, dueMs: startMs + leaseOf(document.way) };
  if (!(await recordDelivery(hotState, sending, { before: text, nowMs: startMs, endTimers: [timer], timers: [lease], journal: false }))) return;
  const outcome = await sender.send(made.message, { idempotencyKey: idempotencyKeyOf(state), signal: AbortSignal.any([signal, AbortSignal.timeout(sendTimeoutMs)]) });
  if (outcome.outcome === 'retry' || outcome.outcome === 'unknown') log.debug({ deliveryId: state.order.deliveryId, outcome: outcome.outcome, detail: outcome.detail }, 'a delivery was not accepted');
  await recordOutcome({ hotState, now }, due, sending, outcome, { honoursKeys: sender.honoursKeys, mostAttempts: document.attempts ?? defaultAttempts });
}

async function recordOutcome({ hotState, now }: Pick<Stores, 'hotState' | 'now'>, { timer, expiresMs }: DueDelivery, sending: DeliveryState, outcome: SendOutcome, { honoursKeys, mostAttempts }: { honoursKeys: boolean; mostAttempts: number }): Promise<void> {
  const { deliveryId, channel } = sending.order;
  let current: DeliveryState = sending;
  let before: string | undefined = printDelivery(sending);
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const nowMs = now().getTime();
    const dropTimers = [deliveryTimerId(channel, deliveryId)];
    const next = afterOutcome(current, outcome, nowMs, { honoursKeys, mostAttempts, expiresMs });
    if (next === undefined) return;
    const { state, retryMs } = next;
    const recorded = await recordDelivery(hotState, state, { before, nowMs, ...(retryMs === undefined ? { dropTimers } : { timers: [{ ...timer, dueMs: retryMs }] }) });
    if (recorded) return;
    // The provider reported a status before its own answer was recorded.
    [before] = await hotState.getMany([deliveryKeys.state(deliveryId)]);
    const read = readDelivery(before);
    if (!read) return;
    current = read;
  }
}

function afterOutcome(state: DeliveryState, outcome: SendOutcome, nowMs: number, { honoursKeys, mostAttempts, expiresMs }: { honoursKeys: boolean; mostAttempts: number; expiresMs: number }): { state: DeliveryState; retryMs?: number } | undefined {
  const { detail } = outcome;
  if (outcome.outcome === 'sent') {
    const reported = withReport(state, 'sent', nowMs, detail, outcome.providerId);
    if (reported) return { state: reported };
    // A later status is known already; the provider's identifier is kept for those that follow.
    return outcome.providerId === undefined || outcome.providerId === state.providerId ? undefined : { state: { ...state, providerId: outcome.providerId, change: state.change + 1 } };
  }
  if (state.status !== 'sending') return undefined;
  if (outcome.outcome === 'refused') return { state: withStatus(state, 'failed', nowMs, detail, { turn: state.turn + 1 }) };
  if (outcome.outcome === 'unknown' && !honoursKeys) return { state: withStatus(state, 'unknown', nowMs, detail) };
  const doubtful = state.doubtful === true || outcome.outcome === 'unknown';
  const end = (status: 'failed' | 'expired', why: string) => ({ state: doubtful ? withStatus(state, 'unknown', nowMs, why) : withStatus(state, status, nowMs, why) });
  if (state.attempts >= mostAttempts) return end('failed', `${detail} (attempt ${state.attempts}, the last one)`);
  const retryMs = nowMs + Math.max(waitBefore(state.attempts, state.order.deliveryId), outcome.outcome === 'retry' ? (outcome.afterMs ?? 0) : 0);
  if (retryMs >= expiresMs) return end('expired', detail);
  return { state: withStatus(state, 'waiting', nowMs, detail, doubtful ? { doubtful } : {}), retryMs };
}
