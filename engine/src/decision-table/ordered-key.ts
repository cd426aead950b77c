import { FeelDate, FeelDateTime, FeelTime } from '../feel/values/date-and-time.js';
import { DayTimeDuration, YearMonthDuration } from '../feel/values/durations.js';
import type { ColumnKind } from './cell-set.js';

/** Whole milliseconds, to which FEEL compares dates and times. */
const millis = (seconds: number, nanos: number): number => seconds * 1000 + Math.floor(nanos / 1e6);

/**
 * A number that orders the values of a kind as FEEL does; undefined where the value is of another kind. Dates and times count only with
 * an offset, times of day only without one: the other sort does not compare with them.
 */
export function orderedKey(kind: ColumnKind, value: unknown): number | undefined {
  switch (kind) {
    case 'number':
    case 'integer':
      return typeof value === 'number' ? value : undefined;
    case 'date':
      return value instanceof FeelDate ? value.days : undefined;
    case 'date and time':
      return value instanceof FeelDateTime && !value.isLocal ? millis(value.epochSecond, value.nanos) : undefined;
    case 'time':
      return value instanceof FeelTime && value.offset === null && value.zone === null ? millis(value.secondOfDay, value.nanos) : undefined;
    case 'days and time duration':
      // Durations compare to the nanosecond; parts of a millisecond fall between two whole ones, since breakpoints are whole.
      return value instanceof DayTimeDuration ? millis(value.seconds, value.nanos) + (value.nanos % 1_000_000 === 0 ? 0 : 0.5) : undefined;
    case 'years and months duration':
      return value instanceof YearMonthDuration ? value.months : undefined;
    default:
      return undefined;
  }
}

/** FEEL text of the value with this key. */
export function keyText(kind: ColumnKind, key: number): string {
  const at = (value: unknown): string => `@"${String(value)}"`;
  const seconds = Math.floor(key / 1000);
  const nanos = Math.round((key - seconds * 1000) * 1e6);
  switch (kind) {
    case 'date':
      return at(FeelDate.ofDays(key));
    case 'date and time':
      return at(FeelDateTime.ofInstant(seconds, nanos, { offset: 0, zone: null }));
    case 'time':
      return at(new FeelTime(seconds, nanos, null, null));
    case 'days and time duration':
      return at(new DayTimeDuration(seconds, nanos));
    case 'years and months duration':
      return at(new YearMonthDuration(key));
    default:
      return plainNumber(key);
  }
}

/** Digits without an exponent, which FEEL does not write. */
function plainNumber(value: number): string {
  const text = String(value);
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const [, sign, head, tail = '', power] = found;
  const digits = `${head}${tail}`;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0').slice(0, point)}${digits.length > point ? `.${digits.slice(point)}` : ''}`;
}

/** The key of a constant of a cell; undefined where it is none, or not exact enough to stand for the constant alone. */
export function constantKey(kind: ColumnKind, value: unknown): number | undefined {
  const key = orderedKey(kind, value);
  return key !== undefined && kind === 'days and time duration' && !Number.isInteger(key) ? undefined : key;
}
