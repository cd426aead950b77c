import { isDiscrete, isListed, type CellSet, type ColumnKind, type KeyRange } from './cell-set.js';

/**
 * The values of a column cut into slots, such that each known cell accepts a slot whole or not at all. Ordered values: slot 2i+1 is the
 * i-th breakpoint itself, slot 2i what lies before it; listed values: a slot each, then one for every other value. The last two slots are
 * null and values of another type.
 */
export interface ColumnSlots {
  readonly kind: ColumnKind;
  /** Breakpoints in rising order; empty for listed values. */
  readonly points: Float64Array;
  /** Listed values by slot; empty for ordered values. */
  readonly values: readonly (string | boolean)[];
  readonly places: ReadonlyMap<string | boolean, number>;
  /** Number of slots, null's and foreign values' among them. */
  readonly count: number;
}

/** Inclusive runs of slots, flat: from, to, from, to, … in rising order. */
export type SlotRuns = readonly number[];

export const nullSlot = (slots: ColumnSlots): number => slots.count - 2;
export const foreignSlot = (slots: ColumnSlots): number => slots.count - 1;

export function makeSlots(kind: ColumnKind, cells: Iterable<CellSet>): ColumnSlots {
  if (isListed(kind)) {
    const places = new Map<string | boolean, number>();
    if (kind === 'boolean') places.set(true, 0).set(false, 1);
    for (const cell of cells) if (typeof cell !== 'string' && 'is' in cell) for (const value of cell.is) if (!places.has(value)) places.set(value, places.size);
    return { kind, points: new Float64Array(0), values: [...places.keys()], places, count: places.size + 3 };
  }
  const points = new Set<number>();
  for (const cell of cells) {
    if (typeof cell === 'string' || !('in' in cell)) continue;
    // Adding zero makes one of the two zeros.
    for (const [low, high] of cell.in) {
      if (low !== null) points.add(low + 0);
      if (high !== null) points.add(high + 0);
    }
  }
  const sorted = Float64Array.from(points).sort();
  return { kind, points: sorted, values: [], places: new Map(), count: sorted.length * 2 + 3 };
}

/** The slot of an ordered value by its key. */
export function slotOfKey(points: Float64Array, key: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low < points.length && points[low] === key ? 2 * low + 1 : 2 * low;
}

/** Slots that a cell accepts; undefined where it accepts all, or nothing is known of it. */
export function slotRuns(slots: ColumnSlots, cell: CellSet): SlotRuns | undefined {
  if (typeof cell === 'string') return undefined;
  const last = slots.count - 1;
  const runs: number[] = [];
  const add = (from: number, to: number): void => {
    if (from > to) return;
    if (runs.length > 0 && from <= runs.at(-1)! + 1) runs[runs.length - 1] = Math.max(runs.at(-1)!, to);
    else runs.push(from, to);
  };
  if ('is' in cell) {
    const places = cell.is.map((value) => slots.places.get(value)!).sort((a, b) => a - b);
    if (!cell.except) for (const place of places) add(place, place);
    else {
      let from = 0;
      for (const place of places) {
        add(from, place - 1);
        from = place + 1;
      }
      add(from, slots.places.size);
    }
  } else {
    const runsOf = cell.in.map((range) => rangeRun(slots.points, range)).sort((a, b) => a[0] - b[0]);
    for (const [from, to] of runsOf) add(from, to);
  }
  if (cell.null) add(last - 1, last - 1);
  if (cell.foreign) add(last, last);
  return runs;
}

function rangeRun(points: Float64Array, [low, high, ends]: KeyRange): [number, number] {
  const from = low === null ? 0 : slotOfKey(points, low) + (ends[0] === '[' ? 0 : 1);
  const to = high === null ? 2 * points.length : slotOfKey(points, high) - (ends[1] === ']' ? 0 : 1);
  return [from, to];
}

/** Whether no value can fall into the slot: between neighbouring whole numbers, or a third truth value. */
export function isEmptySlot(slots: ColumnSlots, slot: number): boolean {
  if (slot === foreignSlot(slots)) return true;
  if (slot === nullSlot(slots)) return false;
  if (isListed(slots.kind)) return slots.kind === 'boolean' && slot === slots.places.size;
  if (!isDiscrete(slots.kind)) return false;
  if (slot % 2 === 1) return !Number.isInteger(slots.points[(slot - 1) / 2]);
  if (slot === 0 || slot === slots.points.length * 2) return false;
  return Math.floor(slots.points[slot / 2 - 1]!) + 1 >= slots.points[slot / 2]!;
}
