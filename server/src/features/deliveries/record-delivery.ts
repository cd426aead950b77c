import type { Commit, HotState, Timer } from '../../ports/hot-state.js';
import { changeOf, deliveryKeys, printDelivery, type DeliveryChange, type DeliveryState } from './delivery-state.js';

/** What became of deliveries: a line of the journal. */
export interface DeliveryEntry {
  kind: 'delivery';
  changes: DeliveryChange[];
}

export const forgetKind = 'delivery-forget';
/** Statuses that come later are looked up in the analytical store. */
const keptMs = 3 * 86_400_000;

export const forgetTimer = (deliveryId: string, nowMs: number): Timer => ({ id: `${forgetKind}:${deliveryId}`, dueMs: nowMs + keptMs, payload: '' });

export function entryOf(states: readonly DeliveryState[]): string {
  const entry: DeliveryEntry = { kind: 'delivery', changes: states.map(changeOf) };
  return JSON.stringify(entry);
}

/** What a commit writes of a delivery: its state, the way back from the provider's identifier, when it is forgotten. */
export function writesOf(state: DeliveryState, nowMs: number): { puts: NonNullable<Commit['puts']>; timers: Timer[] } {
  const { deliveryId, channel } = state.order;
  const over = state.status !== 'waiting' && state.status !== 'sending';
  return {
    puts: [{ key: deliveryKeys.state(deliveryId), value: printDelivery(state) }, ...(state.providerId === undefined ? [] : [{ key: deliveryKeys.provider(channel, state.providerId), value: deliveryId }])],
    timers: over ? [forgetTimer(deliveryId, nowMs)] : [],
  };
}

/** One step of one delivery, durable; false where somebody else was quicker. */
export async function recordDelivery(hotState: HotState, state: DeliveryState, { before, nowMs, ...commit }: { before: string | undefined; nowMs: number; journal?: boolean } & Pick<Commit, 'endTimers' | 'timers' | 'dropTimers'>): Promise<boolean> {
  const { puts, timers } = writesOf(state, nowMs);
  const result = await hotState.commit({
    expect: [{ key: deliveryKeys.state(state.order.deliveryId), value: before }],
    puts,
    timers: [...timers, ...(commit.timers ?? [])],
    ...(commit.endTimers ? { endTimers: commit.endTimers } : {}),
    ...(commit.dropTimers ? { dropTimers: commit.dropTimers } : {}),
    ...(commit.journal === false ? {} : { entry: entryOf([state]) }),
  });
  return result.ok;
}
