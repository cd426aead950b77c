import type { ReportScheduleDocument } from '@arbiter/contracts';
import { nextDue } from '../publications/api.js';

export type ScheduleTimes = ReportScheduleDocument['at'];

/** A month has at most 31 days, so the day after the next month's end is never further away. */
const mostDays = 70;
const dayMs = 86_400_000;

/** Time of day on every day; a schedule takes those days that are its own. */
function daily({ time, timeZone }: ScheduleTimes): { cron: string; timeZone: string } {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return { cron: `${minutes} ${hours} * * *`, timeZone };
}

/**
 * The first time later than an instant. Wall time in the zone: where daylight saving time leaves it out, as much later, and where the
 * hour comes twice, the first. A month without the day has its time on the last day.
 */
export function nextReportAt(at: ScheduleTimes, after: Date): Date {
  const days = daily(at);
  let candidate = after;
  for (let day = 0; day < mostDays; day += 1) {
    candidate = nextDue(days, candidate);
    if (isOwnDay(at, candidate)) return candidate;
  }
  throw new Error(`No day of ${JSON.stringify(at)} was found`);
}

/** The last time not earlier than `first` and not later than `now`: of the times that were missed only this one is made up for. */
export function lastReportAt(at: ScheduleTimes, first: Date, now: Date): Date | undefined {
  let last: Date | undefined;
  let after = new Date(Math.max(first.getTime() - 1, now.getTime() - mostDays * dayMs));
  for (;;) {
    const next = nextReportAt(at, after);
    if (next > now) return last;
    last = next;
    after = next;
  }
}

function isOwnDay({ every, weekday = 1, day = 1, timeZone }: ScheduleTimes, instant: Date): boolean {
  if (every === 'day') return true;
  const local = localDay(instant, timeZone);
  const dayOfWeek = ((local.getUTCDay() + 6) % 7) + 1;
  if (every === 'weekday') return dayOfWeek <= 5;
  if (every === 'week') return dayOfWeek === weekday;
  const lastOfMonth = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  return local.getUTCDate() === Math.min(day, lastOfMonth);
}

/** The date in a zone as midnight UTC. */
function localDay(instant: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return new Date(Date.UTC(part('year'), part('month') - 1, part('day')));
}
