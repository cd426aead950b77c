import type { Fault, FieldSpec, Result, ValueSpec } from '@arbiter/contracts';
import type { FeelType } from '../feel-type.js';
import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseTime } from './date-and-time.js';
import { DayTimeDuration, parseDuration, YearMonthDuration } from './durations.js';
import { FeelFunction } from './feel-function.js';
import { FeelObject } from './feel-object.js';
import { FeelRange } from './feel-range.js';

const maxDepth = 200;
const maxFaults = 100;

/** The FEEL type of values that a specification allows. */
export function feelTypeOf(spec: ValueSpec): FeelType {
  switch (spec.type) {
    case 'integer': return { kind: 'number' };
    case 'list': return { kind: 'list', items: spec.items ? feelTypeOf(spec.items) : { kind: 'any' } };
    case 'object': return { kind: 'context', fields: Object.fromEntries((spec.fields ?? []).map((field) => [field.name, feelTypeOf(field)])), ...(spec.fields ? {} : { open: true }) };
    default: return { kind: spec.type };
  }
}

/**
 * A JSON value as a value of FEEL: dates, times and durations are read from their ISO text. Values outside the specification (type, range,
 * allowed values, required fields) are faults at a JSON pointer. Fields that the specification does not name are left out; where it names
 * none, all are kept.
 */
export function feelFromJson(value: unknown, spec: ValueSpec): Result<unknown, Fault[]> {
  const faults: Fault[] = [];
  const read = fromJson(value, spec, '', faults, 0);
  return faults.length === 0 ? { ok: true, value: read } : { ok: false, error: faults };
}

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'a list' : typeof value === 'object' && value !== null ? 'an object' : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

function fromJson(value: unknown, spec: ValueSpec, path: string, faults: Fault[], depth: number): unknown {
  if (value === null || value === undefined || faults.length >= maxFaults) return null;
  const refuse = (code: string, message: string): null => {
    faults.push({ path, code, message });
    return null;
  };
  if (depth > maxDepth) return refuse('too-deep', `The value is nested deeper than ${maxDepth} levels.`);
  const wrong = (wanted: string): null => refuse('wrong-type', `${shown(value)} is not ${wanted}.`);
  const temporal = <T>(read: (text: string) => T | null, wanted: string, kind: new (...parts: never[]) => T): T | null =>
    value instanceof kind ? value : typeof value === 'string' ? (read(value) ?? wrong(wanted)) : wrong(wanted);
  let found: unknown;
  switch (spec.type) {
    case 'any': found = plain(value, depth); break;
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('a number');
      found = value;
      break;
    case 'integer':
      if (!Number.isInteger(value)) return wrong('a whole number');
      found = value;
      break;
    case 'string': case 'boolean':
      if (typeof value !== spec.type) return wrong(spec.type === 'string' ? 'a text' : 'true or false');
      found = value;
      break;
    case 'date': found = temporal(parseDate, 'a date such as 2025-12-31', FeelDate); break;
    case 'time': found = temporal(parseTime, 'a time such as 10:30:00', FeelTime); break;
    case 'date and time': found = temporal(parseDateTime, 'a date and time such as 2025-12-31T10:30:00Z', FeelDateTime); break;
    case 'days and time duration': found = temporal((text) => { const span = parseDuration(text); return span instanceof DayTimeDuration ? span : null; }, 'a duration such as P1DT2H', DayTimeDuration); break;
    case 'years and months duration': found = temporal((text) => { const span = parseDuration(text); return span instanceof YearMonthDuration ? span : null; }, 'a duration such as P1Y2M', YearMonthDuration); break;
    case 'list': {
      if (!Array.isArray(value)) return wrong('a list');
      const items: ValueSpec = spec.items ?? { type: 'any' };
      return value.map((element, i) => fromJson(element, items, `${path}/${i}`, faults, depth + 1));
    }
    case 'object': {
      if (typeof value !== 'object' || Array.isArray(value) || value instanceof FeelObject) return wrong('an object');
      return spec.fields ? fieldsOf(value as Record<string, unknown>, spec.fields, path, faults, depth) : plain(value, depth);
    }
  }
  if (found !== null) limits(found, value, spec, refuse);
  return found;
}

function fieldsOf(value: Record<string, unknown>, fields: readonly FieldSpec[], path: string, faults: Fault[], depth: number): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const field of fields) {
    const at = `${path}/${field.name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const given = Object.hasOwn(value, field.name) ? (value[field.name] ?? null) : null;
    if (given === null && field.required) faults.push({ path: at, code: 'required', message: `"${field.name}" is required; give it a value.` });
    set(read, field.name, fromJson(given ?? field.default ?? null, field, at, faults, depth + 1));
  }
  return read;
}

function limits(found: unknown, value: unknown, spec: ValueSpec, refuse: (code: string, message: string) => null): void {
  if (spec.values && !spec.values.includes(value as string)) refuse('not-allowed', `${shown(value)} is none of the allowed values ${spec.values.slice(0, 10).map(shown).join(', ')}${spec.values.length > 10 ? ', …' : ''}.`);
  for (const side of ['min', 'max'] as const) {
    const bound = spec[side];
    if (bound === undefined) continue;
    const order = orderOf(found, bound);
    if (order !== null && (side === 'min' ? order < 0 : order > 0)) refuse('out-of-range', `${shown(value)} is ${side === 'min' ? 'below the least' : 'above the greatest'} allowed value ${shown(bound)}.`);
  }
}

function orderOf(found: unknown, bound: number | string): number | null {
  if (typeof found === 'number') return typeof bound === 'number' ? found - bound : null;
  if (typeof bound !== 'string') return null;
  if (found instanceof FeelDate) return found.days - (parseDate(bound)?.days ?? Number.NaN) || 0;
  if (found instanceof FeelDateTime) return found.epochSecond - (parseDateTime(bound)?.epochSecond ?? Number.NaN) || 0;
  if (found instanceof FeelTime) return found.secondOfDay - (parseTime(bound)?.secondOfDay ?? Number.NaN) || 0;
  return null;
}

function set(into: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}

/** A JSON value without a specification; undefined and numbers that are not finite become null. */
function plain(value: unknown, depth: number): unknown {
  if (value === undefined || value === null || depth > maxDepth) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean' || value instanceof FeelObject) return value;
  if (Array.isArray(value)) return value.map((element) => plain(element, depth + 1));
  if (typeof value !== 'object') return null;
  const context: Record<string, unknown> = {};
  for (const key of Object.keys(value)) set(context, key, plain((value as Record<string, unknown>)[key], depth + 1));
  return context;
}

/** A value of FEEL as JSON: temporal values as ISO text, ranges as FEEL text, functions as null. */
export function feelToJson(value: unknown, depth = 0): unknown {
  if (value === undefined || value === null || depth > maxDepth) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  if (Array.isArray(value)) return value.map((element) => feelToJson(element, depth + 1));
  if (value instanceof FeelFunction) return null;
  if (value instanceof FeelRange || value instanceof FeelObject) return value.toString();
  const context: Record<string, unknown> = {};
  for (const key of Object.keys(value)) set(context, key, feelToJson((value as Record<string, unknown>)[key], depth + 1));
  return context;
}
