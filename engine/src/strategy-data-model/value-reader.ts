import type { Fault, FieldSpec, ValueSpec } from '@arbiter/contracts';
import type { FeelValue } from '../feel/feel-type.js';
import { compareTemporal, isTemporalOf, isTemporalType, temporalFromText, temporalToText } from './temporal-values.js';

/** Where readers put what they cannot take. After `faultCap` faults the rest is not told. */
export interface Reading {
  faults: Fault[];
  /** Keys that no field names are left out instead of refused. */
  ignoreUnknown: boolean;
}

/** Converts one value and tells its faults with pointers relative to it. After a fault the value returned means nothing. */
export type ValueReader = (value: unknown, reading: Reading) => FeelValue;
export type ValueSource = 'json' | 'feel';

const faultCap = 100;
const anyDepthCap = 200;

/**
 * Makes a reader of values that must follow `spec`: from JSON (dates are ISO texts) or from values of expressions. null passes; whether it
 * may stand where it does is a question of the field, see `fieldReader`.
 */
export function valueReader(spec: ValueSpec, source: ValueSource): ValueReader {
  const read = typeReader(spec, source);
  const checks = [...(spec.values ? [oneOf(spec.values)] : []), ...boundChecks(spec)];
  if (checks.length === 0) return (value, reading) => (value === null ? null : read(value, reading));
  return (value, reading) => {
    if (value === null) return null;
    const before = reading.faults.length;
    const taken = read(value, reading);
    if (reading.faults.length === before) for (const check of checks) check(taken, reading);
    return taken;
  };
}

/** The same for a field: a missing value is the default or null, and a required one must be there. */
export function fieldReader(field: FieldSpec, source: ValueSource): ValueReader {
  const read = valueReader(field, source);
  const missing = defaultOf(field);
  const required = field.required === true;
  return (value, reading) => {
    if (value === undefined) {
      if (missing !== undefined) return missing;
      if (required) tell(reading, 'missing', `"${field.name}" is required: give ${article(field.type)}`);
      return null;
    }
    if (value === null && required) {
      tell(reading, 'missing', `"${field.name}" is required and must not be null: give ${article(field.type)}`);
      return null;
    }
    return read(value, reading);
  };
}

/** A field's default as a value of expressions; undefined where it has none or a faulty one. */
export function defaultOf(field: FieldSpec): FeelValue | undefined {
  if (field.default === undefined) return undefined;
  const reading: Reading = { faults: [], ignoreUnknown: false };
  const value = valueReader(field, 'json')(field.default, reading);
  return reading.faults.length > 0 ? undefined : value;
}

function typeReader(spec: ValueSpec, source: ValueSource): ValueReader {
  const { type } = spec;
  switch (type) {
    case 'number':
      return (value, reading) => (typeof value === 'number' && Number.isFinite(value) ? value : wrongType(value, type, reading));
    case 'integer':
      return (value, reading) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : wrongType(value, type, reading));
    case 'string':
      return (value, reading) => (typeof value === 'string' ? value : wrongType(value, type, reading));
    case 'boolean':
      return (value, reading) => (typeof value === 'boolean' ? value : wrongType(value, type, reading));
    case 'any':
      return source === 'feel' ? (value) => (value === undefined ? null : value) : readAny;
    case 'list':
      return listReader(spec, source);
    case 'object':
      return objectReader(spec, source);
    default:
      if (source === 'feel') return (value, reading) => (isTemporalOf(value, type) ? value : wrongType(value, type, reading));
      return (value, reading) => {
        const taken = typeof value === 'string' && value.length <= 100 ? temporalFromText(value, type) : undefined;
        return taken === undefined ? wrongType(value, type, reading) : taken;
      };
  }
}

function listReader(spec: ValueSpec, source: ValueSource): ValueReader {
  const read = spec.items ? valueReader(spec.items, source) : source === 'json' ? readAny : undefined;
  return (value, reading) => {
    if (!Array.isArray(value)) return wrongType(value, 'list', reading);
    if (!read) return value;
    const { faults } = reading;
    const taken = new Array<unknown>(value.length);
    for (let i = 0; i < value.length; i += 1) {
      const before = faults.length;
      taken[i] = read(value[i] === undefined ? null : value[i], reading);
      if (faults.length > before) {
        below(faults, before, i);
        if (faults.length >= faultCap) break;
      }
    }
    return taken;
  };
}

function objectReader(spec: ValueSpec, source: ValueSource): ValueReader {
  if (!spec.fields) {
    if (source === 'json') return (value, reading) => (isObject(value) ? readAny(value, reading) : wrongType(value, 'object', reading));
    return (value, reading) => (isObject(value) && !isTemporalOf(value) ? value : wrongType(value, 'object', reading));
  }
  const fields = spec.fields.map((field) => ({ name: field.name, read: fieldReader(field, source) }));
  const names = new Set(spec.fields.map((field) => field.name));
  return (value, reading) => {
    if (!isObject(value) || isTemporalOf(value)) return wrongType(value, 'object', reading);
    const { faults } = reading;
    const taken: Record<string, unknown> = {};
    for (const { name, read } of fields) {
      const before = faults.length;
      taken[name] = read(Object.hasOwn(value, name) ? value[name] : undefined, reading);
      if (faults.length > before) below(faults, before, name);
    }
    if (!reading.ignoreUnknown) tellUnknownKeys(value, names, reading);
    return taken;
  };
}

