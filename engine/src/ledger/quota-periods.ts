import type { QuotaDocument } from '@arbiter/contracts/real-time/quota';
import { slotMs, zoneOffsetMs } from './zone-offset.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What says when a quota begins anew. */
export type QuotaCalendar = Pick<QuotaDocument, 'per' | 'timeZone'>;

export interface QuotaPeriod {
  /** Such as 2026-W48, 2026-11-22, total. */
  period: string;
  startMs: number;
  /** The next period begins here; infinite for `total`. */
  endMs: number;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
const yearText = (year: number): string => String(year).padStart(4, '0');

/**
 * The period of a quota that an instant falls in: `2026-11-22T14+0300` (hour, with the offset, so that the hour that a clock repeats is
 * two), `2026-11-22`, `2026-W48` (ISO 8601 week and its year), `2026-11`, `total`.
 */
export function periodOf({ per, timeZone }: QuotaCalendar, atMs: number): string {
  if (per === 'total') return 'total';
  const offset = zoneOffsetMs(timeZone, atMs);
  const local = new Date(atMs + offset);
  if (per === 'week') return weekOfDay(Math.floor((atMs + offset) / dayMs));
  const month = `${yearText(local.getUTCFullYear())}-${two(local.getUTCMonth() + 1)}`;
  if (per === 'month') return month;
  const day = `${month}-${two(local.getUTCDate())}`;
  if (per === 'day') return day;
  const minutes = Math.abs(offset) / 60_000;
  return `${day}T${two(local.getUTCHours())}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(Math.floor(minutes % 60))}`;
}

/** ISO 8601: a week belongs to the year that its Thursday is in. */
function weekOfDay(day: number): string {
  // 1970-01-01 was a Thursday.
  const thursday = day - mod(day + 3, 7) + 3;
  const year = new Date(thursday * dayMs).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7) + 1;
  return `${yearText(year)}-W${two(week)}`;
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;

/** The first instant after the period that an instant falls in; infinite for `total`. */
export function periodEndMs(calendar: QuotaCalendar, atMs: number): number {
  if (calendar.per === 'total') return Number.POSITIVE_INFINITY;
  const offset = zoneOffsetMs(calendar.timeZone, atMs);
  return boundary(calendar, periodOf(calendar, atMs), atMs, nextWall(calendar.per, atMs + offset) - offset);
}

/** The first instant of the period that an instant falls in; negative infinity for `total`. */
export function periodStartMs(calendar: QuotaCalendar, atMs: number): number {
  if (calendar.per === 'total') return Number.NEGATIVE_INFINITY;
  const key = periodOf(calendar, atMs);
  const offset = zoneOffsetMs(calendar.timeZone, atMs);
  const guess = Math.floor(Math.min(atMs, wallStart(calendar.per, atMs + offset) - offset) / slotMs) * slotMs;
  // The period may begin earlier or later than the present offset says, when the clock was changed in it.
  let start = guess;
  while (periodOf(calendar, start - 1) === key) start -= slotMs;
  while (periodOf(calendar, start) !== key) start += slotMs;
  return start;
}

/** The end that the present offset says, moved to where the key changes when the clock is changed in between. */
function boundary(calendar: QuotaCalendar, key: string, atMs: number, guess: number): number {
  let end = Math.max(guess, Math.floor(atMs / slotMs) * slotMs + slotMs);
  while (periodOf(calendar, end) === key) end += slotMs;
  while (end - slotMs > atMs && periodOf(calendar, end - slotMs) !== key) end -= slotMs;
  return end;
}

/** Local time at which the period after a local time begins; local times are counted as if they were UTC. */
function nextWall(per: QuotaCalendar['per'], local: number): number {
  const start = wallStart(per, local);
  if (per === 'hour') return start + hourMs;
  if (per === 'day') return start + dayMs;
  if (per === 'week') return start + 7 * dayMs;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function wallStart(per: QuotaCalendar['per'], local: number): number {
  if (per === 'hour') return Math.floor(local / hourMs) * hourMs;
  const day = Math.floor(local / dayMs);
  if (per === 'day') return day * dayMs;
  if (per === 'week') return (day - mod(day + 3, 7)) * dayMs;
  const date = new Date(local);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** Periods that [fromMs, toMs) touches, in order; at most so many of them, the earliest ones. */
export function periodsBetween(calendar: QuotaCalendar, fromMs: number, toMs: number, most = 10_000): QuotaPeriod[] {
  if (toMs <= fromMs) return [];
  const periods: QuotaPeriod[] = [];
  for (let startMs = periodStartMs(calendar, fromMs), inMs = fromMs; inMs < toMs && periods.length < most; ) {
    const endMs = periodEndMs(calendar, inMs);
    periods.push({ period: periodOf(calendar, inMs), startMs, endMs });
    startMs = inMs = endMs;
  }
  return periods;
}
