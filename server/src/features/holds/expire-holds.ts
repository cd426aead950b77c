import { expireHolds } from '@arbiter/engine';
import type { Timer } from '../../ports/hot-state.js';
import { hotKeys, printState, readState } from '../decisions/api.js';
import { changesOfEndedHolds, endedHoldLines, holdTimerKind, type HoldEntry } from '../quotas/api.js';
import type { TimerHandler } from '../timers/api.js';

const mostAttempts = 50;

/**
 * The time of a decision's offers is over and the customer has said nothing: what they had set aside comes back, in the same step in which the
 * offers leave the customer's state and the timer ends. Exactly once, whoever else is at it.
 */
export const endOffers: TimerHandler = async (timer, { container: { hotState, now } }) => {
  const { customerId } = JSON.parse(timer.payload) as { customerId: string };
  const decisionId = timer.id.slice(holdTimerKind.length + 1);
  const key = hotKeys.state(customerId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    const before = readState(text);
    const at = now();
    const after = expireHolds(before, decisionId, at.getTime());
    const later = after.state.holds.filter((hold) => hold.decisionId === decisionId).map(({ untilMs }) => untilMs);
    const timers: Timer[] = later.length > 0 ? [{ ...timer, dueMs: Math.min(...later) }] : [];
    if (after.ended.length === 0) {
      // Refused here means that somebody else has ended or moved the timer.
      await hotState.commit({ endTimers: [timer], timers });
      return;
    }
    const entry: HoldEntry = { kind: 'hold', customerId, at: at.toISOString(), ended: endedHoldLines(after.ended) };
    const result = await hotState.commit({
      expect: [{ key, value: text }],
      puts: [{ key, value: printState(after.state, at.getTime()) }],
      takes: changesOfEndedHolds(after).takes,
      endTimers: [timer],
      timers,
      entry: JSON.stringify(entry),
    });
    if (result.ok) return;
  }
  throw new Error(`The offers of decision ${decisionId} could not be ended: the customer's state was always changed by others`);
};
