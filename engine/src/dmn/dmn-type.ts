import type { FeelType } from '../feel/feel-type.js';
import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseTime } from '../feel/values/date-and-time.js';
import { DayTimeDuration, parseDuration, YearMonthDuration } from '../feel/values/durations.js';
import { FeelFunction } from '../feel/values/feel-function.js';
import { FeelObject } from '../feel/values/feel-object.js';
import { FeelRange } from '../feel/values/feel-range.js';

/** Whether a value passes unary tests, as `?`. */
export type ValueTest = (value: unknown) => boolean;

/**
 * A type of a model: built in, or an item definition. Unlike FEEL's own types it knows allowed values. The parts of an item definition are
 * looked up when they are needed, because item definitions may hold themselves (a tree of parts).
 */
export interface DmnType {
  readonly name: string;
  /** As expressions see it; `any` where the type holds itself. */
  readonly feel: FeelType;
  readonly shape:
    | { kind: 'simple'; feel: FeelType }
    | { kind: 'list'; items: () => DmnType }
    | { kind: 'context'; fields: ReadonlyMap<string, () => DmnType> }
    | { kind: 'same'; as: () => DmnType };
  readonly tests: readonly ValueTest[];
  /** Of a function type: what its results must be. */
  readonly result?: () => DmnType;
}

const simple = (feel: FeelType, name: string): DmnType => ({ name, feel, shape: { kind: 'simple', feel }, tests: [] });
export const anyType: DmnType = simple({ kind: 'any' }, 'Any');

/** Built-in types under the names that files give them; the lower-case ones of other producers too. */
const builtIn = new Map<string, DmnType>([
  ['Any', anyType],
  ['any', anyType],
  ['Null', simple({ kind: 'null' }, 'Null')],
  ...(['number', 'string', 'boolean', 'date', 'time'] as const).map((kind): [string, DmnType] => [kind, simple({ kind }, kind)]),
  ...(['date and time', 'dateTime'] as const).map((name): [string, DmnType] => [name, simple({ kind: 'date and time' }, 'date and time')]),
  ...(['days and time duration', 'dayTimeDuration'] as const).map((name): [string, DmnType] => [name, simple({ kind: 'days and time duration' }, 'days and time duration')]),
  ...(['years and months duration', 'yearMonthDuration'] as const).map((name): [string, DmnType] => [name, simple({ kind: 'years and months duration' }, 'years and months duration')]),
  ['list', simple({ kind: 'list', items: { kind: 'any' } }, 'list')],
  ['context', simple({ kind: 'context', fields: {}, open: true }, 'context')],
  ['Context', simple({ kind: 'context', fields: {}, open: true }, 'context')],
  ['function', simple({ kind: 'function', parameters: [], result: { kind: 'any' } }, 'function')],
]);

export function builtInType(name: string): DmnType | undefined {
  return builtIn.get(name);
}

export function isContextValue(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof FeelObject);
}

function fitsSimple(value: unknown, type: FeelType): boolean {
  switch (type.kind) {
    case 'any': return true;
    case 'null': return value === null;
    case 'number': case 'string': case 'boolean': return typeof value === type.kind;
    case 'date': return value instanceof FeelDate;
    case 'time': return value instanceof FeelTime;
    case 'date and time': return value instanceof FeelDateTime;
    case 'days and time duration': return value instanceof DayTimeDuration;
    case 'years and months duration': return value instanceof YearMonthDuration;
    case 'list': return Array.isArray(value);
    case 'context': return isContextValue(value);
    case 'range': return value instanceof FeelRange;
    case 'function': return value instanceof FeelFunction;
  }
}

/** What calls give: of a function type its result; any other type is that of the result itself, as older producers write it. */
export function resultOf(type: DmnType): DmnType {
  return type.result ? type.result() : type.feel.kind === 'function' ? anyType : type;
}

/** Whether a value is of a type (DMN 10.3.2.9). null is of every type; allowed values hold for it only where they say so themselves. */
export function fits(value: unknown, type: DmnType): boolean {
  if (value === null) return true;
  const { shape } = type;
  const rightKind =
    shape.kind === 'simple'
      ? fitsSimple(value, shape.feel)
      : shape.kind === 'same'
        ? fits(value, shape.as())
        : shape.kind === 'list'
          ? Array.isArray(value) && value.every((item) => fits(item, shape.items()))
          : isContextValue(value) && [...shape.fields].every(([name, field]) => Object.hasOwn(value, name) && fits(value[name], field()));
  return rightKind && type.tests.every((test) => test(value));
}

/** The value as the type takes it: itself, out of or into a list of one, a date as its midnight; null where it does not conform (DMN 10.3.2.9.4). */
export function conform(value: unknown, type: DmnType): unknown {
  if (type === anyType || value === null || fits(value, type)) return value;
  if (Array.isArray(value) && value.length === 1 && fits(value[0], type)) return value[0] as unknown;
  if (!Array.isArray(value) && isListType(type) && fits([value], type)) return [value];
  if (value instanceof FeelDate && type.feel.kind === 'date and time') {
    const midnight = new FeelDateTime(value, 0, 0, 0, null);
    return fits(midnight, type) ? midnight : null;
  }
  return null;
}

function isListType(type: DmnType): boolean {
  return type.feel.kind === 'list' || type.shape.kind === 'list' || (type.shape.kind === 'same' && isListType(type.shape.as()));
}

/** A JSON value as a value of FEEL: texts become dates, times and durations where the type asks for them. Unreadable ones are left as texts, which do not conform. */
export function fromJson(value: unknown, type: DmnType): unknown {
  if (value === undefined) return null;
  const { shape } = type;
  if (shape.kind === 'same') return fromJson(value, shape.as());
  if (shape.kind === 'simple') return typeof value === 'string' ? (parseText(value, shape.feel.kind) ?? value) : cleanJson(value);
  if (shape.kind === 'list') return Array.isArray(value) ? value.map((item) => fromJson(item, shape.items())) : fromJson(value, shape.items());
  if (!isContextValue(value)) return cleanJson(value);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shape.fields.has(name) ? fromJson(field, shape.fields.get(name)!()) : cleanJson(field)]));
}

function cleanJson(value: unknown): unknown {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;
}

function parseText(text: string, kind: FeelType['kind']): unknown {
  if (kind === 'date') return parseDate(text);
  if (kind === 'time') return parseTime(text);
  if (kind === 'date and time') return parseDateTime(text);
  if (kind === 'days and time duration' || kind === 'years and months duration') return parseDuration(text);
  return null;
}
