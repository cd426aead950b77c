import { afterEvent, foldEvent, readFeature, readFeatures, whenReached, type CustomerState, type FeaturesState, type FeatureValue, type FoldedEvent, type StepInput, type TriggerChange, type Watch } from '@arbiter/engine';
import type { Timer } from '../../ports/hot-state.js';
import type { EventEntry } from '../decisions/api.js';
import type { CompiledReaction } from '../online-features/api.js';
import type { ReadEvent } from './read-event.js';

/** What a trigger's timer carries until it is due. */
export interface TriggerPayload {
  triggerId: string;
  customerId: string;
  event: { eventId: string; type: string; at: string; class: string | null; data: Record<string, unknown> };
}

export const triggerTimerId = (triggerId: string, customerId: string, eventId: string): string => `trigger:${triggerId}:${customerId}:${eventId}`;

/** A threshold that time alone will pass is looked at then; one timer for each trigger of a customer. */
export interface WatchPayload {
  triggerId: string;
  customerId: string;
}
export const watchTimerId = (triggerId: string, customerId: string): string => `trigger-watch:${triggerId}:${customerId}`;

/** What an event comes to for a customer as they stand. */
export interface EventPlan {
  features: FeaturesState;
  /** Undefined where the event does not change the customer. */
  customer: CustomerState | undefined;
  changes: TriggerChange[];
  timers: Timer[];
  dropTimers: string[];
  entry: EventEntry;
}

/** Pure. An event that is late changes neither features nor triggers; flags, consents and points it does. */
export function planEvent(reaction: CompiledReaction, event: ReadEvent, ofClass: string | null, before: FeaturesState, customer: CustomerState | undefined): EventPlan {
  const { features: compiled, triggers } = reaction;
  const { record, receivedMs: nowMs } = event;
  const folded: FoldedEvent = { eventId: record.eventId, type: record.type, class: ofClass, atMs: Math.min(event.atMs, nowMs), data: record.data ?? {} };
  let features = before;
  let changes: TriggerChange[] = [];
  let watches: Watch[] = [];
  if (!event.late) {
    features = foldEvent(compiled, before, folded, nowMs);
    if (triggers.byType.has(record.type)) {
      const folding = features;
      let all: Record<string, FeatureValue> | undefined;
      const valueIn = (state: FeaturesState) => (name: string) => {
        const feature = compiled.byName.get(name);
        return feature ? readFeature(feature, state, nowMs) : null;
      };
      ({ state: features, changes, watches } = afterEvent(triggers, features, { event: folded, nowMs, before: valueIn(before), after: valueIn(folding), allAfter: () => (all ??= readFeatures(compiled, folding, nowMs)), when: whenIn(reaction, folding, nowMs) }));
    }
  }
  const affected = customer && withEffects(customer, features, event);
  if (affected) features = affected.features;
  const { timers, dropTimers } = timersOf(record.customerId, { eventId: record.eventId, type: record.type, at: record.at, class: ofClass, data: record.data ?? {} }, changes, watches);
  const entry: EventEntry = { kind: 'event', event: record, class: ofClass, receivedMs: nowMs, late: event.late, ...(changes.length > 0 ? { triggers: changes } : {}) };
  return { features, customer: affected?.customer, changes, timers, dropTimers, entry };
}

export const whenIn = ({ features }: CompiledReaction, state: FeaturesState, nowMs: number): StepInput['when'] => (name, reached) => {
  const feature = features.byName.get(name);
  return feature && whenReached(feature, state, nowMs, reached);
};

/** Timers of what a step of the triggers came to. */
export function timersOf(customerId: string, event: TriggerPayload['event'], changes: readonly TriggerChange[], watches: readonly Watch[]): Pick<EventPlan, 'timers' | 'dropTimers'> {
  const timers: Timer[] = [];
  const dropTimers: string[] = [];
  for (const change of changes) {
    const { triggerId } = change;
    if (change.what === 'set') timers.push({ id: triggerTimerId(triggerId, customerId, event.eventId), dueMs: change.dueMs, payload: JSON.stringify({ triggerId, customerId, event } satisfies TriggerPayload) });
    else if (change.what === 'cancelled') dropTimers.push(triggerTimerId(triggerId, customerId, change.eventId));
  }
  for (const { triggerId, dueMs } of watches) {
    const id = watchTimerId(triggerId, customerId);
    if (dueMs === undefined) dropTimers.push(id);
    else timers.push({ id, dueMs, payload: JSON.stringify({ triggerId, customerId } satisfies WatchPayload) });
  }
  return { timers, dropTimers };
}

const effectiveMsOf = (event: ReadEvent): number => Math.min(event.atMs, event.receivedMs);

/** Flags, consents and points. What a later event has said of a flag or consent stands. */
function withEffects(customer: CustomerState, features: FeaturesState, event: ReadEvent): { customer: CustomerState; features: FeaturesState } {
  const { raises = [], lowers = [], gives = [], withdraws = [] } = event.type.document;
  const atMs = effectiveMsOf(event);
  const flags: Record<string, number> = { ...customer.flags };
  const said: Record<string, number> = { ...features.g };
  const isNews = (name: string) => !(Object.hasOwn(said, name) && said[name]! > atMs);
  for (const name of lowers) {
    if (!isNews(name)) continue;
    said[name] = atMs;
    // Raised later by other means, it stays.
    if (Object.hasOwn(flags, name) && flags[name]! <= atMs) delete flags[name];
  }
  for (const name of raises) {
    if (!isNews(name)) continue;
    said[name] = atMs;
    if (!Object.hasOwn(flags, name)) flags[name] = atMs;
  }
  const consents = { ...customer.consents };
  for (const [names, given] of [[gives, true], [withdraws, false]] as const) {
    for (const name of names) if (!Object.hasOwn(consents, name) || consents[name]!.atMs <= atMs) consents[name] = { given, atMs };
  }
  return {
    customer: { ...customer, flags, consents, pointsChange: customer.pointsChange + event.points },
    features: Object.keys(said).length === 0 ? features : { ...features, g: said },
  };
}
