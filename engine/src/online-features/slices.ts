import { slicesOfWindow } from './feature-definition.js';

type Value = number | string;

/**
 * Events of one slice of time, by the number of the slice since 1970. With few events each of them, in order of time: offset from the
 * beginning of the slice in milliseconds, then its value. With more only what they come to:
 * null, how many, their sum (or least, greatest, first value), offset of the latest and of the first.
 */
export type Slice = [index: number, ...events: (Value | null)[]];

/** What a slice keeps of many events. */
export type Gathered = 'sum' | 'min' | 'max' | 'first';

/** So many events of a slice are kept one by one. */
export const exactInSlice = 4;

/** Numbers before texts, each by their own order. */
export function compareValues(one: Value, other: Value): number {
  if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A run of equal events of a slice, or one event. */
export interface Part {
  atMs: number;
  count: number;
  value: Value;
}

const isCrowded = (slice: Slice): boolean => slice[1] === null;

/** Adds an event; slices that no window can reach any more are left out. The order in which events come makes no difference. */
export function addToSlices(slices: readonly Slice[], sliceMs: number, gathered: Gathered, atMs: number, value: Value): readonly Slice[] {
  const index = Math.floor(atMs / sliceMs);
  const newest = Math.max(index, slices.at(-1)?.[0] ?? index);
  const oldest = newest - slicesOfWindow;
  if (index < oldest) return slices;
  const kept = slices[0] !== undefined && slices[0][0] < oldest ? slices.filter(([each]) => each >= oldest) : slices.slice();
  let place = kept.length;
  while (place > 0 && kept[place - 1]![0] > index) place -= 1;
  const offset = atMs - index * sliceMs;
  const before = place > 0 && kept[place - 1]![0] === index ? kept[place - 1] : undefined;
  if (before === undefined) kept.splice(place, 0, [index, offset, value]);
  else kept[place - 1] = grow(before, gathered, offset, value);
  return kept;
}

function grow(slice: Slice, gathered: Gathered, offset: number, value: Value): Slice {
  if (isCrowded(slice)) return gather(slice, gathered, offset, value);
  if (slice.length < 1 + 2 * exactInSlice) {
    let place = slice.length;
    while (place > 1 && (slice[place - 2] as number) >= offset && ((slice[place - 2] as number) > offset || compareValues(slice[place - 1]!, value) > 0)) place -= 2;
    return [...slice.slice(0, place), offset, value, ...slice.slice(place)] as Slice;
  }
  let crowded: Slice = [slice[0], null, 1, slice[2]!, slice[1]!, slice[1]!];
  for (let i = 3; i < slice.length; i += 2) crowded = gather(crowded, gathered, slice[i] as number, slice[i + 1]!);
  return gather(crowded, gathered, offset, value);
}

function gather([index, , count, sum, latest, first]: Slice, gathered: Gathered, offset: number, value: Value): Slice {
  const next = [index, null, (count as number) + 1, sum!, Math.max(latest as number, offset), Math.min(first as number, offset)] satisfies Slice;
  if (gathered === 'sum') next[3] = (sum as number) + (value as number);
  else if (gathered === 'min') next[3] = Math.min(sum as number, value as number);
  else if (gathered === 'max') next[3] = Math.max(sum as number, value as number);
  else if (offset < (first as number) || (offset === first && compareValues(value, sum!) < 0)) next[3] = value;
  return next;
}

/**
 * Events that are younger than an instant, oldest first. Those of a crowded slice are there together, as if all of them had happened with
 * the latest: the window of a reader begins at most one slice too early, and only where so many events are close together.
 */
export function* partsAfter(slices: readonly Slice[], sliceMs: number, sinceMs: number): Generator<Part> {
  for (const slice of slices) {
    const start = slice[0] * sliceMs;
    if (start + sliceMs <= sinceMs) continue;
    if (isCrowded(slice)) {
      const atMs = start + (slice[4] as number);
      if (atMs > sinceMs) yield { atMs, count: slice[2] as number, value: slice[3]! };
      continue;
    }
    for (let i = 1; i < slice.length; i += 2) {
      const atMs = start + (slice[i] as number);
      if (atMs > sinceMs) yield { atMs, count: 1, value: slice[i + 1]! };
    }
  }
}

/** When the latest event of a slice happened, epoch milliseconds. */
export function latestOfSlice(slice: Slice, sliceMs: number): number {
  return slice[0] * sliceMs + ((isCrowded(slice) ? slice[4] : slice.at(-2)) as number);
}

/** Sum of the values of a whole slice. */
export function sumOfSlice(slice: Slice): number {
  if (isCrowded(slice)) return slice[3] as number;
  let sum = 0;
  for (let i = 2; i < slice.length; i += 2) sum += slice[i] as number;
  return sum;
}
