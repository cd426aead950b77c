import type { FeelType } from '../feel-type.js';
import { isAssignable } from '../types/is-assignable.js';
import { FeelDate, FeelDateTime, FeelTime } from '../values/date-and-time.js';
import { DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { FeelFunction } from '../values/feel-function.js';
import { FeelRange } from '../values/feel-range.js';
import { isContext, own } from './kinds.js';

/** `value instance of type`; null is an instance of nothing but Null. */
export function instanceOf(value: unknown, type: FeelType): boolean {
  return value === null ? type.kind === 'null' : conforms(value, type);
}

/** Whether a value may stand where the type is wanted; null may everywhere. */
export function conforms(value: unknown, type: FeelType): boolean {
  if (value === null) return true;
  switch (type.kind) {
    case 'any': return true;
    case 'null': return false;
    case 'number': case 'string': case 'boolean': return typeof value === type.kind;
    case 'date': return value instanceof FeelDate;
    case 'time': return value instanceof FeelTime;
    case 'date and time': return value instanceof FeelDateTime;
    case 'days and time duration': return value instanceof DayTimeDuration;
    case 'years and months duration': return value instanceof YearMonthDuration;
    case 'list': return Array.isArray(value) && (type.items.kind === 'any' || value.every((element) => conforms(element, type.items)));
    case 'context': return isContext(value) && Object.entries(type.fields).every(([key, field]) => Object.hasOwn(value, key) && conforms(own(value, key), field));
    case 'range': return value instanceof FeelRange && conforms(value.low, type.of) && conforms(value.high, type.of);
    case 'function': return value instanceof FeelFunction && (value.variable || isAssignable(value.type, type));
  }
}

/** The value where it conforms, else by the implicit conversions of the standard (10.3.2.9.4): a list of one to its element, an element to a list, a date to its midnight in UTC; else null. */
export function coerce(value: unknown, type: FeelType): unknown {
  if (conforms(value, type)) return value;
  if (Array.isArray(value)) return value.length === 1 && type.kind !== 'list' ? (conforms(value[0], type) ? value[0] : null) : null;
  if (type.kind === 'list') return conforms(value, type.items) ? [value] : null;
  if (type.kind === 'date and time' && value instanceof FeelDate) return new FeelDateTime(value, 0, 0, 0, null);
  return null;
}
