import type { Slice } from './slices.js';

/**
 * What one feature keeps. Over a window: slices of time. Without: how many and what they come to, for `first`, `last` and `seconds-since` the
 * instant and the value. Distinct: hashes of values with when each was seen last.
 */
export type FeatureState = readonly Slice[] | [number, number | string] | [number, number][];

/** Where a trigger stands for a customer. */
export interface TriggerState {
  /** A threshold that is passed; it must be cleared before it fires again. */
  r?: 1;
  /** When its placement was asked last, epoch milliseconds. */
  l?: number;
  /** When a threshold is looked at again, because it will be passed by then with time alone. */
  n?: number;
  /** Time of the latest event that cancels what waits. */
  c?: number;
  /** What waits: the event that began it, when it is due, the time of the event. */
  w?: [eventId: string, dueMs: number, atMs: number][];
}

/** Online features of a customer, as the hot state keeps them: plain JSON, nothing that is empty, of bounded size. */
export interface FeaturesState {
  /** By the key of the definition. */
  f: Readonly<Record<string, FeatureState>>;
  /** Definitions that were not known here, with when that was noticed. */
  u?: Readonly<Record<string, number>> | undefined;
  /** Latest event by its own time. */
  e?: [type: string, atMs: number];
  /** Triggers by their identifiers. */
  t?: Readonly<Record<string, TriggerState>> | undefined;
  /** Time of the event that changed a flag of the customer last, by the name of the flag. */
  g?: Readonly<Record<string, number>> | undefined;
}

export const emptyFeatures: FeaturesState = { f: {} };

export const readFeaturesState = (text: string | undefined): FeaturesState => (text === undefined ? emptyFeatures : (JSON.parse(text) as FeaturesState));
export const printFeaturesState = (state: FeaturesState): string => JSON.stringify(state);