/** Adds a fault for each key that no field names. */
export function tellUnknownKeys(value: Readonly<Record<string, unknown>>, names: ReadonlySet<string>, reading: Reading): void {
  for (const key of Object.keys(value)) {
    if (names.has(key)) continue;
    if (reading.faults.length >= faultCap) return;
    tell(reading, 'unknown-field', `"${key.slice(0, 80)}" is not a field of the data model: take it out or add it to the model`);
    below(reading.faults, reading.faults.length - 1, key.slice(0, 200));
  }
}

/** JSON of which nothing is known is taken as it is, when it is JSON and no deeper than any data needs. */
function readAny(value: unknown, reading: Reading): FeelValue {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > anyDepthCap) return tell(reading, 'too-deep', `the value nests deeper than ${anyDepthCap} levels: send a flatter one`);
    const next: unknown[] = [];
    for (const item of level) {
      if (Array.isArray(item)) for (const child of item) next.push(child);
      else if (isObject(item)) {
        for (const key of Object.keys(item)) {
          if (key === '__proto__') return tell(reading, 'reserved-name', 'a key "__proto__" is not taken: give it another name');
          next.push(item[key]);
        }
      } else if (item !== null && typeof item !== 'string' && typeof item !== 'boolean' && !(typeof item === 'number' && Number.isFinite(item))) {
        return tell(reading, 'not-json', `a ${typeof item} that is no JSON value is not taken`);
      }
    }
    level = next;
  }
  return value === undefined ? null : value;
}

function oneOf(values: readonly (string | number | boolean)[]): (value: unknown, reading: Reading) => void {
  const allowed = new Set<unknown>(values);
  const some = values.slice(0, 10).map((value) => JSON.stringify(value)).join(', ');
  return (value, reading) => {
    if (!allowed.has(isTemporalOf(value) ? temporalToText(value) : value)) tell(reading, 'not-allowed', `${shown(value)} is not one of ${some}${values.length > 10 ? ', …' : ''}`);
  };
}

function boundChecks(spec: ValueSpec): ((value: unknown, reading: Reading) => void)[] {
  const { min, max } = spec;
  if (spec.type === 'number' || spec.type === 'integer') {
    const low = typeof min === 'number' ? min : -Infinity;
    const high = typeof max === 'number' ? max : Infinity;
    if (low === -Infinity && high === Infinity) return [];
    return [
      (value, reading) => {
        if ((value as number) < low) tell(reading, 'too-small', `${shown(value)} is below the minimum ${low}`);
        else if ((value as number) > high) tell(reading, 'too-large', `${shown(value)} is above the maximum ${high}`);
      },
    ];
  }
  if (!isTemporalType(spec.type)) return [];
  const bound = (text: number | string | undefined) => (typeof text === 'string' && isTemporalType(spec.type) ? temporalFromText(text, spec.type) : undefined);
  const low = bound(min);
  const high = bound(max);
  return [
    (value, reading) => {
      if (low !== undefined && compareTemporal(value, low) < 0) tell(reading, 'too-small', `${shown(value)} is before the earliest value ${min}`);
      if (high !== undefined && compareTemporal(value, high) > 0) tell(reading, 'too-large', `${shown(value)} is after the latest value ${max}`);
    },
  ];
}

/** Adds a step to the pointers of the faults from a place on. */
export function below(faults: Fault[], from: number, step: string | number): void {
  const prefix = `/${typeof step === 'number' ? step : step.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  for (let i = from; i < faults.length; i += 1) faults[i]!.path = prefix + faults[i]!.path;
}

function tell(reading: Reading, code: string, message: string): null {
  if (reading.faults.length < faultCap) reading.faults.push({ path: '', code, message });
  return null;
}

function wrongType(value: unknown, type: ValueSpec['type'], reading: Reading): null {
  return tell(reading, 'wrong-type', `${shown(value)} is not ${article(type)}`);
}

const examples: Partial<Record<ValueSpec['type'], string>> = {
  date: 'such as "2026-01-31"',
  time: 'such as "12:30:00"',
  'date and time': 'such as "2026-01-31T12:30:00Z"',
  'days and time duration': 'such as "P1DT2H"',
  'years and months duration': 'such as "P1Y6M"',
};
function article(type: ValueSpec['type']): string {
  const name = type === 'any' ? 'JSON value' : type;
  return `${/^[aio]/.test(name) ? 'an' : 'a'} ${name}${examples[type] ? ` (${examples[type]})` : ''}`;
}

/** A value as messages show it, however large it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isTemporalOf(value)) return `"${temporalToText(value)}"`;
  if (value !== null && typeof value === 'object') return 'an object';
  return String(value);
}

export const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);
