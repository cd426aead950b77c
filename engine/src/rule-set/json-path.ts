import { parseFilter, passesFilter, type FilterNode } from './path-filter.js';

/**
 * One step of a path into a fact: an own property, every child, a slice of a list, several properties, the value and all below it,
 * or the children that pass a filter. Plain data, so that it can stand in printed code.
 */
export type PathStep =
  | { kind: 'property'; name: string }
  | { kind: 'every' }
  | { kind: 'slice'; raw: string; start: number; end: number | null; step: number }
  | { kind: 'union'; raw: string; names: string[] }
  | { kind: 'descent' }
  | { kind: 'filter'; raw: string; test: FilterNode };

const dotName = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const quotedName = /^[^'"\][~^;#()?@`,:*$%]+$/u;
const unionName = /^(?:[\p{L}_][\p{L}\p{N}_-]*|\d{1,9})$/u;
const token = /\.(\*|[\p{L}\p{N}_][\p{L}\p{N}_-]*)|\[(\*|\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]|\[(-?\d{0,9}:-?\d{0,9}(?::\d{0,9})?)\]|\[([\p{L}\p{N}_-]+(?:,[\p{L}\p{N}_-]+)+)\]|\[\?\(([^\n]*?)\)\](?![\])'])|\.(\.)(?=[\p{L}_*])|\.\.?(?=\[)/uy;
/** Each descent looks at everything below; several in one path multiply. */
const mostDescents = 2;

/**
 * Reads a JSONPath: `$.a.b`, `$['a b']`, `$.list[0]`, `$.list[*].c`, `$.*`, `$.list[0:2]`, `$.list[0,2]`, `$..price`, `$.list[?(@.price > 10)]`;
 * the leading `$.` may be left out. Scripts, parents (`^`), names (`~`), tests of types and calls in filters are not read: undefined.
 */
export function parseJsonPath(path: string): PathStep[] | undefined {
  if (path.length > 500) return undefined;
  let rest = path;
  if (rest.startsWith('$')) rest = rest.slice(1);
  else if (rest.startsWith('.')) return undefined;
  else if (!rest.startsWith('[')) rest = `.${rest}`;
  const steps: PathStep[] = [];
  let descents = 0;
  token.lastIndex = 0;
  while (token.lastIndex < rest.length) {
    const match = token.exec(rest);
    if (!match) return undefined;
    const [whole, dotted, bracketed, single, double, slice, union, filter] = match;
    // A dot before a bracket is read as a descent too.
    if (whole === '..' || whole === '.') {
      steps.push({ kind: 'descent' });
      descents += 1;
      if (descents > mostDescents) return undefined;
      // `..name` goes on with a name and no dot of its own.
      if (match[8] !== undefined) token.lastIndex -= 1;
      continue;
    }
    const step = slice !== undefined ? sliceOf(slice) : union !== undefined ? unionOf(union) : filter !== undefined ? filterOf(filter) : nameOf(single ?? double, dotted ?? bracketed);
    if (!step) return undefined;
    steps.push(step);
  }
  return steps;
}

function nameOf(quoted: string | undefined, plain: string | undefined): PathStep | undefined {
  if (quoted === undefined && plain === '*') return { kind: 'every' };
  const name = quoted ?? plain ?? '';
  if (name === '__proto__' || !(quoted !== undefined ? quotedName.test(name) : dotName.test(name) || /^\d+$/.test(name))) return undefined;
  return { kind: 'property', name };
}

/** As json-rules-engine reads slices: an end of 0 counts as no end, and no step as 1. */
function sliceOf(raw: string): PathStep {
  const [start = '', end = '', step = ''] = raw.split(':');
  return { kind: 'slice', raw, start: Number.parseInt(start, 10) || 0, end: Number.parseInt(end, 10) || null, step: Number.parseInt(step, 10) || 1 };
}

function unionOf(raw: string): PathStep | undefined {
  const names = raw.split(',');
  return names.every((name) => unionName.test(name) && name !== '__proto__') ? { kind: 'union', raw, names } : undefined;
}

function filterOf(raw: string): PathStep | undefined {
  const test = parseFilter(raw);
  return test && { kind: 'filter', raw: `?(${raw})`, test };
}

/**
 * The value at a path of a fact, as json-rules-engine resolves it: a fact that is no object is returned whole,
 * a path that may find several values gives an array of every match, a miss is undefined.
 */
export function valueAtPath(fact: unknown, steps: readonly PathStep[]): unknown {
  if (fact === null || typeof fact !== 'object') return fact;
  let value: unknown = fact;
  for (const step of steps) {
    if (step.kind !== 'property') return matchesAt(fact, steps);
    if (!value || !Object.hasOwn(value as object, step.name)) return undefined;
    value = (value as Record<string, unknown>)[step.name];
  }
  return value;
}

interface Matches { values: unknown[]; several: boolean }

function matchesAt(fact: unknown, steps: readonly PathStep[]): unknown {
  const found: Matches = { values: [], several: false };
  collect(fact, steps, 0, false, false, found);
  if (found.values.length === 0) return undefined;
  return found.values.length === 1 && !found.several ? found.values[0] : found.values;
}

const owns = (value: unknown, name: string): boolean => Boolean(value) && Object.hasOwn(value as object, name);
const childrenOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value !== null && typeof value === 'object' ? Object.values(value) : []);

/**
 * Gathers the matches. `several` tells whether a step on the way could have found more than one; `literal` that a property really named as
 * the step is written goes first, which json-rules-engine holds after a plain name or `*`.
 */
function collect(value: unknown, steps: readonly PathStep[], at: number, several: boolean, literal: boolean, found: Matches): void {
  const step = steps[at];
  if (!step) {
    found.values.push(value);
    found.several ||= several;
    return;
  }
  const written = step.kind === 'property' ? step.name : step.kind === 'every' ? '*' : step.kind === 'descent' ? '..' : step.raw;
  if ((literal || step.kind === 'property') && owns(value, written)) {
    collect((value as Record<string, unknown>)[written], steps, at + 1, several, !literal, found);
    return;
  }
  switch (step.kind) {
    case 'property':
      return;
    case 'every':
      for (const child of childrenOf(value)) collect(child, steps, at + 1, true, true, found);
      return;
    case 'union':
      for (const name of step.names) if (owns(value, name)) collect((value as Record<string, unknown>)[name], steps, at + 1, true, true, found);
      return;
    case 'descent':
      collect(value, steps, at + 1, several, false, found);
      for (const child of childrenOf(value)) if (typeof child === 'object') collect(child, steps, at, true, false, found);
      return;
    case 'filter':
      for (const child of childrenOf(value)) if (passesFilter(step.test, child)) collect(child, steps, at + 1, true, false, found);
      return;
    default: {
      if (!Array.isArray(value)) return;
      const from = step.start < 0 ? Math.max(0, step.start + value.length) : Math.min(value.length, step.start);
      const end = step.end ?? value.length;
      const to = end < 0 ? Math.max(0, end + value.length) : Math.min(value.length, end);
      for (let i = from; i < to; i += step.step) collect(value[i], steps, at + 1, true, false, found);
    }
  }
}
