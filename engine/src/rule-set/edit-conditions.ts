import { isPlainObject } from './check-literals.js';
import type { ConditionDocument } from './document.js';

/*
 * Edits of a rule's conditions as a person makes them. Every edit is a new tree that shares what did not change. Places are the keys on the
 * way from the root: ['all', 1, 'not', 'any', 0]. What stands in a list is one item with whatever `not`s are around it. Half-made and
 * faulty trees are borne: an edit that makes no sense gives back what it was given.
 */

export type ConditionPath = readonly (string | number)[];
export type GroupKind = 'all' | 'any';
type Plain = Record<string, unknown>;

/** A tree and where the condition that was edited is in it now. */
export interface ConditionEdit { root: ConditionDocument; path: ConditionPath }

export const groupKindOf = (condition: unknown): GroupKind | undefined => (isPlainObject(condition) && !Object.hasOwn(condition, 'condition') ? (['any', 'all'] as const).find((kind) => Array.isArray(condition[kind])) : undefined);

export function conditionAt(root: unknown, path: ConditionPath): unknown {
  let at: unknown = root;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Plain)[key];
  }
  return at;
}

/** What is negated, under however many `not`s. */
export function peel(condition: unknown): { nots: number; core: unknown; path: ConditionPath } {
  const path: string[] = [];
  let core = condition;
  while (isPlainObject(core) && Object.hasOwn(core, 'not') && !groupKindOf(core) && !Object.hasOwn(core, 'condition')) {
    core = core.not;
    path.push('not');
  }
  return { nots: path.length, core, path };
}

export function changeCondition(root: ConditionDocument, path: ConditionPath, change: (condition: ConditionDocument) => ConditionDocument): ConditionDocument {
  const [key, ...rest] = path;
  if (key === undefined) return change(root);
  const inner = conditionAt(root, [key]);
  if (inner === undefined) return root;
  const next = changeCondition(inner as ConditionDocument, rest, change);
  if (next === inner) return root;
  if (Array.isArray(root)) return (root as unknown[]).map((item, index) => (index === key ? next : item)) as unknown as ConditionDocument;
  return { ...root, [key]: next };
}

/** The list that a place is in and its position there; undefined for the root and for what is under a `not`. */
function listPlace(path: ConditionPath): { list: ConditionPath; group: ConditionPath; index: number } | undefined {
  const index = path.at(-1);
  return typeof index === 'number' ? { list: path.slice(0, -1), group: path.slice(0, -2), index } : undefined;
}

const changeList = (root: ConditionDocument, list: ConditionPath, change: (items: ConditionDocument[]) => ConditionDocument[]): ConditionDocument =>
  Array.isArray(conditionAt(root, list)) ? changeCondition(root, list, (items) => change(items as unknown as ConditionDocument[]) as unknown as ConditionDocument) : root;

/** Puts a condition into a group; at its end unless told. */
export function insertCondition(root: ConditionDocument, group: ConditionPath, condition: ConditionDocument, index = Infinity): ConditionEdit {
  const kind = groupKindOf(conditionAt(root, group));
  if (!kind) return { root, path: group };
  const list = [...group, kind];
  const place = Math.max(0, Math.min(index, (conditionAt(root, list) as unknown[]).length));
  return { root: changeList(root, list, (items) => [...items.slice(0, place), condition, ...items.slice(place)]), path: [...list, place] };
}

/** Takes a condition away; of the root an empty group stays. */
export function removeCondition(root: ConditionDocument, path: ConditionPath): ConditionDocument {
  if (path.length === 0) return { all: [] };
  const place = listPlace(path);
  if (!place) return removeCondition(root, path.slice(0, -1));
  return changeList(root, place.list, (items) => items.filter((_, index) => index !== place.index));
}

const startsWith = (path: ConditionPath, start: ConditionPath): boolean => start.every((key, index) => path[index] === key);

/** Moves a condition into a group at a position, counted before the move. A group does not move into itself. */
export function moveCondition(root: ConditionDocument, from: ConditionPath, group: ConditionPath, index = Infinity): ConditionEdit {
  const place = listPlace(from);
  const moved = conditionAt(root, from) as ConditionDocument | undefined;
  if (!place || moved === undefined || startsWith(group, from) || !groupKindOf(conditionAt(root, group))) return { root, path: from };
  const without = removeCondition(root, from);
  const same = startsWith(group, place.group) && group.length === place.group.length;
  const shifted = startsWith(group, place.list) && typeof group[place.list.length] === 'number' && (group[place.list.length] as number) > place.index;
  const target = shifted ? [...place.list, (group[place.list.length] as number) - 1, ...group.slice(place.list.length + 1)] : group;
  return insertCondition(without, target, moved, same && index > place.index ? index - 1 : index);
}

/** Puts a group around a condition: nothing changes in what it says, nor in when it is looked at. */
export function wrapCondition(root: ConditionDocument, path: ConditionPath, kind: GroupKind): ConditionDocument {
  return changeCondition(root, path, (condition) => {
    const priority = path.length > 0 && isPlainObject(condition) && typeof condition.priority === 'number' ? { priority: condition.priority } : {};
    return kind === 'all' ? { all: [condition], ...priority } : { any: [condition], ...priority };
  });
}

