import { readFeatures, readFeaturesState, type FeatureValue } from '@arbiter/engine/online-features/index';
import type { Configuration } from '../configuration/api.js';
import { compiledFeaturesOf } from './compiled-features.js';

/** A customer's online features at an instant, of the text that the hot state keeps for them (`hotKeys.features`); undefined for one without events. */
export function featuresOf(configuration: Configuration, text: string | undefined, nowMs: number): Record<string, FeatureValue> {
  const { features } = compiledFeaturesOf(configuration);
  return features.features.length === 0 ? {} : readFeatures(features, readFeaturesState(text), nowMs);
}
