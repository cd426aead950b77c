import { FeelDate, FeelDateTime, FeelTime } from '../values/date-and-time.js';
import { DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { FeelFunction } from '../values/feel-function.js';
import { FeelRange } from '../values/feel-range.js';
import { work } from './feel-context.js';
import { isContext } from './kinds.js';

/** Order of texts by code points, which UTF-16 units do not give above U+FFFF. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x < y ? -1 : 1;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Times are compared to the millisecond. */
const milliseconds = (nanos: number): number => Math.floor(nanos / 1_000_000);

function compareTimes(a: FeelTime, b: FeelTime): number | null {
  const x = a.utcOffset;
  const y = b.utcOffset;
  if ((x === null) !== (y === null)) return null;
  return order(a.secondOfDay - (x ?? 0), b.secondOfDay - (y ?? 0)) || order(milliseconds(a.nanos), milliseconds(b.nanos));
}

function compareDateTimes(a: FeelDateTime, b: FeelDateTime): number | null {
  if (a.isLocal !== b.isLocal) return null;
  return order(a.epochSecond, b.epochSecond) || order(milliseconds(a.nanos), milliseconds(b.nanos));
}

/** Negative, zero or positive; null where the two have no order (other kinds, null, a local time and one with a place). */
export function compare(a: unknown, b: unknown): number | null {
  switch (typeof a) {
    case 'number':
      return typeof b === 'number' ? order(a, b) : null;
    case 'string':
      return typeof b === 'string' ? compareStrings(a, b) : null;
    case 'object':
      if (a instanceof FeelDate) return b instanceof FeelDate ? order(a.days, b.days) : null;
      if (a instanceof FeelDateTime) return b instanceof FeelDateTime ? compareDateTimes(a, b) : null;
      if (a instanceof FeelTime) return b instanceof FeelTime ? compareTimes(a, b) : null;
      if (a instanceof DayTimeDuration) return b instanceof DayTimeDuration ? order(a.seconds, b.seconds) || order(a.nanos, b.nanos) : null;
      if (a instanceof YearMonthDuration) return b instanceof YearMonthDuration ? order(a.months, b.months) : null;
  }
  return null;
}

/** `a = b`: with null true or false; null for values of different kinds. */
export function equals(a: unknown, b: unknown): boolean | null {
  if (a === null || b === null) return a === b;
  const kind = typeof a;
  if (kind === 'number' || kind === 'string' || kind === 'boolean') {
    if (typeof b === kind) return a === b;
    return null;
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b)) return null;
    if (a.length !== b.length) return false;
    work(a.length);
    for (let i = 0; i < a.length; i++) if (equals(a[i], b[i]) !== true) return false;
    return true;
  }
  if (a instanceof FeelRange) {
    if (!(b instanceof FeelRange)) return null;
    return a.operator === b.operator && a.lowIncluded === b.lowIncluded && a.highIncluded === b.highIncluded && equals(a.low, b.low) === true && equals(a.high, b.high) === true;
  }
  if (a instanceof FeelFunction) return b instanceof FeelFunction ? a === b : null;
  if (isContext(a)) {
    if (!isContext(b)) return null;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) if (!Object.hasOwn(b, key) || equals(a[key], b[key]) !== true) return false;
    return true;
  }
  const found = compare(a, b);
  return found === null ? null : found === 0;
}

/** The function `is`: the same value of the same kind; temporal values also at the same place, part by part. */
export function is(a: unknown, b: unknown): boolean {
  if (a instanceof FeelTime || a instanceof FeelDateTime) {
    return a.constructor === (b as object | null)?.constructor && a.toString() === String(b);
  }
  return equals(a, b) === true;
}

export const notEquals = (a: unknown, b: unknown): boolean | null => not(equals(a, b));
export function less(a: unknown, b: unknown): boolean | null {
  const found = compare(a, b);
  return found === null ? null : found < 0;
}
export function lessOrEqual(a: unknown, b: unknown): boolean | null {
  const found = compare(a, b);
  return found === null ? null : found <= 0;
}
export const greater = (a: unknown, b: unknown): boolean | null => less(b, a);
export const greaterOrEqual = (a: unknown, b: unknown): boolean | null => lessOrEqual(b, a);

export function not(value: unknown): boolean | null {
  return value === true ? false : value === false ? true : null;
}
/** Three-valued: false wins, then null. Anything but true and false counts as null. */
export function and(a: unknown, b: unknown): boolean | null {
  return a === false || b === false ? false : a === true && b === true ? true : null;
}
export function or(a: unknown, b: unknown): boolean | null {
  return a === true || b === true ? true : a === false && b === false ? false : null;
}
/** As `and` and `or`, with the right side evaluated only where it can matter. */
export const andThen = (a: unknown, b: () => unknown): boolean | null => (a === false ? false : and(a, b()));
export const orElse = (a: unknown, b: () => unknown): boolean | null => (a === true ? true : or(a, b()));

export const between = (value: unknown, low: unknown, high: unknown): boolean | null => and(lessOrEqual(low, value), lessOrEqual(value, high));

/** Whether a value lies within a range; null where they cannot be compared. */
export function includesValue(range: FeelRange, value: unknown): boolean | null {
  const open = range.operator !== null;
  const low = open && range.low === null ? true : range.lowIncluded ? lessOrEqual(range.low, value) : less(range.low, value);
  const high = open && range.high === null ? true : range.highIncluded ? lessOrEqual(value, range.high) : less(value, range.high);
  return and(low, high);
}

/** `value in test`: a list holds it (or a range of the list does), a range includes it, anything else equals it. */
export function within(value: unknown, test: unknown): boolean | null {
  if (test instanceof FeelRange) {
    if (value instanceof FeelRange) return equals(value, test);
    return includesValue(test, value);
  }
  if (Array.isArray(test)) {
    if (Array.isArray(value) && equals(value, test) === true) return true;
    work(test.length);
    for (const element of test) {
      const found = element instanceof FeelRange ? within(value, element) : equals(value, element);
      if (found === true) return true;
      if (Array.isArray(element) && Array.isArray(value) === false && within(value, element) === true) return true;
    }
    return false;
  }
  return equals(value, test);
}

/** A cell of a decision table that is an expression: true where it evaluates to true, or else where the input is in its value. */
export function test(input: unknown, value: unknown, usesInput: boolean): boolean | null {
  if (usesInput) return value === true ? true : typeof value === 'boolean' || value === null ? value : within(input, value);
  return within(input, value);
}

export const lessDates = (a: FeelDate | null, b: FeelDate | null): boolean | null => (a !== null && b !== null ? a.days < b.days : null);
export const lessOrEqualDates = (a: FeelDate | null, b: FeelDate | null): boolean | null => (a !== null && b !== null ? a.days <= b.days : null);
export const equalDates = (a: FeelDate | null, b: FeelDate | null): boolean => (a !== null && b !== null ? a.days === b.days : a === b);
export const lessNumbers = (a: number | null, b: number | null): boolean | null => (a !== null && b !== null ? a < b : null);
export const lessOrEqualNumbers = (a: number | null, b: number | null): boolean | null => (a !== null && b !== null ? a <= b : null);
export const lessStrings = (a: string | null, b: string | null): boolean | null => (a !== null && b !== null ? compareStrings(a, b) < 0 : null);
export const lessOrEqualStrings = (a: string | null, b: string | null): boolean | null => (a !== null && b !== null ? compareStrings(a, b) <= 0 : null);
