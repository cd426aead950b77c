import { diff3MergeRegions } from 'node-diff3';
import { mergeKeyed, mergeRows } from './merge-lists.js';
import { sameJson } from './same-json.js';

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
