import { daysFromCivil } from '../values/calendar.js';
import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseTime } from '../values/date-and-time.js';
import { DayTimeDuration, parseDuration, YearMonthDuration } from '../values/durations.js';
import { isZone } from '../values/zones.js';
import type { FeelContext } from './feel-context.js';

const whole = Math.trunc;

export function date(from: string | FeelDate | FeelDateTime | number, month?: number, day?: number): FeelDate | null {
  if (typeof from === 'string') return parseDate(from);
  if (typeof from === 'number') return FeelDate.of(whole(from), whole(month!), whole(day!));
  return from instanceof FeelDateTime ? from.date : from;
}

/** A time of a date is midnight in UTC. */
export function time(from: string | FeelTime | FeelDateTime | FeelDate | number, minute?: number, second?: number, offset?: DayTimeDuration | null): FeelTime | null {
  if (typeof from === 'string') return parseTime(from);
  if (typeof from === 'number') return timeOf(from, minute!, second!, offset ?? null, null);
  if (from instanceof FeelDate) return new FeelTime(0, 0, 0, null);
  return from instanceof FeelDateTime ? from.time : from;
}

function timeOf(hour: number, minute: number, second: number, offset: DayTimeDuration | null, zone: string | null): FeelTime | null {
  if (offset && Math.abs(offset.totalSeconds) > 18 * 3600) return null;
  const seconds = Math.floor(second);
  return FeelTime.of(whole(hour), whole(minute), seconds, Math.min(999_999_999, Math.round((second - seconds) * 1e9)), { offset: offset ? offset.seconds : null, zone });
}

export function dateTime(from: string | FeelDateTime | FeelDate | number, second?: FeelTime | string | number, day?: number, hour?: number, minute?: number, seconds?: number, place?: DayTimeDuration | string | null): FeelDateTime | null {
  if (typeof from === 'string') return parseDateTime(from);
  if (typeof from === 'number') {
    if (typeof place === 'string' && !isZone(place)) return null;
    const made = FeelDate.of(whole(from), whole(second as number), whole(day!));
    const clock = timeOf(hour!, minute!, seconds!, typeof place === 'object' ? place : null, typeof place === 'string' ? place : null);
    return made && clock && FeelDateTime.of(made, clock);
  }
  const of = from instanceof FeelDateTime ? from.date : from;
  if (second instanceof FeelTime) return FeelDateTime.of(of, second);
  if (typeof second === 'string') return from instanceof FeelDateTime && !from.isLocal && isZone(second) ? FeelDateTime.ofInstant(from.epochSecond, from.nanos, { offset: null, zone: second }) : null;
  return from instanceof FeelDateTime ? from : new FeelDateTime(of, 0, 0, null, null);
}

export const duration = (from: string | DayTimeDuration | YearMonthDuration): unknown => (typeof from === 'string' ? parseDuration(from) : from);

/** Whole months from one day to another. */
export function monthsBetween(from: FeelDate | FeelDateTime, to: FeelDate | FeelDateTime): YearMonthDuration | null {
  const a = from instanceof FeelDateTime ? from.date : from;
  const b = to instanceof FeelDateTime ? to.date : to;
  let months = (b.year - a.year) * 12 + (b.month - a.month);
  const rest = b.day - a.day;
  if (months > 0 && rest < 0) months -= 1;
  else if (months < 0 && rest > 0) months += 1;
  return YearMonthDuration.of(months);
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const dateOf = (value: FeelDate | FeelDateTime): FeelDate => (value instanceof FeelDateTime ? value.date : value);

export const dayOfYear = (value: FeelDate | FeelDateTime): number => dateOf(value).days - daysFromCivil(dateOf(value).year, 1, 1) + 1;
export const dayOfWeek = (value: FeelDate | FeelDateTime): string => dayNames[dateOf(value).weekday - 1]!;
export const monthOfYear = (value: FeelDate | FeelDateTime): string => monthNames[dateOf(value).month - 1]!;

/** Week by ISO 8601: that of its Thursday. */
export function weekOfYear(value: FeelDate | FeelDateTime): number {
  const day = dateOf(value);
  const thursday = FeelDate.ofDays(day.days - day.weekday + 4) ?? day;
  return Math.floor((thursday.days - daysFromCivil(thursday.year, 1, 1)) / 7) + 1;
}

/** The present instant in the zone of the evaluation. */
export function now(x: FeelContext): FeelDateTime | null {
  const second = Math.floor(x.nowMs / 1000);
  return FeelDateTime.ofInstant(second, Math.round((x.nowMs - second * 1000) * 1e6), { offset: null, zone: x.timeZone });
}
export const today = (x: FeelContext): FeelDate | null => now(x)?.date ?? null;

/** `@"…"`: whichever temporal value the text is. */
export function temporal(text: string): unknown {
  if (text.includes('P')) {
    const span = parseDuration(text);
    if (span) return span;
  }
  return parseDate(text) ?? (text.includes('T') ? parseDateTime(text) : null) ?? parseTime(text);
}

