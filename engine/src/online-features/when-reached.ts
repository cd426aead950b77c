import type { CompiledFeature, FeatureValue } from './feature-definition.js';
import type { FeaturesState } from './features-state.js';
import { readFeature } from './read-features.js';
import { latestOfSlice, type Slice } from './slices.js';

/**
 * The first instant after now at which a feature's value, without any further event, is one that is asked for; undefined for never. Values
 * over windows are looked at whenever the last event of a slice leaves the window (or its later half): at most a sixtieth of the window late.
 * Trends are not looked ahead: they are compared when events come.
 */
export function whenReached(feature: CompiledFeature, state: FeaturesState, nowMs: number, reached: (value: FeatureValue) => boolean): number | undefined {
  const { kind, windowMs, sliceMs } = feature;
  const known = Object.hasOwn(state.f, feature.key) ? state.f[feature.key] : undefined;
  if (known === undefined) return undefined;
  if (kind === 'seconds-since') return secondsReached(known as [number, number], windowMs, nowMs, reached);
  if (windowMs === undefined || kind === 'trend' || kind === 'last') return undefined;
  const latest = kind === 'distinct' ? (known as [number, number][]).map(([, atMs]) => atMs) : (known as readonly Slice[]).map((slice) => latestOfSlice(slice, sliceMs));
  const instants = latest.flatMap((atMs) => (kind === 'share-of-before' ? [atMs + windowMs / 2, atMs + windowMs] : [atMs + windowMs])).filter((each) => each > nowMs);
  return instants.sort((one, other) => one - other).find((each) => reached(readFeature(feature, state, each)));
}

/** Whole seconds only grow: the first number of them that fits is found by halving. */
function secondsReached([atMs]: [number, number], windowMs: number | undefined, nowMs: number, reached: (value: FeatureValue) => boolean): number | undefined {
  const least = Math.max(0, Math.floor((nowMs - atMs) / 1000) + 1);
  const most = windowMs === undefined ? 2 ** 35 : Math.ceil(windowMs / 1000) - 1;
  if (most < least || !reached(most)) return undefined;
  let low = least;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return atMs + low * 1000;
}
