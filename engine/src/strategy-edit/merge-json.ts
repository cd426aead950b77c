import { diff3MergeRegions } from 'node-diff3';
import { canonicalText, sameJson } from './same-json.js';

/** Whose value stands at a place that both changed. */
export type MergeChoice = 'mine' | 'theirs';
export type MergePath = readonly string[];

/** A place that two people changed differently since `base`. Undefined says that it is not there: never was, or was taken away. */
export interface MergeConflict {
  /** Stays the same however often the same three documents are merged: choices name it. */
  id: string;
  /** Keys of objects, and of elements of lists: the node's identifier, the field's name, the way out, or the place of a row in `base`. */
  path: MergePath;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merged<D> {
  /** Everything that both did; where they collide, what was chosen, and mine where nothing was. */
  document: D;
  conflicts: MergeConflict[];
  /** Nodes of mine whose identifier the others gave to another new node, and what they are called now. */
  renamed: { place: readonly string[]; from: string; to: string }[];
}

export type MergeChoices = ReadonlyMap<string, MergeChoice>;

/** One merge on its way: what was chosen, and what was found. */
export interface Merging {
  readonly choices: MergeChoices;
  readonly conflicts: MergeConflict[];
  readonly renamed: Merged<unknown>['renamed'];
  /** Places that are merged in a manner of their own; undefined leaves them to the general manner. */
  readonly special: (merging: Merging, base: unknown, mine: unknown, theirs: unknown, path: MergePath) => { value: unknown } | undefined;
}

type Json = Record<string, unknown>;
export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Merges two JSON documents by place: objects by key, lists by what names their elements, else by row; long texts by line. */
export function mergeJson<D>(base: D, mine: D, theirs: D, choices: MergeChoices = new Map(), special: Merging['special'] = () => undefined): Merged<D> {
  const merging: Merging = { choices, conflicts: [], renamed: [], special };
  const document = mergeValue(merging, base, mine, theirs, []) as D;
  return { document, conflicts: merging.conflicts, renamed: merging.renamed };
}

export function mergeValue(merging: Merging, base: unknown, mine: unknown, theirs: unknown, path: MergePath): unknown {
  if (sameJson(mine, theirs) || sameJson(base, theirs)) return mine;
  if (sameJson(base, mine)) return theirs;
  const special = merging.special(merging, base, mine, theirs, path);
  if (special) return special.value;
  if (isRecord(mine) && isRecord(theirs) && (base === undefined || isRecord(base)) && !otherKind(base, mine, theirs)) return mergeObject(merging, base ?? {}, mine, theirs, path);
  if (Array.isArray(mine) && Array.isArray(theirs) && (base === undefined || Array.isArray(base))) return mergeKeyed(merging, base ?? [], mine, theirs, path) ?? mergeRows(merging, base ?? [], mine, theirs, path);
  if (typeof base === 'string' && typeof mine === 'string' && typeof theirs === 'string') {
    const text = mergeText(base, mine, theirs);
    if (text !== null) return text;
  }
  return conflictAt(merging, path, base, mine, theirs);
}

export function conflictAt<T>(merging: Merging, path: MergePath, base: T, mine: T, theirs: T): T {
  const id = path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  merging.conflicts.push({ id, path, base, mine, theirs });
  return merging.choices.get(id) === 'theirs' ? theirs : mine;
}

/** Settings of different kinds have nothing in common that could be merged. */
function otherKind(base: Json | undefined, mine: Json, theirs: Json): boolean {
  return !sameJson(mine.kind, theirs.kind) || (base !== undefined && !sameJson(base.kind, mine.kind));
}

export function mergeObject(merging: Merging, base: Json, mine: Json, theirs: Json, path: MergePath, merge: typeof mergeValue = mergeValue): Json {
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const own = (value: Json, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);
  const entries = keys.map((key) => [key, merge(merging, own(base, key), own(mine, key), own(theirs, key), [...path, key])] as const);
  // What nobody changed keeps its identity, so that whatever is drawn of it stays.
  if (entries.every(([key, value]) => value === own(mine, key))) return mine;
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Lines of a text; null where both changed the same lines. */
function mergeText(base: string, mine: string, theirs: string): string | null {
  if (!base.includes('\n') && !(mine.includes('\n') && theirs.includes('\n'))) return null;
  const [before, left, right] = [base.split('\n'), mine.split('\n'), theirs.split('\n')];
  const lines: string[] = [];
  for (const region of diff3MergeRegions(left, before, right)) {
    if (region.stable) lines.push(...region.bufferContent);
    else if (sameJson(region.aContent, region.bContent)) lines.push(...region.aContent);
    else return null;
  }
  return lines.join('\n');
}

type KeyOf = (element: unknown) => string | undefined;

/** What tells the elements of a list apart, in this order: nodes have an id, ways out a port, fields and assignments a name. */
const keys: readonly KeyOf[] = [
  (element) => (isRecord(element) && typeof element.from === 'string' && typeof element.port === 'string' ? `${element.from} ${element.port}` : undefined),
  ...(['id', 'port', 'name'] as const).map((key): KeyOf => (element) => (isRecord(element) && typeof element[key] === 'string' ? element[key] : undefined)),
];

export type Keyed = ReadonlyMap<string, unknown>;

function keyed(list: readonly unknown[], keyOf: KeyOf): Keyed | null {
  const found = new Map<string, unknown>();
  for (const element of list) {
    const key = keyOf(element);
    if (key === undefined || found.has(key)) return null;
    found.set(key, element);
  }
  return found;
}

/** The three lists by the first key that all of their elements have, each another one. */
export function keyedAlike(...lists: readonly (readonly unknown[])[]): Keyed[] | null {
  for (const keyOf of keys) {
    const maps = lists.map((list) => keyed(list, keyOf));
    if (maps.every((map) => map !== null)) return maps;
  }
  return null;
}

/** Merges lists by what names their elements; null where nothing does. */
export function mergeKeyed(merging: Merging, base: readonly unknown[], mine: readonly unknown[], theirs: readonly unknown[], path: MergePath): unknown[] | null {
  const maps = keyedAlike(base, mine, theirs);
  if (!maps) return null;
  const [was, left, right] = maps as [Keyed, Keyed, Keyed];
  const found: unknown[] = [];
  for (const key of mergedOrder(merging, was, left, right, path)) {
    const value = mergeValue(merging, was.get(key), left.get(key), right.get(key), [...path, key]);
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** Keys of mine and theirs in the order of whoever moved them; what the other one added stands behind what it stood behind there. */
function mergedOrder(merging: Merging, base: Keyed, mine: Keyed, theirs: Keyed, path: MergePath): string[] {
  const common = (list: Keyed): string[] => [...list.keys()].filter((key) => base.has(key) && mine.has(key) && theirs.has(key));
  const [was, left, right] = [common(base), common(mine), common(theirs)];
  const moved = { mine: !sameJson(was, left), theirs: !sameJson(was, right) };
  // Edges and fields may stand in any order; branches, arms and rules may not.
  const ordered = path.at(-1) !== 'edges' && path[0] !== 'dataModel';
  const collide = ordered && moved.mine && moved.theirs && !sameJson(left, right);
  const lead = (moved.theirs && !moved.mine) || (collide && conflictAt(merging, [...path, 'order'], was, left, right) === right) ? theirs : mine;
  return withAdded([...lead.keys()], [...(lead === mine ? theirs : mine).keys()]);
}

export function withAdded(lead: readonly string[], other: readonly string[]): string[] {
  const order = [...lead];
  const known = new Set(lead);
  let before: string | undefined;
  for (const key of other) {
    if (!known.has(key)) {
      order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key);
      known.add(key);
    }
    before = key;
  }
  return order;
}

/** Merges lists row by row: rows that only one of the two changed, added or took away are as that one has them. */
export function mergeRows(merging: Merging, base: readonly unknown[], mine: readonly unknown[], theirs: readonly unknown[], path: MergePath): unknown[] {
  const numbers = new Map<string, number>();
  const numbered = (list: readonly unknown[]): number[] =>
    list.map((row) => {
      const text = canonicalText(row);
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    });
  const [was, left, right] = [numbered(base), numbered(mine), numbered(theirs)];
  // Equal beginnings and ends are left out: most rows of long tables are.
  let head = 0;
  while (head < was.length && was[head] === left[head] && was[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(was.length, left.length, right.length) - head && was.at(-1 - tail) === left.at(-1 - tail) && was.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
  const inner = <T>(list: readonly T[]): T[] => list.slice(head, list.length - tail);
  const rows = { a: inner(mine), o: inner(base), b: inner(theirs) };
  const found: unknown[] = mine.slice(0, head);
  for (const region of diff3MergeRegions(inner(left), inner(was), inner(right))) {
    if (region.stable) {
      found.push(...rows[region.buffer].slice(region.bufferStart, region.bufferStart + region.bufferLength));
      continue;
    }
    const [before, ours, others] = [rows.o.slice(region.oStart, region.oStart + region.oLength), rows.a.slice(region.aStart, region.aStart + region.aLength), rows.b.slice(region.bStart, region.bStart + region.bLength)];
    const at = head + region.oStart;
    if (sameJson(ours, others)) found.push(...ours);
    else if (before.length === ours.length && before.length === others.length) found.push(...before.map((row, index) => mergeValue(merging, row, ours[index], others[index], [...path, String(at + index)])));
    else found.push(...conflictAt(merging, [...path, before.length === 0 ? `${at}+` : `${at}-${at + before.length - 1}`], before, ours, others));
  }
  return [...found, ...mine.slice(mine.length - tail)];
}
