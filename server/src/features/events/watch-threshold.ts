import { afterTime, printFeaturesState, readFeature, readFeaturesState } from '@arbiter/engine';
import { configurationOf } from '../configuration/api.js';
import { hotKeys } from '../decisions/api.js';
import { compiledFeaturesOf } from '../online-features/api.js';
import type { TimerHandler } from '../timers/api.js';
import { timersOf, whenIn, type WatchPayload } from './plan-event.js';

const mostAttempts = 20;

/** Looks at a threshold that time alone may have passed: it is raised and its trigger fires, or it is looked at again later, or no more. */
export const watchThreshold: TimerHandler = async (timer, { container, nowMs }) => {
  const { triggerId, customerId } = JSON.parse(timer.payload) as WatchPayload;
  const { hotState } = container;
  const key = hotKeys.features(customerId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    const reaction = compiledFeaturesOf(configurationOf(container).current());
    const trigger = reaction.triggers.byId.get(triggerId);
    const state = readFeaturesState(text);
    // A trigger that is not active any more looks at nothing; it takes up its watch with the next event.
    const after = trigger && afterTime(trigger, state, { nowMs, value: (name) => valueOf(name), when: whenIn(reaction, state, nowMs) });
    const ended = await hotState.commit({
      endTimers: [timer],
      expect: [{ key, value: text }],
      ...(after ? { puts: [{ key, value: printFeaturesState(after.state) }], timers: timersOf(customerId, { eventId: after.eventId, type: 'time', at: new Date(nowMs).toISOString(), class: null, data: {} }, after.changes, after.watches).timers } : {}),
    });
    if (ended.ok || (await hotState.getMany([key]))[0] === text) return;

    function valueOf(name: string) {
      const feature = reaction.features.byName.get(name);
      return feature ? readFeature(feature, state, nowMs) : null;
    }
  }
  throw new Error(`Others keep changing the customer of the threshold of ${triggerId}`);
};
