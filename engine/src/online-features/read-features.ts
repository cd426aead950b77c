import { slicesOfWindow, type CompiledFeature, type FeatureValue } from './feature-definition.js';
import type { CompiledFeatures } from './fold-event.js';
import type { FeatureState, FeaturesState } from './features-state.js';
import { compareValues, partsAfter, sumOfSlice, type Slice } from './slices.js';

const dayMs = 86_400_000;

/** Fractions of sums are rounded to 12 significant digits, so that the order of addition does not show. */
const rounded = (value: number): number => (Number.isSafeInteger(value) ? value : Number(value.toPrecision(12)));

/**
 * The features' values at an instant that is not before the latest event. A window holds events younger than its length: at > now − window.
 * count, sum, distinct and trend of nothing are 0, all others null.
 */
export function readFeatures(compiled: CompiledFeatures, state: FeaturesState, nowMs: number): Record<string, FeatureValue> {
  const values: Record<string, FeatureValue> = {};
  for (const feature of compiled.features) values[feature.name] = readFeature(feature, state, nowMs);
  return values;
}

export function readFeature(feature: CompiledFeature, { f }: FeaturesState, nowMs: number): FeatureValue {
  const state = Object.hasOwn(f, feature.key) ? f[feature.key] : undefined;
  if (state === undefined) return ['count', 'sum', 'distinct', 'trend'].includes(feature.kind) ? 0 : null;
  const sinceMs = feature.windowMs === undefined ? -Infinity : nowMs - feature.windowMs;
  const { kind } = feature;
  if (kind === 'distinct') return (state as [number, number][]).filter(([, atMs]) => atMs > sinceMs).length;
  if (kind === 'last' || kind === 'seconds-since') {
    const [atMs, value] = state as [number, number | string];
    if (atMs <= sinceMs) return null;
    return kind === 'last' ? value : Math.max(0, Math.floor((nowMs - atMs) / 1000));
  }
  return feature.windowMs === undefined ? readWhole(kind, state as [number, number | string]) : readWindow(feature, state, sinceMs, nowMs);
}

function readWhole(kind: CompiledFeature['kind'], [count, value]: [number, number | string]): FeatureValue {
  if (kind === 'count') return count;
  if (typeof value === 'string' || kind === 'first') return value;
  return rounded(kind === 'mean' ? value / count : value);
}

function readWindow({ kind, sliceMs, windowMs }: CompiledFeature, state: FeatureState, sinceMs: number, nowMs: number): FeatureValue {
  const slices = state as readonly Slice[];
  if (kind === 'trend') return trendOf(slices, sliceMs, sinceMs, nowMs);
  const middleMs = nowMs - windowMs! / 2;
  let count = 0;
  let sum = 0;
  let later = 0;
  let found: number | string | null = null;
  let foundMs = Infinity;
  for (const { atMs, count: n, value } of partsAfter(slices, sliceMs, sinceMs)) {
    count += n;
    if (kind === 'min' || kind === 'max') {
      if (found === null || (kind === 'min' ? value < found : value > found)) found = value;
    } else if (kind === 'first') {
      if (found === null || atMs < foundMs || (atMs === foundMs && compareValues(value, found) < 0)) [found, foundMs] = [value, atMs];
    } else {
      sum += value as number;
      if (atMs > middleMs) later += value as number;
    }
  }
  if (kind === 'count') return count;
  if (kind === 'sum') return rounded(sum);
  if (kind === 'mean') return count === 0 ? null : rounded(sum / count);
  if (kind === 'share-of-before') return sum - later === 0 ? null : rounded(later / (sum - later));
  return found;
}

/**
 * Slope of the least squares line through the sums of the slices that lie wholly within the window, each as a rate per day, against time in
 * days: by how much the daily sum grows each day. Slices without events count as 0.
 */
function trendOf(slices: readonly Slice[], sliceMs: number, sinceMs: number, nowMs: number): number {
  const first = Math.ceil(sinceMs / sliceMs);
  const last = Math.floor(nowMs / sliceMs) - 1;
  const n = last - first + 1;
  if (n < 2 || n > slicesOfWindow) return 0;
  const middle = (first + last) / 2;
  let product = 0;
  for (const slice of slices) if (slice[0] >= first && slice[0] <= last) product += (slice[0] - middle) * sumOfSlice(slice);
  // The sum over n whole numbers of squared distances from their middle is n (n² − 1) / 12.
  const perSlice = product / ((n * (n * n - 1)) / 12);
  return rounded(perSlice / (sliceMs / dayMs) ** 2);
}
