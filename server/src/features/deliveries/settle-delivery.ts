import type { Container } from '../../container.js';
import { ended, withStatus } from './delivery-state.js';
import { recordDelivery } from './record-delivery.js';
import type { DueDelivery } from './sending-facts.js';

/** What may not go now waits, or ends. */
export async function settle({ hotState, now }: Pick<Container, 'hotState' | 'now'>, { timer, text, state, verdict }: DueDelivery): Promise<void> {
  const nowMs = now().getTime();
  if (verdict.may === 'never') await recordDelivery(hotState, ended(state, verdict.status, nowMs, verdict.why), { before: text, nowMs, endTimers: [timer] });
  else if (verdict.may === 'wait') {
    const waits = state.status === 'sending' ? { doubtful: true } : {};
    await recordDelivery(hotState, state.detail === verdict.why && state.status === 'waiting' ? state : withStatus(state, 'waiting', nowMs, verdict.why, waits), { before: text, nowMs, endTimers: [timer], timers: [{ ...timer, dueMs: verdict.untilMs }], journal: false });
  }
}
