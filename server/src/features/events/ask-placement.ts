import { createHash } from 'node:crypto';
import { endWaiting, isEndedByConversion, isStillWanted, printFeaturesState, readFeatures, readFeaturesState } from '@arbiter/engine';
import type { Timer } from '../../ports/hot-state.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { decideForCustomer, decisionServiceOf, hotKeys, readState } from '../decisions/api.js';
import { compiledFeaturesOf } from '../online-features/api.js';
import type { TimerHandler } from '../timers/api.js';
import type { TriggerPayload } from './plan-event.js';

const mostAttempts = 20;

/** A trigger asks once, however often its timer is seen: the decision has a key that follows from the timer. */
const keyOf = ({ id }: Timer): string => `trigger:${createHash('sha256').update(id).digest('hex')}`;

/**
 * Asks the placement of a trigger that is due, if that is still wanted, and ends the timer. A process that dies in between leaves the timer,
 * and the next one gets the answer that was given then: nobody is contacted twice.
 */
export const askPlacement: TimerHandler = async (timer, { container, nowMs }) => {
  const { triggerId, customerId, event } = JSON.parse(timer.payload) as TriggerPayload;
  const { hotState } = container;
  const key = hotKeys.features(customerId);
  let askedMs: number | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text, customerText] = await hotState.getMany([key, hotKeys.state(customerId)]);
    const state = readFeaturesState(text);
    const { features, triggers } = compiledFeaturesOf(configurationOf(container).current());
    const trigger = triggers.byId.get(triggerId);
    // Who converted after the event has what the sequence was for.
    const converted = trigger !== undefined && isEndedByConversion(readState(customerText), { placement: trigger.placementId }, Date.parse(event.at));
    const wanted = askedMs !== undefined ? 'yes' : converted ? 'converted' : isStillWanted(trigger, state, triggerId, event.eventId, nowMs);
    if (wanted === 'yes' && askedMs === undefined) {
      askedMs = nowMs;
      await ask();
    }
    if (wanted !== 'yes') container.metrics.triggers.inc({ result: wanted });
    const after = printFeaturesState(endWaiting(state, triggerId, event.eventId, askedMs));
    const ended = await hotState.commit({ endTimers: [timer], expect: [{ key, value: text }], puts: [{ key, value: after }] });
    if (ended.ok) return;
    // Nothing of the customer has changed, so it is the timer that is gone: another process was quicker.
    if ((await hotState.getMany([key]))[0] === text) return;

    async function ask(): Promise<void> {
      const { type, at, class: ofClass, data } = event;
      const context = { event: { eventId: event.eventId, type, at, data }, class: ofClass, features: readFeatures(features, state, nowMs) };
      try {
        const decision = await decideForCustomer(decisionServiceOf(container).stores, { customerId, placement: trigger!.placementId, context, idempotencyKey: keyOf(timer) }, { trigger: { triggerId, eventId: event.eventId, type } });
        container.metrics.triggers.inc({ result: decision.outcome });
      } catch (error) {
        // It was asked before, when features stood otherwise; what was answered then stands.
        if (error instanceof ProblemError && error.code === 'idempotency-key-reused') return;
        // Without its placement it can never be asked; the timer ends.
        if (error instanceof ProblemError && error.code === 'not-found') {
          container.log.warn({ err: error, triggerId }, 'a trigger cannot ask: its placement is not there');
          container.metrics.triggers.inc({ result: 'failed' });
          return;
        }
        throw error;
      }
    }
  }
  throw new Error(`Others keep changing the customer of the trigger ${triggerId}`);
};
