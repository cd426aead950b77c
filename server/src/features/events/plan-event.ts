import { afterEvent, foldEvent, readFeature, readFeatures, type CustomerState, type FeaturesState, type FeatureValue, type FoldedEvent, type TriggerChange } from '@arbiter/engine';
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
export function planEvent({ features: compiled, triggers }: CompiledReaction, event: ReadEvent, ofClass: string | null, before: FeaturesState, customer: CustomerState | undefined): EventPlan {
  const { record, receivedMs: nowMs } = event;
  const folded: FoldedEvent = { eventId: record.eventId, type: record.type, class: ofClass, atMs: Math.min(event.atMs, nowMs), data: record.data ?? {} };
  let features = before;
  let changes: TriggerChange[] = [];
  if (!event.late) {
    features = foldEvent(compiled, before, folded, nowMs);
    if (triggers.byType.has(record.type)) {
      const folding = features;
      let all: Record<string, FeatureValue> | undefined;
      const valueIn = (state: FeaturesState) => (name: string) => {
        const feature = compiled.byName.get(name);
        return feature ? readFeature(feature, state, nowMs) : null;
      };
      ({ state: features, changes } = afterEvent(triggers, features, { event: folded, nowMs, before: valueIn(before), after: valueIn(folding), allAfter: () => (all ??= readFeatures(compiled, folding, nowMs)) }));
    }
  }
  const affected = customer && withEffects(customer, features, event);
  if (affected) features = affected.features;
  const timers: Timer[] = [];
  const dropTimers: string[] = [];
  for (const change of changes) {
    if (change.what === 'set') {
      const payload: TriggerPayload = { triggerId: change.triggerId, customerId: record.customerId, event: { eventId: record.eventId, type: record.type, at: record.at, class: ofClass, data: record.data ?? {} } };
      timers.push({ id: triggerTimerId(change.triggerId, record.customerId, record.eventId), dueMs: change.dueMs, payload: JSON.stringify(payload) });
    } else if (change.what === 'cancelled') dropTimers.push(triggerTimerId(change.triggerId, record.customerId, change.eventId));
  }
  const entry: EventEntry = { kind: 'event', event: record, class: ofClass, receivedMs: nowMs, late: event.late, ...(changes.length > 0 ? { triggers: changes } : {}) };
  return { features, customer: affected?.customer, changes, timers, dropTimers, entry };
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
