import type { FieldSpec, ValueSpec } from '@arbiter/contracts';

/** Way to a value within an input: names of fields and places in lists. */
export type ValuePath = readonly (string | number)[];

type Holder = Record<string | number, unknown>;

/** The value at a path, or undefined where there is none. */
export function valueAt(value: unknown, path: ValuePath): unknown {
  let at = value;
  for (const key of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Holder)[key];
  }
  return at;
}

/** The value with another one at a path; undefined takes the field away. Everything beside the path keeps its identity. */
export function withValueAt(value: unknown, [key, ...rest]: ValuePath, next: unknown): unknown {
  if (key === undefined) return next;
  if (typeof key === 'number') {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    if (next === undefined && rest.length === 0) list.splice(key, 1);
    else list[key] = withValueAt(list[key], rest, next);
    return list;
  }
  const holder = value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  if (next === undefined && rest.length === 0) {
    const { [key]: _, ...others } = holder;
    return others;
  }
  return { ...holder, [key]: withValueAt(Object.hasOwn(holder, key) ? holder[key] : undefined, rest, next) };
}

/** What a new value of a type begins as: the first of a list of allowed ones, an object with its defaults, null where nothing is known. */
export function beginningOf(spec: ValueSpec): unknown {
  if (spec.values?.length) return spec.values[0];
  switch (spec.type) {
    case 'boolean':
      return false;
    case 'list':
      return [];
    case 'object':
      return Object.fromEntries((spec.fields ?? []).flatMap((field): [string, unknown][] => (field.default !== undefined ? [[field.name, field.default]] : field.required ? [[field.name, beginningOf(field)]] : [])));
    case 'number':
    case 'integer':
      return typeof spec.min === 'number' ? spec.min : 0;
    case 'string':
      return '';
    default:
      return null;
  }
}

/** An input with what the data model gives by itself. */
export const startingInput = (inputs: readonly FieldSpec[]): Record<string, unknown> => beginningOf({ type: 'object', fields: [...inputs] }) as Record<string, unknown>;

/** Which control a value is given by. */
export type ControlKind = 'choice' | 'switch' | 'number' | 'date' | 'instant' | 'time' | 'text' | 'list' | 'object' | 'json';

export function controlOf(spec: ValueSpec): ControlKind {
  if (spec.values?.length) return 'choice';
  switch (spec.type) {
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'date':
      return 'date';
    case 'date and time':
      return 'instant';
    case 'time':
      return 'time';
    case 'list':
      return spec.items ? 'list' : 'json';
    case 'object':
      return spec.fields?.length ? 'object' : 'json';
    case 'any':
      return 'json';
    default:
      return 'text';
  }
}

/** Whether a control can show a value as it is; what it cannot show is edited as JSON, so that nothing is changed by being looked at. */
export function canShow(spec: ValueSpec, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  switch (controlOf(spec)) {
    case 'choice':
      return spec.values!.some((allowed) => allowed === value);
    case 'number':
      return typeof value === 'number';
    case 'switch':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    case 'instant':
    case 'time':
    case 'text':
      return typeof value === 'string';
    case 'json':
      return true;
  }
}

/** Text of JSON as a person reads it. */
export const printedJson = (value: unknown): string => JSON.stringify(value, null, 2) ?? 'null';

export type ReadJson = { ok: true; value: unknown } | { ok: false; message: string };

export function readJson(text: string): ReadJson {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads an input: JSON that is an object. */
export function readInput(text: string): { ok: true; value: Record<string, unknown> } | { ok: false; message: string } {
  const read = readJson(text.trim() === '' ? '{}' : text);
  if (!read.ok) return read;
  if (read.value === null || typeof read.value !== 'object' || Array.isArray(read.value)) return { ok: false, message: 'not-object' };
  return { ok: true, value: read.value as Record<string, unknown> };
}

/** JSON pointer of a path. */
export const pointerOf = (path: ValuePath): string => path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
