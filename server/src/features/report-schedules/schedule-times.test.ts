import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastReportAt, nextReportAt, type ScheduleTimes } from './schedule-times.js';

const moscow = 'Europe/Moscow';
const berlin = 'Europe/Berlin';
const iso = (date: Date | undefined) => date?.toISOString();

describe('times of a schedule', () => {
  it('have the last day of a month that lacks theirs', () => {
    const at: ScheduleTimes = { every: 'month', day: 31, time: '08:00', timeZone: moscow };
    const times = [new Date('2026-01-31T04:59:00Z')];
    for (let month = 0; month < 4; month += 1) times.push(nextReportAt(at, times.at(-1)!));
    expect(times.slice(1).map(iso)).toEqual(['2026-01-31T05:00:00.000Z', '2026-02-28T05:00:00.000Z', '2026-03-31T05:00:00.000Z', '2026-04-30T05:00:00.000Z']);
    expect(iso(nextReportAt({ ...at, day: 29 }, new Date('2028-02-01T00:00:00Z')))).toBe('2028-02-29T05:00:00.000Z');
    expect(iso(nextReportAt({ ...at, day: 30 }, new Date('2026-02-01T00:00:00Z')))).toBe('2026-02-28T05:00:00.000Z');
  });

  it('are wall time on both sides of daylight saving time', () => {
    const at: ScheduleTimes = { every: 'day', time: '08:00', timeZone: berlin };
    expect(iso(nextReportAt(at, new Date('2026-03-28T07:00:00Z')))).toBe('2026-03-29T06:00:00.000Z');
    expect(iso(nextReportAt(at, new Date('2026-10-24T06:00:00Z')))).toBe('2026-10-25T07:00:00.000Z');
    const missing: ScheduleTimes = { every: 'day', time: '02:30', timeZone: berlin };
    expect(iso(nextReportAt(missing, new Date('2026-03-28T12:00:00Z')))).toBe('2026-03-29T01:30:00.000Z');
    expect(iso(nextReportAt(missing, new Date('2026-03-29T01:30:00Z')))).toBe('2026-03-30T00:30:00.000Z');
    const twice = nextReportAt(missing, new Date('2026-10-24T12:00:00Z'));
    expect(iso(twice)).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(nextReportAt(missing, twice))).toBe('2026-10-26T01:30:00.000Z');
  });

  it('keep to their days of the week in their own zone', () => {
    const at: ScheduleTimes = { every: 'weekday', time: '00:30', timeZone: 'Asia/Vladivostok' };
    // Saturday there is still Friday in UTC.
    expect(iso(nextReportAt(at, new Date('2026-06-04T14:30:00Z')))).toBe('2026-06-07T14:30:00.000Z');
    expect(iso(nextReportAt({ ...at, every: 'week', weekday: 7 }, new Date('2026-06-04T14:30:00Z')))).toBe('2026-06-06T14:30:00.000Z');
  });

  it('that were missed count once, the latest', () => {
    const at: ScheduleTimes = { every: 'day', time: '08:00', timeZone: moscow };
    expect(iso(lastReportAt(at, new Date('2026-06-01T05:00:00Z'), new Date('2026-06-05T12:00:00Z')))).toBe('2026-06-05T05:00:00.000Z');
    expect(iso(lastReportAt(at, new Date('2026-06-05T05:00:00Z'), new Date('2026-06-05T05:00:00Z')))).toBe('2026-06-05T05:00:00.000Z');
    expect(lastReportAt(at, new Date('2026-06-06T05:00:00Z'), new Date('2026-06-05T12:00:00Z'))).toBeUndefined();
    // Years of absence are not walked through day by day.
    expect(iso(lastReportAt(at, new Date('2010-01-01T05:00:00Z'), new Date('2026-06-05T12:00:00Z')))).toBe('2026-06-05T05:00:00.000Z');
  });

  it('are later than what they follow and show the wall time asked for', () => {
    fc.assert(
      fc.property(
        fc.record({
          every: fc.constantFrom('day' as const, 'weekday' as const, 'week' as const, 'month' as const), weekday: fc.integer({ min: 1, max: 7 }), day: fc.integer({ min: 1, max: 31 }),
          time: fc.constantFrom('00:00', '06:15', '12:00', '23:59'), timeZone: fc.constantFrom('UTC', moscow, 'America/New_York', 'Asia/Kolkata'),
        }),
        fc.integer({ min: 0, max: 1000 }),
        (at, hours) => {
          const after = new Date(Date.UTC(2026, 0, 1) + hours * 26 * 3_600_000);
          const next = nextReportAt(at, after);
          expect(next.getTime()).toBeGreaterThan(after.getTime());
          expect(new Intl.DateTimeFormat('en-GB', { timeZone: at.timeZone, hour: '2-digit', minute: '2-digit' }).format(next)).toBe(at.time);
        },
      ),
      { numRuns: 60 },
    );
  });
});
