import { FeelDate, FeelDateTime, FeelTime } from '../values/date-and-time.js';
import { DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { withinText } from './feel-context.js';

/** A number that is not finite (overflow, 0/0) is null. */
const finite = (n: number): number | null => (n - n === 0 ? n : null);

export const addNumbers = (a: number | null, b: number | null): number | null => (a !== null && b !== null ? finite(a + b) : null);
export const subtractNumbers = (a: number | null, b: number | null): number | null => (a !== null && b !== null ? finite(a - b) : null);
export const multiplyNumbers = (a: number | null, b: number | null): number | null => (a !== null && b !== null ? finite(a * b) : null);
export const divideNumbers = (a: number | null, b: number | null): number | null => (a !== null && b !== null && b !== 0 ? finite(a / b) : null);
export const powerNumbers = (a: number | null, b: number | null): number | null => (a !== null && b !== null ? finite(a ** b) : null);
export const negateNumber = (a: number | null): number | null => (a !== null ? -a : null);

export function joinStrings(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  withinText(a.length + b.length);
  return a + b;
}

export function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return typeof b === 'number' ? finite(a + b) : null;
  if (typeof a === 'string') return typeof b === 'string' ? joinStrings(a, b) : null;
  if (a instanceof DayTimeDuration) return b instanceof DayTimeDuration ? DayTimeDuration.of(a.seconds + b.seconds, a.nanos + b.nanos) : plus(b, a);
  if (a instanceof YearMonthDuration) return b instanceof YearMonthDuration ? YearMonthDuration.of(a.months + b.months) : plus(b, a);
  return plus(a, b);
}

/** A point in time moved by a duration. */
function plus(point: unknown, span: unknown): unknown {
  if (span instanceof DayTimeDuration) {
    if (point instanceof FeelDate) return FeelDate.ofDays(point.days + Math.floor(span.seconds / 86_400));
    if (point instanceof FeelDateTime || point instanceof FeelTime) return point.plus(span);
  } else if (span instanceof YearMonthDuration && (point instanceof FeelDate || point instanceof FeelDateTime)) return point.plusMonths(span.months);
  return null;
}

export function subtract(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return typeof b === 'number' ? finite(a - b) : null;
  if (b instanceof DayTimeDuration) return a instanceof DayTimeDuration ? DayTimeDuration.of(a.seconds - b.seconds, a.nanos - b.nanos) : plus(a, b.negate());
  if (b instanceof YearMonthDuration) return a instanceof YearMonthDuration ? YearMonthDuration.of(a.months - b.months) : plus(a, new YearMonthDuration(-b.months || 0));
  if (a instanceof FeelTime && b instanceof FeelTime) {
    const x = a.utcOffset;
    const y = b.utcOffset;
    return (x === null) !== (y === null) ? null : DayTimeDuration.of(a.secondOfDay - (x ?? 0) - (b.secondOfDay - (y ?? 0)), a.nanos - b.nanos);
  }
  const from = instantOf(a);
  const to = instantOf(b);
  if (!from || !to || (a instanceof FeelDateTime || b instanceof FeelDateTime) && from.isLocal !== to.isLocal) return null;
  return DayTimeDuration.of(from.epochSecond - to.epochSecond, from.nanos - to.nanos);
}

/** A date counts as its midnight in UTC. */
function instantOf(value: unknown): { epochSecond: number; nanos: number; isLocal: boolean } | null {
  if (value instanceof FeelDate) return { epochSecond: value.days * 86_400, nanos: 0, isLocal: false };
  return value instanceof FeelDateTime ? value : null;
}

export function multiply(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') {
    if (typeof b === 'number') return finite(a * b);
    return typeof b === 'object' ? multiply(b, a) : null;
  }
  if (typeof b !== 'number') return null;
  if (a instanceof DayTimeDuration) return DayTimeDuration.ofSeconds(a.totalSeconds * b);
  return a instanceof YearMonthDuration ? YearMonthDuration.of(Math.trunc(a.months * b)) : null;
}

export function divide(a: unknown, b: unknown): unknown {
  if (typeof b === 'number') {
    if (b === 0) return null;
    if (typeof a === 'number') return finite(a / b);
    if (a instanceof DayTimeDuration) return DayTimeDuration.ofSeconds(a.totalSeconds / b);
    return a instanceof YearMonthDuration ? YearMonthDuration.of(Math.trunc(a.months / b)) : null;
  }
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return b.totalSeconds === 0 ? null : finite(a.totalSeconds / b.totalSeconds);
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return b.months === 0 ? null : a.months / b.months;
  return null;
}

export const power = (a: unknown, b: unknown): unknown => (typeof a === 'number' && typeof b === 'number' ? finite(a ** b) : null);

export function negate(a: unknown): unknown {
  if (typeof a === 'number') return -a;
  if (a instanceof DayTimeDuration) return a.negate();
  return a instanceof YearMonthDuration ? new YearMonthDuration(-a.months || 0) : null;
}
