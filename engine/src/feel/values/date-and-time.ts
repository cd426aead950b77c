import { addMonths, civilFromDays, daysFromCivil, isDate, maxYear } from './calendar.js';
import type { DayTimeDuration } from './durations.js';
import { nanosText } from './durations.js';
import { FeelObject } from './feel-object.js';
import { isZone, offsetAtInstant, offsetAtLocal } from './zones.js';

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
const yearText = (year: number): string => `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;

/** A day of the calendar. */
export class FeelDate extends FeelObject {
  /** Days since 1970-01-01. */
  readonly days: number;
  constructor(readonly year: number, readonly month: number, readonly day: number) {
    super();
    this.days = daysFromCivil(year, month, day);
  }

  static of(year: number, month: number, day: number): FeelDate | null {
    return isDate(year, month, day) ? new FeelDate(year, month, day) : null;
  }

  static ofDays(days: number): FeelDate | null {
    if (!Number.isSafeInteger(days)) return null;
    const { year, month, day } = civilFromDays(days);
    return Math.abs(year) <= maxYear ? new FeelDate(year, month, day) : null;
  }

  plusMonths(months: number): FeelDate | null {
    const { year, month, day } = addMonths(this.year, this.month, this.day, months);
    return FeelDate.of(year, month, day);
  }

  /** Monday 1 to Sunday 7. */
  get weekday(): number {
    return ((((this.days + 3) % 7) + 7) % 7) + 1;
  }

  toString(): string {
    return `${yearText(this.year)}-${two(this.month)}-${two(this.day)}`;
  }
}

/** Where a time is meant: an offset from UTC in seconds, an IANA zone, or neither (local). */
export interface Place {
  readonly offset: number | null;
  readonly zone: string | null;
}
export const nowhere: Place = { offset: null, zone: null };

export function placeText(place: Place): string {
  if (place.zone !== null) return `@${place.zone}`;
  if (place.offset === null) return '';
  if (place.offset === 0) return 'Z';
  const total = Math.abs(place.offset);
  const seconds = total % 60;
  return `${place.offset < 0 ? '-' : '+'}${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}${seconds ? `:${two(seconds)}` : ''}`;
}

/** A time of the day: whole seconds since midnight and nanoseconds. */
export class FeelTime extends FeelObject implements Place {
  constructor(readonly secondOfDay: number, readonly nanos: number, readonly offset: number | null, readonly zone: string | null) {
    super();
  }

  static of(hour: number, minute: number, second: number, nanos: number, place: Place): FeelTime | null {
    if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return null;
    return new FeelTime(hour * 3600 + minute * 60 + second, nanos, place.offset, place.zone);
  }

  get hour(): number { return Math.floor(this.secondOfDay / 3600); }
  get minute(): number { return Math.floor(this.secondOfDay / 60) % 60; }
  get second(): number { return this.secondOfDay % 60; }

  /** Offset from UTC in seconds; a zone's is that of 1970-01-01. Null for a local time. */
  get utcOffset(): number | null {
    return this.zone === null ? this.offset : offsetAtLocal(this.zone, this.secondOfDay);
  }

  plus(span: DayTimeDuration): FeelTime {
    const nanos = this.nanos + span.nanos;
    const carry = nanos >= 1e9 ? 1 : 0;
    const second = (((this.secondOfDay + (span.seconds % 86_400) + carry) % 86_400) + 86_400) % 86_400;
    return new FeelTime(second, nanos - carry * 1e9, this.offset, this.zone);
  }

  toString(): string {
    return `${two(this.hour)}:${two(this.minute)}:${two(this.second)}${nanosText(this.nanos)}${placeText(this)}`;
  }
}

/** A day and a time of the day, local or at a place. */
export class FeelDateTime extends FeelObject implements Place {
  #epochSecond: number | undefined;
  constructor(readonly date: FeelDate, readonly secondOfDay: number, readonly nanos: number, readonly offset: number | null, readonly zone: string | null) {
    super();
  }

  static of(date: FeelDate, time: FeelTime): FeelDateTime {
    return new FeelDateTime(date, time.secondOfDay, time.nanos, time.offset, time.zone);
  }

  /** From seconds since 1970 in UTC, seen at a place with an offset or a zone. */
  static ofInstant(epochSecond: number, nanos: number, place: Place): FeelDateTime | null {
    const offset = place.zone === null ? (place.offset ?? 0) : offsetAtInstant(place.zone, epochSecond);
    return FeelDateTime.ofLocal(epochSecond + offset, nanos, place);
  }

  /** From seconds since 1970 in the local time of the place. */
  static ofLocal(localSecond: number, nanos: number, place: Place): FeelDateTime | null {
    const days = Math.floor(localSecond / 86_400);
    const date = FeelDate.ofDays(days);
    return date && new FeelDateTime(date, localSecond - days * 86_400, nanos, place.offset, place.zone);
  }

  get hour(): number { return Math.floor(this.secondOfDay / 3600); }
  get minute(): number { return Math.floor(this.secondOfDay / 60) % 60; }
  get second(): number { return this.secondOfDay % 60; }
  get isLocal(): boolean { return this.offset === null && this.zone === null; }
  get localSecond(): number { return this.date.days * 86_400 + this.secondOfDay; }

  get utcOffset(): number | null {
    return this.zone === null ? this.offset : offsetAtLocal(this.zone, this.localSecond);
  }

  /** Seconds since 1970 in UTC; of a local value, as if it were UTC. */
  get epochSecond(): number {
    return (this.#epochSecond ??= this.localSecond - (this.utcOffset ?? 0));
  }

  /** Time that has passed is added to the instant, so a zone's change of the clock is felt. */
  plus(span: DayTimeDuration): FeelDateTime | null {
    const sum = this.nanos + span.nanos;
    const carry = sum >= 1e9 ? 1 : 0;
    const seconds = this.epochSecond + span.seconds + carry;
    if (!Number.isSafeInteger(seconds)) return null;
    return this.isLocal ? FeelDateTime.ofLocal(seconds, sum - carry * 1e9, this) : FeelDateTime.ofInstant(seconds, sum - carry * 1e9, this);
  }

  plusMonths(months: number): FeelDateTime | null {
    const date = this.date.plusMonths(months);
    return date && new FeelDateTime(date, this.secondOfDay, this.nanos, this.offset, this.zone);
  }

  get time(): FeelTime {
    return new FeelTime(this.secondOfDay, this.nanos, this.offset, this.zone);
  }

  toString(): string {
    return `${this.date.toString()}T${this.time.toString()}`;
  }
}

const datePattern = /^(-?)(\d{4,9})-(\d\d)-(\d\d)$/;
const timePattern = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@(.{1,64}))?$/;

/** Reads `2020-12-31`; null where the text is no date. */
export function parseDate(text: string): FeelDate | null {
  const found = datePattern.exec(text);
  if (!found || (found[2]!.length > 4 && found[2]!.startsWith('0'))) return null;
  return FeelDate.of(Number(`${found[1]}${found[2]}`), Number(found[3]), Number(found[4]));
}

/** Reads `10:30:00.5+03:00`, `10:30:00Z` or `10:30:00@Europe/Moscow`; null where the text is no time. `24:00:00` is midnight. */
export function parseTime(text: string): FeelTime | null {
  const found = timePattern.exec(text);
  if (!found) return null;
  const [, hh, mm, ss, fraction, utc, sign, oh, om, os, zone] = found;
  let place: Place = nowhere;
  if (utc) place = { offset: 0, zone: null };
  else if (sign) {
    const seconds = Number(oh) * 3600 + Number(om) * 60 + Number(os ?? 0);
    if (seconds > 18 * 3600 || Number(om) > 59 || Number(os ?? 0) > 59) return null;
    place = { offset: sign === '-' ? -seconds || 0 : seconds, zone: null };
  } else if (zone) {
    if (!isZone(zone)) return null;
    place = { offset: null, zone };
  }
  const nanos = Number((fraction ?? '').slice(0, 9).padEnd(9, '0'));
  if (hh === '24' && mm === '00' && ss === '00' && nanos === 0) return new FeelTime(0, 0, place.offset, place.zone);
  return FeelTime.of(Number(hh), Number(mm), Number(ss), nanos, place);
}

/** Reads `2020-12-31T10:30:00…` or a date alone, which is its midnight; null where the text is neither. */
export function parseDateTime(text: string): FeelDateTime | null {
  const at = text.indexOf('T');
  const date = parseDate(at < 0 ? text : text.slice(0, at));
  if (!date) return null;
  if (at < 0) return new FeelDateTime(date, 0, 0, null, null);
  const time = parseTime(text.slice(at + 1));
  const day = time !== null && text.startsWith('T24', at) ? FeelDate.ofDays(date.days + 1) : date;
  return time && day && FeelDateTime.of(day, time);
}
