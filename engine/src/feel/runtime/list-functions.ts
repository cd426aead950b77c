import { FeelFunction } from '../values/feel-function.js';
import { compare, equals } from './comparing.js';
import { withinList, work } from './feel-context.js';

type List = readonly unknown[];
const same = (a: unknown, b: unknown): boolean => equals(a, b) === true;
const holds = (list: List, value: unknown): boolean => list.some((element) => same(element, value));
const finite = (n: number): number | null => (n - n === 0 ? n : null);

/** The numbers of a list; null where another value is among them. */
function numbers(list: List): readonly number[] | null {
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== 'number') return null;
  return list as readonly number[];
}

export const listContains = (list: List, element: unknown): boolean => holds(list, element);
export const count = (list: List): number => list.length;

function extreme(list: List, sign: 1 | -1): unknown {
  if (list.length === 0) return null;
  let best = list[0];
  if (compare(best, best) === null) return null;
  for (let i = 1; i < list.length; i++) {
    const order = compare(list[i], best);
    if (order === null) return null;
    if (order * sign < 0) best = list[i];
  }
  return best;
}
export const min = (list: List): unknown => extreme(list, 1);
export const max = (list: List): unknown => extreme(list, -1);

export function sum(list: List): number | null {
  const all = numbers(list);
  if (all === null || all.length === 0) return null;
  let total = 0;
  for (const n of all) total += n;
  return finite(total);
}
export function mean(list: List): number | null {
  const total = sum(list);
  return total === null ? null : total / list.length;
}
export function product(list: List): number | null {
  const all = numbers(list);
  if (all === null || all.length === 0) return null;
  let total = 1;
  for (const n of all) total *= n;
  return finite(total);
}
export function median(list: List): number | null {
  const all = numbers(list);
  if (all === null || all.length === 0) return null;
  const sorted = [...all].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : finite((sorted[middle - 1]! + sorted[middle]!) / 2);
}
/** Sample standard deviation (divisor n − 1). */
export function stddev(list: List): number | null {
  const all = numbers(list);
  if (all === null || all.length < 2) return null;
  const average = all.reduce((a, b) => a + b, 0) / all.length;
  return finite(Math.sqrt(all.reduce((a, b) => a + (b - average) ** 2, 0) / (all.length - 1)));
}
export function mode(list: List): unknown {
  const all = numbers(list);
  if (all === null) return null;
  const counts = new Map<number, number>();
  for (const n of all) counts.set(n, (counts.get(n) ?? 0) + 1);
  let most = 0;
  for (const times of counts.values()) most = Math.max(most, times);
  return [...counts].filter(([, times]) => times === most).map(([n]) => n).sort((a, b) => a - b);
}

export function all(list: List): boolean | null {
  let answer: boolean | null = true;
  for (const value of list) {
    if (value === false) return false;
    if (value !== true) answer = null;
  }
  return answer;
}
export function any(list: List): boolean | null {
  let answer: boolean | null = false;
  for (const value of list) {
    if (value === true) return true;
    if (value !== false) answer = null;
  }
  return answer;
}

export function sublist(list: List, start: number, length?: number): unknown {
  const from = Math.trunc(start);
  if (from === 0 || Math.abs(from) > list.length) return null;
  const first = from > 0 ? from - 1 : list.length + from;
  if (length === undefined) return list.slice(first);
  const size = Math.trunc(length);
  return size < 1 || first + size > list.length ? null : list.slice(first, first + size);
}
export function append(list: List, ...items: unknown[]): unknown {
  withinList(list.length + items.length);
  return [...list, ...items];
}
export function concatenate(...lists: List[]): unknown {
  withinList(lists.reduce((length, list) => length + list.length, 0));
  return ([] as unknown[]).concat(...lists);
}
/** Place from 1, or from the end where negative; -1 where the list has no such place. */
function indexAt(list: List, position: number, room = 0): number {
  const place = Math.trunc(position);
  const index = place > 0 ? place - 1 : place < 0 ? list.length + place : -1;
  return index >= 0 && index < list.length + room ? index : -1;
}
export function insertBefore(list: List, position: number, item: unknown): unknown {
  const index = indexAt(list, position, position > 0 ? 1 : 0);
  if (index < 0) return null;
  withinList(list.length + 1);
  return [...list.slice(0, index), item, ...list.slice(index)];
}
export function remove(list: List, position: number): unknown {
  const index = indexAt(list, position);
  return index < 0 ? null : list.filter((_, i) => i !== index);
}
export function listReplace(list: List, where: number | FeelFunction, item: unknown): unknown {
  if (typeof where === 'number') {
    const index = indexAt(list, where);
    return index < 0 ? null : list.map((element, i) => (i === index ? item : element));
  }
  if (where.parameters.length !== 2) return null;
  const replaced: unknown[] = [];
  for (const element of list) {
    const hit = where.invoke(element, item);
    if (typeof hit !== 'boolean') return null;
    replaced.push(hit ? item : element);
  }
  return replaced;
}
export const reverse = (list: List): unknown => [...list].reverse();
export const indexOf = (list: List, match: unknown): unknown => list.flatMap((element, i) => (same(element, match) ? [i + 1] : []));

/** Each value once, at its first place. */
export function distinctValues(list: List): unknown[] {
  const scalars = new Set<unknown>();
  const kept: unknown[] = [];
  for (const element of list) {
    if (element === null || typeof element !== 'object') {
      const key = element === 0 ? 0 : element;
      if (scalars.has(key)) continue;
      scalars.add(key);
    } else {
      work(kept.length);
      if (kept.some((other) => typeof other === 'object' && same(other, element))) continue;
    }
    kept.push(element);
  }
  return kept;
}
export const union = (...lists: List[]): unknown => distinctValues(concatenate(...lists) as List);

export function flatten(list: List): unknown {
  const flat: unknown[] = [];
  const visit = (values: List, depth: number): void => {
    for (const value of values) {
      if (Array.isArray(value) && depth < 1000) visit(value, depth + 1);
      else {
        flat.push(value);
        withinList(flat.length);
      }
    }
  };
  visit(list, 0);
  return flat;
}

/** Sorted by a function that tells whether its first argument goes before the second; without one, in the order of the values. */
export function sort(list: List, precedes?: FeelFunction | null): unknown {
  if (precedes === undefined || precedes === null) {
    if (list.some((element) => compare(element, list[0]) === null)) return list.length === 0 ? [] : null;
    return [...list].sort((a, b) => compare(a, b) ?? 0);
  }
  if (precedes.parameters.length !== 2) return null;
  return mergeSorted(list, precedes);
}

/** Merge sort: a comparison that contradicts itself costs no more than another, and equal elements keep their order. */
function mergeSorted(list: List, precedes: FeelFunction): List {
  if (list.length < 2) return list;
  const middle = list.length >> 1;
  const left = mergeSorted(list.slice(0, middle), precedes);
  const right = mergeSorted(list.slice(middle), precedes);
  const merged: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) merged.push(precedes.invoke(right[j], left[i]) === true ? right[j++] : left[i++]);
  return merged.concat(left.slice(i), right.slice(j));
}

