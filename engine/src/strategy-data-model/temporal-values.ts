import type { FieldType } from '@arbiter/contracts';
import type { FeelValue } from '../feel/feel-type.js';
import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseTime } from '../feel/values/date-and-time.js';
import { DayTimeDuration, parseDuration, YearMonthDuration } from '../feel/values/durations.js';
import { FeelObject } from '../feel/values/feel-object.js';

const classes = {
  date: FeelDate,
  time: FeelTime,
  'date and time': FeelDateTime,
  'days and time duration': DayTimeDuration,
  'years and months duration': YearMonthDuration,
} as const;
export type TemporalType = keyof typeof classes;

export const isTemporalType = (type: FieldType): type is TemporalType => Object.hasOwn(classes, type);

/** Whether a value is one of dates, times and durations, or of one of them in particular. Ranges and functions count as such where no type is asked. */
export function isTemporalOf(value: unknown, type?: FieldType): boolean {
  if (type === undefined) return value instanceof FeelObject;
  return isTemporalType(type) && value instanceof classes[type];
}

/** A date, time or duration from its ISO text; undefined where the text is none of that type. */
export function temporalFromText(text: string, type: TemporalType): FeelValue | undefined {
  switch (type) {
    case 'date':
      return parseDate(text) ?? undefined;
    case 'time':
      return parseTime(text) ?? undefined;
    case 'date and time':
      return parseDateTime(text) ?? undefined;
    default: {
      const span = parseDuration(text);
      return span instanceof classes[type] ? span : undefined;
    }
  }
}

export const temporalToText = (value: FeelValue): string => String(value);

/** Below 0, 0 or above 0, as one value of a type comes before another. Values of different types are 0. */
export function compareTemporal(a: FeelValue, b: FeelValue): number {
  if (a instanceof FeelDate && b instanceof FeelDate) return a.days - b.days;
  if (a instanceof FeelDateTime && b instanceof FeelDateTime) return a.epochSecond - b.epochSecond || a.nanos - b.nanos;
  if (a instanceof FeelTime && b instanceof FeelTime) return a.secondOfDay - (a.utcOffset ?? 0) - (b.secondOfDay - (b.utcOffset ?? 0)) || a.nanos - b.nanos;
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return a.seconds - b.seconds || a.nanos - b.nanos;
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return a.months - b.months;
  return 0;
}
