import { diffIndices } from 'node-diff3';

/** Both sides changed the same place, and not alike. */
class BothChanged extends Error {}

/**
 * What two people made of `base`, in one: of rule sets, tables, scorecards, trees. Entries of objects are merged by name, elements of
 * lists (rules, bins, branches) by their identifiers, else by their places between elements that did not change; what either added is kept.
 * Null where both changed the same value, one changed what the other removed, or the rules would not fit the columns any more.
 */
export function mergeContent<D>(base: D, mine: D, theirs: D): D | null {
  try {
    const merged = mergeValue(base, mine, theirs) as D;
    return rulesFit(merged) ? merged : null;
  } catch (error) {
    if (error instanceof BothChanged) return null;
    throw error;
  }
}

function mergeValue(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs)) return mergeRows(base, mine, theirs);
  if (isRecord(base) && isRecord(mine) && isRecord(theirs)) return mergeRecords(base, mine, theirs);
  throw new BothChanged();
}

function mergeRecords(base: Fields, mine: Fields, theirs: Fields): Fields {
  const out: [string, unknown][] = [];
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = mergeValue(own(base, key), own(mine, key), own(theirs, key));
    if (value !== undefined) out.push([key, value]);
  }
  return Object.fromEntries(out);
}

/** Merges lists. Lists of plain values that both changed are one value: their elements have no identity. */
export function mergeRows(base: readonly unknown[], mine: readonly unknown[], theirs: readonly unknown[]): unknown[] {
  if (![base, mine, theirs].every((list) => list.every((item) => isRecord(item) || Array.isArray(item)))) return mergeCells(base, mine, theirs);
  const [ours, other] = [align(base, mine), align(base, theirs)];
  const out: unknown[] = [];
  for (let at = -1; at < base.length; at += 1) {
    if (at >= 0) {
      const [left, right] = [ours.places[at]!, other.places[at]!];
      if (left >= 0 && right >= 0) out.push(mergeValue(base[at], mine[left], theirs[right]));
      else if ((left >= 0 && !same(base[at], mine[left])) || (right >= 0 && !same(base[at], theirs[right]))) throw new BothChanged();
    }
    const added = (other.added.get(at) ?? []).map((place) => theirs[place]);
    const own = (ours.added.get(at) ?? []).map((place) => mine[place]).filter((item) => !added.some((found) => same(found, item)));
    if (identities([...added, ...own]) === 'repeated') throw new BothChanged();
    out.push(...added, ...own);
  }
  return out;
}

/** Cells of a rule: the same number of them on all sides, each changed by one side at most. */
function mergeCells(base: readonly unknown[], mine: readonly unknown[], theirs: readonly unknown[]): unknown[] {
  if (base.length !== mine.length || base.length !== theirs.length) throw new BothChanged();
  return base.map((value, place) => mergeValue(value, mine[place], theirs[place]));
}

interface Alignment {
  /** By place in the base: the place in the side's list, -1 where it was removed. */
  places: number[];
  /** What the side added, by the place in the base after which it stands. */
  added: Map<number, number[]>;
}

function align(base: readonly unknown[], side: readonly unknown[]): Alignment {
  const places = new Array<number>(base.length).fill(-1);
  const added = new Map<number, number[]>();
  let from = 0;
  while (from < base.length && from < side.length && same(base[from], side[from])) {
    places[from] = from;
    from += 1;
  }
  let end = 0;
  while (end < base.length - from && end < side.length - from && same(base[base.length - 1 - end], side[side.length - 1 - end])) {
    places[base.length - 1 - end] = side.length - 1 - end;
    end += 1;
  }
  const [left, right] = [base.slice(from, base.length - end), side.slice(from, side.length - end)];
  let [done, doneSide] = [0, 0];
  const keep = (until: number): void => {
    for (; done < until; done += 1, doneSide += 1) places[from + done] = from + doneSide;
  };
  for (const { buffer1: [at, length], buffer2: [sideAt, sideLength] } of diffIndices(left.map(keyOf), right.map(keyOf))) {
    keep(at);
    pairRegion({ base: left, side: right, at, length, sideAt, sideLength, from }, places, added);
    [done, doneSide] = [at + length, sideAt + sideLength];
  }
  keep(left.length);
  return { places, added };
}

interface Region { base: readonly unknown[]; side: readonly unknown[]; at: number; length: number; sideAt: number; sideLength: number; from: number }

/** Between what stayed: elements of the same identifier are one; without identifiers, as many as before are the same ones, edited. */
function pairRegion({ base, side, at, length, sideAt, sideLength, from }: Region, places: number[], added: Map<number, number[]>): void {
  let last = from + at - 1;
  const taken = new Set<number>();
  for (let place = sideAt; place < sideAt + sideLength; place += 1) {
    const id = identityOf(side[place]);
    let match = -1;
    if (id === undefined) {
      if (length === sideLength) match = at + (place - sideAt);
    } else for (let other = at; other < at + length; other += 1) if (identityOf(base[other]) === id) match = other;
    if (match >= 0 && identityOf(base[match]) === id && !taken.has(match) && from + match > last) {
      taken.add(match);
      places[from + match] = from + place;
      last = from + match;
    } else added.set(last, [...(added.get(last) ?? []), from + place]);
  }
}

function identityOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  const id = item.id ?? item.name;
  return typeof id === 'string' ? id : undefined;
}

function identities(items: readonly unknown[]): 'single' | 'repeated' {
  const seen = items.flatMap((item) => identityOf(item) ?? []);
  return new Set(seen).size === seen.length ? 'single' : 'repeated';
}

/** Whether every rule of a table has a cell for each column; true of everything that is no table. */
function rulesFit(document: unknown): boolean {
  if (!isRecord(document) || !Array.isArray(document.inputs) || !Array.isArray(document.outputs) || !Array.isArray(document.rules)) return true;
  const [inputs, outputs] = [document.inputs.length, document.outputs.length];
  return document.rules.every((rule) => !isRecord(rule) || !Array.isArray(rule.inputs) || !Array.isArray(rule.outputs) || (rule.inputs.length === inputs && rule.outputs.length === outputs));
}

type Fields = Record<string, unknown>;
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);

/** Equal as JSON; the order of entries, which a database changes, does not count. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, place) => same(item, b[place]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));
}
