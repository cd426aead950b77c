import { FeelRange } from '../values/feel-range.js';
import { and, compare, equals, greater, includesValue, less, or } from './comparing.js';

/** Relations of points and ranges (DMN 1.5, table 78), after J. F. Allen, "Maintaining knowledge about temporal intervals" (1983). */
type Answer = boolean | null;
const isRange = (value: unknown): value is FeelRange => value instanceof FeelRange;
/** Ends where both are known and in order. */
const bounded = (range: FeelRange): boolean => range.low !== null && range.high !== null;

export function before(a: unknown, b: unknown): Answer {
  if (isRange(a)) {
    if (isRange(b)) return or(less(a.high, b.low), and(!a.highIncluded || !b.lowIncluded, equals(a.high, b.low)));
    return or(less(a.high, b), and(!a.highIncluded, equals(a.high, b)));
  }
  if (isRange(b)) return or(less(a, b.low), and(!b.lowIncluded, equals(a, b.low)));
  return less(a, b);
}
export const after = (a: unknown, b: unknown): Answer => before(b, a);

export const meets = (a: FeelRange, b: FeelRange): Answer => and(a.highIncluded && b.lowIncluded, equals(a.high, b.low));
export const metBy = (a: FeelRange, b: FeelRange): Answer => meets(b, a);

export function overlaps(a: FeelRange, b: FeelRange): Answer {
  const startsBeforeEnd = or(less(a.low, b.high), and(a.lowIncluded && b.highIncluded, equals(a.low, b.high)));
  const endsAfterStart = or(greater(a.high, b.low), and(a.highIncluded && b.lowIncluded, equals(a.high, b.low)));
  return and(startsBeforeEnd, endsAfterStart);
}
export function overlapsBefore(a: FeelRange, b: FeelRange): Answer {
  const begins = or(less(a.low, b.low), and(a.lowIncluded && !b.lowIncluded, equals(a.low, b.low)));
  const reaches = or(greater(a.high, b.low), and(a.highIncluded && b.lowIncluded, equals(a.high, b.low)));
  const ends = or(less(a.high, b.high), and(!a.highIncluded || b.highIncluded, equals(a.high, b.high)));
  return and(and(begins, reaches), ends);
}
export function overlapsAfter(a: FeelRange, b: FeelRange): Answer {
  const begins = or(less(b.low, a.low), and(b.lowIncluded && !a.lowIncluded, equals(b.low, a.low)));
  const reaches = or(greater(b.high, a.low), and(b.highIncluded && a.lowIncluded, equals(b.high, a.low)));
  const ends = or(less(b.high, a.high), and(!b.highIncluded || a.highIncluded, equals(b.high, a.high)));
  return and(and(begins, reaches), ends);
}

export function finishes(a: unknown, range: FeelRange): Answer {
  if (!isRange(a)) return and(range.highIncluded, equals(a, range.high));
  const begins = or(greater(a.low, range.low), and(!a.lowIncluded || range.lowIncluded, equals(a.low, range.low)));
  return and(and(a.highIncluded === range.highIncluded, equals(a.high, range.high)), begins);
}
export const finishedBy = (range: FeelRange, b: unknown): Answer => finishes(b, range);

export function includes(range: FeelRange, b: unknown): Answer {
  if (!isRange(b)) return includesValue(range, b);
  if (!bounded(range) || !bounded(b)) return null;
  const begins = or(less(range.low, b.low), and(range.lowIncluded || !b.lowIncluded, equals(range.low, b.low)));
  const ends = or(greater(range.high, b.high), and(range.highIncluded || !b.highIncluded, equals(range.high, b.high)));
  return and(begins, ends);
}
export const during = (a: unknown, range: FeelRange): Answer => includes(range, a);

export function starts(a: unknown, range: FeelRange): Answer {
  if (!isRange(a)) return and(range.lowIncluded, equals(a, range.low));
  const ends = or(less(a.high, range.high), and(!a.highIncluded || range.highIncluded, equals(a.high, range.high)));
  return and(and(a.lowIncluded === range.lowIncluded, equals(a.low, range.low)), ends);
}
export const startedBy = (range: FeelRange, b: unknown): Answer => starts(b, range);
export const coincides = (a: unknown, b: unknown): Answer => (isRange(a) === isRange(b) ? equals(a, b) : null);

/** A range as a value; null where its ends are of different kinds, have no order, or stand the wrong way round. */
export function range(low: unknown, high: unknown, lowIncluded: boolean, highIncluded: boolean): FeelRange | null {
  if (low === null && high === null) return null;
  if (low !== null && high !== null && compare(low, high) === null) return null;
  return new FeelRange(low, high, lowIncluded, highIncluded);
}

/** `(< 5)` as a value. */
export function openRange(operator: string, end: unknown): unknown {
  switch (operator) {
    case '<': return new FeelRange(null, end, false, false, operator);
    case '<=': return new FeelRange(null, end, false, true, operator);
    case '>': return new FeelRange(end, null, false, false, operator);
    case '>=': return new FeelRange(end, null, true, false, operator);
    case '=': return new FeelRange(end, end, true, true, operator);
    default: return null;
  }
}
