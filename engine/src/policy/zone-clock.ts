import { isZone, offsetAtInstant } from '../feel/values/zones.js';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
/** Changes of the offset are looked for in blocks of so many days, once for each block. */
const blockMs = 16 * dayMs;
const quarterMs = 900_000;
const mostBlocks = 4_000;
const mostDays = 20_000;
const mostZones = 1_000;

/** A time during which the zone keeps one offset. It may end where nothing changes, but never lasts over a change. */
export interface Stretch {
  offsetMs: number;
  untilMs: number;
}

/** The calendar day, week (from Monday) and month that an instant falls into, each from its first instant up to that of the next one. */
export interface Periods {
  day: readonly [fromMs: number, toMs: number];
  week: readonly [fromMs: number, toMs: number];
  month: readonly [fromMs: number, toMs: number];
}

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
/** Days since 1970-01-01 of the first of a month; months beyond 11 are those of later years. */
const firstOfMonth = (year: number, month: number): number => Date.UTC(year, month, 1) / dayMs;

/**
 * Local time of one zone. Offsets are looked up once for each block of days and kept as a table, so that contact policy costs no call
 * of Intl for each contact. A day begins at the first instant whose local date is that day or later: where clocks skip midnight, at the
 * first minute after it; a date that a zone skipped as a whole is an empty day.
 */
export class ZoneClock {
  private readonly blocks = new Map<number, readonly Stretch[]>();
  private readonly dayStarts = new Map<number, number>();
  private readonly periods = new Map<number, Periods>();
  private lastIndex = Number.NaN;
  private lastBlock: readonly Stretch[] = [];

  constructor(readonly zone: string) {}

  stretchAt(atMs: number): Stretch {
    const index = Math.floor(atMs / blockMs);
    if (index !== this.lastIndex) {
      this.lastBlock = this.blocks.get(index) ?? this.readBlock(index);
      this.lastIndex = index;
    }
    for (const stretch of this.lastBlock) if (atMs < stretch.untilMs) return stretch;
    return this.lastBlock.at(-1)!;
  }

  /** Calendar day, as days since 1970-01-01. */
  dayOf(atMs: number): number {
    const day = Math.floor((atMs + this.stretchAt(atMs).offsetMs) / dayMs);
    // Where clocks went back over midnight, a date comes twice: the day that has begun goes on.
    return this.lastBlock.length > 1 && atMs >= this.dayStart(day + 1) ? day + 1 : day;
  }

  /** Milliseconds since local midnight by the clock on the wall. */
  timeOfDayMs(atMs: number): number {
    const local = atMs + this.stretchAt(atMs).offsetMs;
    return local - Math.floor(local / dayMs) * dayMs;
  }

  /** First instant of a calendar day. */
  dayStart(day: number): number {
    const known = this.dayStarts.get(day);
    if (known !== undefined) return known;
    const midnight = day * dayMs;
    // No zone is more than 15 hours ahead of UTC, so the day has not begun yet here.
    let at = midnight - 16 * hourMs;
    for (;;) {
      const { offsetMs, untilMs } = this.stretchAt(at);
      const start = Math.max(at, midnight - offsetMs);
      if (start < untilMs) {
        if (this.dayStarts.size >= mostDays) this.dayStarts.clear();
        this.dayStarts.set(day, start);
        return start;
      }
      at = untilMs;
    }
  }

  periodsAt(atMs: number): Periods {
    const day = this.dayOf(atMs);
    const known = this.periods.get(day);
    if (known) return known;
    const monday = day - weekdayOf(day);
    const date = new Date(day * dayMs);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const found: Periods = {
      day: [this.dayStart(day), this.dayStart(day + 1)],
      week: [this.dayStart(monday), this.dayStart(monday + 7)],
      month: [this.dayStart(firstOfMonth(year, month)), this.dayStart(firstOfMonth(year, month + 1))],
    };
    if (this.periods.size >= mostDays) this.periods.clear();
    this.periods.set(day, found);
    return found;
  }

  private offsetMsAt(atMs: number): number {
    return offsetAtInstant(this.zone, atMs / 1000) * 1000;
  }

  /** Offsets once a day; between two that differ the change is on a quarter of an hour and is searched for by halves. */
  private readBlock(index: number): readonly Stretch[] {
    const end = (index + 1) * blockMs;
    const stretches: Stretch[] = [];
    let at = index * blockMs;
    let offsetMs = this.offsetMsAt(at);
    while (at < end) {
      const next = this.offsetMsAt(at + dayMs);
      if (next !== offsetMs) {
        let [before, after] = [at, at + dayMs];
        while (after - before > quarterMs) {
          const middle = before + Math.floor((after - before) / (2 * quarterMs)) * quarterMs;
          if (this.offsetMsAt(middle) === offsetMs) before = middle;
          else after = middle;
        }
        if (after < end) {
          stretches.push({ offsetMs, untilMs: after });
          offsetMs = next;
        }
      }
      at += dayMs;
    }
    stretches.push({ offsetMs, untilMs: end });
    if (this.blocks.size >= mostBlocks) this.blocks.clear();
    this.blocks.set(index, stretches);
    return stretches;
  }
}

const clocks = new Map<string, ZoneClock>();

/** The clock of an IANA zone, one for each; undefined for a name that is none. */
export function zoneClock(zone: string): ZoneClock | undefined {
  const known = clocks.get(zone);
  if (known) return known;
  if (!isZone(zone)) return undefined;
  // Names may come from customers' data, in any spelling of upper and lower case.
  if (clocks.size >= mostZones) clocks.clear();
  const clock = new ZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}
