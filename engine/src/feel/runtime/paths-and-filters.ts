import { FeelDate, FeelDateTime, FeelTime } from '../values/date-and-time.js';
import { DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { FeelRange } from '../values/feel-range.js';
import { beginWork, endWork, type FeelContext } from './feel-context.js';
import { isContext, own } from './kinds.js';

/** `value.name`: an entry of a context, a part of a temporal value or a range; of a list, that of every element. */
export function path(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value.map((element) => path(element, name));
  if (isContext(value)) return own(value, name);
  return part(value, name);
}

function part(value: object, name: string): unknown {
  if (value instanceof FeelRange) {
    switch (name) {
      case 'start': return value.low;
      case 'end': return value.high;
      case 'start included': return value.lowIncluded;
      case 'end included': return value.highIncluded;
    }
    return null;
  }
  if (value instanceof YearMonthDuration) return name === 'years' ? Math.trunc(value.months / 12) : name === 'months' ? value.months % 12 || 0 : null;
  if (value instanceof DayTimeDuration) {
    const parts = value.parts();
    const sign = parts.negative ? -1 : 1;
    switch (name) {
      case 'days': return sign * parts.days || 0;
      case 'hours': return sign * parts.hours || 0;
      case 'minutes': return sign * parts.minutes || 0;
      case 'seconds': return sign * (parts.seconds + parts.nanos / 1e9) || 0;
    }
    return null;
  }
  const date = value instanceof FeelDate ? value : value instanceof FeelDateTime ? value.date : null;
  if (date) {
    switch (name) {
      case 'year': return date.year;
      case 'month': return date.month;
      case 'day': return date.day;
      case 'weekday': return date.weekday;
    }
  }
  if (value instanceof FeelTime || value instanceof FeelDateTime) {
    switch (name) {
      case 'hour': return value.hour;
      case 'minute': return value.minute;
      case 'second': return value.second;
      case 'time offset': {
        const offset = value.utcOffset;
        return offset === null ? null : DayTimeDuration.ofSeconds(offset);
      }
      case 'timezone': return value.zone;
    }
  }
  return null;
}

/** A name inside a filter: the element's own entry, or else what the name means outside. */
export function entryOr(element: unknown, key: string, outside: () => unknown): unknown {
  return isContext(element) && Object.hasOwn(element, key) ? own(element, key) : outside();
}

/** The list itself; null is no list; another value is a list of itself. */
export function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : value === null ? null : [value];
}

/** Element by place, from 1; negative from the end; null where there is none. A fraction is cut off. */
export function at(value: unknown, place: unknown): unknown {
  const list = listOf(value);
  if (list === null || typeof place !== 'number') return null;
  const index = Math.trunc(place);
  const element = index > 0 ? list[index - 1] : index < 0 ? list[list.length + index] : null;
  return element === undefined ? null : element;
}

/** Elements for which the condition is true. */
export function filter(x: FeelContext, value: unknown, condition: (element: unknown) => boolean): unknown {
  const list = listOf(value);
  if (list === null) return [];
  const kept: unknown[] = [];
  const before = beginWork(x);
  try {
    for (const element of list) {
      x.tick();
      if (condition(element)) kept.push(element);
    }
    return kept;
  } finally {
    endWork(before);
  }
}

/** A filter of which it is not known before whether it is a place or a condition. */
export function select(x: FeelContext, value: unknown, condition: (element: unknown) => unknown): unknown {
  const list = listOf(value) ?? [];
  const first = condition(list[0] ?? null);
  if (typeof first === 'number') return at(value, first);
  if (value === null) return first === true || first === false ? [] : null;
  if (list.length > 0 && typeof first !== 'boolean' && first !== null) return null;
  return filter(x, value, (element) => condition(element) === true);
}