/**
 * Puts the conditions of a group in its place. A negated group gives its conditions negated. What is said stays the same where the group
 * around it joins them as the group did (of a negated one: the other way), or where there was but one; otherwise whoever ungroups means it.
 */
export function unwrapGroup(root: ConditionDocument, path: ConditionPath): ConditionDocument {
  const { nots, core } = peel(conditionAt(root, path));
  const kind = groupKindOf(core);
  if (!kind) return root;
  const children = ((core as Plain)[kind] as ConditionDocument[]).map((child) => (nots % 2 === 1 ? negated(child) : child));
  const place = listPlace(path);
  if (place) return changeList(root, place.list, (items) => items.flatMap((item, index) => (index === place.index ? children : [item])));
  // The root must be a group or a reference.
  const [only] = children;
  return children.length === 1 && path.length === 0 && isRoot(only) ? only! : root;
}

const opposites: Readonly<Record<string, string>> = { equal: 'notEqual', notEqual: 'equal', in: 'notIn', notIn: 'in' };

/** The opposite of a condition: true exactly where it is false. Operators are turned where they have an exact opposite, else it is put under `not`. */
export function negated(condition: ConditionDocument): ConditionDocument {
  const plain = condition as unknown as Plain;
  if (isPlainObject(plain) && Object.hasOwn(plain, 'not') && !groupKindOf(plain) && !Object.hasOwn(plain, 'condition') && plain.name === undefined) return withPriority(plain.not as ConditionDocument, plain.priority);
  const opposite = isPlainObject(plain) && Object.hasOwn(plain, 'fact') && typeof plain.operator === 'string' ? opposites[plain.operator] : undefined;
  return opposite === undefined ? { not: condition } : ({ ...plain, operator: opposite } as unknown as ConditionDocument);
}

/** The priority of a `not` says when the condition is looked at; it stays with what it was put on. */
const withPriority = (condition: ConditionDocument, priority: unknown): ConditionDocument => (priority === undefined || (condition as Plain).priority !== undefined ? condition : ({ ...condition, priority } as ConditionDocument));

export function negateCondition(root: ConditionDocument, path: ConditionPath): ConditionDocument {
  return changeCondition(root, path, (condition) => {
    const next = negated(condition);
    return path.length > 0 || isRoot(next) ? next : { all: [next] };
  });
}

/** A rule's conditions must be a group, a negation or a reference. */
const isRoot = (condition: unknown): boolean => isPlainObject(condition) && ['all', 'any', 'not', 'condition'].some((key) => Object.hasOwn(condition, key));

/** Joins a group's conditions the other way. */
export function joinGroup(root: ConditionDocument, path: ConditionPath, kind: GroupKind): ConditionDocument {
  return changeCondition(root, path, (condition) => {
    const former = groupKindOf(condition);
    if (!former || former === kind) return condition;
    const { [former]: items, ...rest } = condition as unknown as Record<GroupKind, unknown>;
    return { [kind]: items, ...rest } as unknown as ConditionDocument;
  });
}

/** A copy right after the condition. */
export function copyCondition(root: ConditionDocument, path: ConditionPath): ConditionEdit {
  const place = listPlace(path);
  const copied = conditionAt(root, path);
  return place && copied !== undefined ? insertCondition(root, place.group, structuredClone(copied) as ConditionDocument, place.index + 1) : { root, path };
}

/**
 * One step by keyboard: up and down within the group and at its end out of it, `in` to the end of the group before (or the beginning of the
 * one after), `out` behind the group around it.
 */
export function stepCondition(root: ConditionDocument, path: ConditionPath, direction: 'up' | 'down' | 'in' | 'out'): ConditionEdit {
  const place = listPlace(path);
  if (!place) return { root, path };
  const items = conditionAt(root, place.list);
  if (!Array.isArray(items)) return { root, path };
  const around = outerItem(place.group);
  const leave = (offset: 0 | 1): ConditionEdit => (around ? moveCondition(root, path, around.group, around.index + offset) : { root, path });
  switch (direction) {
    case 'up':
      return place.index === 0 ? leave(0) : moveCondition(root, path, place.group, place.index - 1);
    case 'down':
      return place.index === items.length - 1 ? leave(1) : moveCondition(root, path, place.group, place.index + 2);
    case 'out':
      return leave(1);
    case 'in': {
      for (const [index, at] of [[place.index - 1, Infinity], [place.index + 1, 0]] as const) {
        const beside = peel(items[index] as unknown);
        if (groupKindOf(beside.core)) return moveCondition(root, path, [...place.list, index, ...beside.path], at);
      }
      return { root, path };
    }
  }
}

/** The item that a group is, under its `not`s, within the list around it. */
function outerItem(group: ConditionPath): { group: ConditionPath; index: number } | undefined {
  let path = group;
  while (path.at(-1) === 'not') path = path.slice(0, -1);
  return listPlace(path);
}
