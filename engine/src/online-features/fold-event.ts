import { sipHash64 } from '../assignment/sip-hash.js';
import type { CompiledFeature, FoldedEvent } from './feature-definition.js';
import type { FeatureState, FeaturesState } from './features-state.js';
import { addToSlices, compareValues, type Gathered, type Slice } from './slices.js';

/** Values of a distinct count that are kept, those seen latest. */
export const mostDistinct = 256;
/** States of definitions that this configuration does not have stay so long: another process may still have them, or have them already. */
const unknownKeptMs = 3_600_000;

/** Features by the types of events that they listen to. */
export interface CompiledFeatures {
  readonly features: readonly CompiledFeature[];
  readonly byName: ReadonlyMap<string, CompiledFeature>;
  readonly byType: ReadonlyMap<string, readonly CompiledFeature[]>;
  readonly keys: ReadonlySet<string>;
}

export function gatherFeatures(features: readonly CompiledFeature[]): CompiledFeatures {
  const byType = new Map<string, CompiledFeature[]>();
  const keys = new Set<string>();
  for (const feature of features) {
    // Features of one definition share their state: it is folded once.
    if (keys.has(feature.key)) continue;
    keys.add(feature.key);
    for (const type of feature.events) byType.set(type, [...(byType.get(type) ?? []), feature]);
  }
  return { features, byType, keys, byName: new Map(features.map((feature) => [feature.name, feature])) };
}

const gatheredBy: Partial<Record<CompiledFeature['kind'], Gathered>> = { count: 'sum', sum: 'sum', mean: 'sum', trend: 'sum', 'share-of-before': 'sum', min: 'min', max: 'max', first: 'first' };

/**
 * The state with one event more. Events may come in any order: the state depends on which they are alone (sums of fractions up to rounding).
 * It is not told apart here whether an event came before: see to that by its key.
 */
export function foldEvent(compiled: CompiledFeatures, state: FeaturesState, event: FoldedEvent, nowMs: number): FeaturesState {
  const f = { ...state.f };
  for (const feature of compiled.byType.get(event.type) ?? []) {
    if (!feature.matches(event)) continue;
    const value = feature.valueOf(event);
    if (value === undefined) continue;
    f[feature.key] = foldOne(feature, Object.hasOwn(f, feature.key) ? f[feature.key] : undefined, event.atMs, value);
  }
  return { ...state, ...forgetUnknown(compiled, f, state.u, nowMs), e: laterOf(state.e, [event.type, event.atMs]) };
}

function laterOf(one: FeaturesState['e'], other: NonNullable<FeaturesState['e']>): NonNullable<FeaturesState['e']> {
  if (one === undefined) return other;
  return other[1] > one[1] || (other[1] === one[1] && other[0] > one[0]) ? other : one;
}

function forgetUnknown({ keys }: CompiledFeatures, f: Record<string, FeatureState>, noticed: FeaturesState['u'], nowMs: number): Pick<FeaturesState, 'f' | 'u'> {
  let u: Record<string, number> | undefined;
  for (const key of Object.keys(f)) {
    if (keys.has(key)) continue;
    const sinceMs = noticed?.[key] ?? nowMs;
    if (nowMs - sinceMs > unknownKeptMs) delete f[key];
    else (u ??= {})[key] = sinceMs;
  }
  return { f, u };
}

function foldOne({ kind, windowMs, sliceMs }: CompiledFeature, before: FeatureState | undefined, atMs: number, value: number | string): FeatureState {
  if (kind === 'distinct') return foldDistinct((before ?? []) as [number, number][], windowMs, atMs, value);
  if (kind === 'last' || kind === 'seconds-since') {
    const known = before as [number, number | string] | undefined;
    return known && (known[0] > atMs || (known[0] === atMs && compareValues(known[1], value) >= 0)) ? known : [atMs, value];
  }
  if (windowMs !== undefined) return addToSlices((before ?? []) as readonly Slice[], sliceMs, gatheredBy[kind]!, atMs, value) as FeatureState;
  const known = before as [number, number | string] | undefined;
  if (known === undefined) return kind === 'first' ? [atMs, value] : [1, value];
  if (kind === 'first') return known[0] < atMs || (known[0] === atMs && compareValues(known[1], value) <= 0) ? known : [atMs, value];
  const count = known[0] + 1;
  const [one, other] = [known[1] as number, value as number];
  return [count, kind === 'min' ? Math.min(one, other) : kind === 'max' ? Math.max(one, other) : one + other];
}

/** Each value with the instant when it was seen last, the latest first. Those that more others follow than are kept can never matter again. */
function foldDistinct(before: readonly [hash: number, atMs: number][], windowMs: number | undefined, atMs: number, value: number | string): [number, number][] {
  const { high, low } = sipHash64(JSON.stringify(value));
  const hash = (high >>> 11) * 2 ** 32 + low;
  const known = before.findIndex(([each]) => each === hash);
  if (known >= 0 && before[known]![1] >= atMs) return before as [number, number][];
  const rest = known < 0 ? before.slice() : before.filter((_, index) => index !== known);
  let place = 0;
  while (place < rest.length && (rest[place]![1] > atMs || (rest[place]![1] === atMs && rest[place]![0] > hash))) place += 1;
  rest.splice(place, 0, [hash, atMs]);
  if (windowMs !== undefined) while (rest.at(-1)![1] <= rest[0]![1] - windowMs) rest.pop();
  if (rest.length > mostDistinct) rest.pop();
  return rest;
}
