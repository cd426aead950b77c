import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantOf, timeZones, wallTime } from './zoned-time.js';

it('leads from the wall of a zone to the instant and back', () => {
  expect(instantOf('2026-03-02T01:30', 'Europe/Moscow')).toBe('2026-03-01T22:30:00.000Z');
  expect(wallTime('2026-03-01T22:30:00Z', 'Europe/Moscow')).toBe('2026-03-02T01:30');
  expect(wallTime('2026-07-01T12:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T14:00');
  expect([wallTime('', 'UTC'), instantOf('soon', 'UTC')]).toEqual(['', '']);
  expect(timeZones()).toContain('Europe/Moscow');
});

it('loses nothing where the clocks do not change', () => {
  const minutes = fc.integer({ min: Date.UTC(2015, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
  fc.assert(fc.property(minutes, fc.constantFrom('UTC', 'Europe/Moscow', 'Asia/Kolkata', 'Pacific/Auckland', 'America/New_York'), (minute, zone) => {
    const wall = wallTime(new Date(minute * 60_000).toISOString(), zone);
    expect(Math.abs(Date.parse(instantOf(wall, zone)) / 60_000 - minute)).toBeLessThanOrEqual(60);
    expect(wallTime(instantOf(wall, zone), zone)).toBe(wall);
  }));
});
