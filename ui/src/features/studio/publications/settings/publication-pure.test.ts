import type { PublicationSettings } from '@arbiter/contracts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { powerHint } from './power-hint.js';
import { cronOfParts, partsFor, partsOfCron, scheduleEveries } from './schedule-parts.js';
import { cronInWords, loadCronReader } from './schedule-words.js';
import { evenShares, settingsChanges, totalOfShares } from './settings-changes.js';

describe('schedules by their parts', () => {
  it.each(['*/15 * * * *', '5 * * * *', '30 2 * * *', '0 6 * * 1-5', '0 6 * * 1,3,5', '15 23 31 * *'])('%s is read and written the same', (cron) => {
    const parts = partsOfCron(cron);
    expect(parts.every).not.toBe('custom');
    expect(cronOfParts(parts)).toBe(cron);
  });

  it.each(['*/7 * * * *', '0 6 1 * 1', '0 6 * 1 *', '0 25 * * *', '@daily', '0 6 * * MON', '', '1 2 3'])('"%s" stays as it was typed', (cron) => {
    expect(partsOfCron(cron)).toEqual({ every: 'custom', cron });
  });

  it('keep the time when the kind changes, and Sunday is the seventh day', () => {
    expect(partsOfCron('0 6 * * 0')).toEqual({ every: 'week', days: [7], time: '06:00' });
    expect(partsFor('month', partsOfCron('45 7 * * *'))).toEqual({ every: 'month', day: 1, time: '07:45' });
    for (const every of scheduleEveries) expect(partsOfCron(cronOfParts(partsFor(every, { every: 'day', time: '06:30' }))).every).toBe(every === 'custom' ? 'day' : every);
  });
});

describe('schedules in words', () => {
  let reader: Awaited<ReturnType<typeof loadCronReader>>;
  beforeAll(async () => {
    reader = await loadCronReader();
  });

  it('are read in both languages', () => {
    expect(cronInWords(reader, '30 2 * * 1-5', 'en')).toBe('At 02:30, Monday through Friday');
    expect(cronInWords(reader, '30 2 * * 1-5', 'ru')).toMatch(/02:30.*понедельник.*пятниц/i);
    expect(cronInWords(reader, 'soon', 'en')).toBeNull();
  });
});

describe('what differs between settings', () => {
  const base: PublicationSettings = { mode: 'online', arms: [{ name: 'a', itemId: 'i', version: 1, share: 100 }] };

  it('is told by field; written-out defaults are none', () => {
    expect(settingsChanges(base, { ...base, log: { level: 'inputs', traceShare: 0, durable: true }, scope: 'decisions' })).toEqual([]);
    const changes = settingsChanges(base, { ...base, arms: [{ name: 'a', itemId: 'i', version: 2, share: 100 }], limits: { perSecond: 50 }, log: { level: 'none' } });
    expect(changes.map(({ field }) => field)).toEqual(['versions', 'perSecond', 'logLevel']);
    expect(changes[2]).toMatchObject({ before: 'inputs', after: 'none' });
  });

  it('shares are even and make a hundred', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), (count) => {
      const shares = evenShares(count);
      expect(totalOfShares(shares.map((share) => ({ share })))).toBe(100);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.2);
    }));
  });

  it('power is told in calls and days', () => {
    const even = powerHint({ targetShare: 0.5, baseRate: 0.1, difference: 0.02, callsPerDay: 1000 })!;
    expect(even.calls).toBeGreaterThan(7000);
    expect(even.calls).toBeLessThan(8000);
    expect(even.days).toBe(Math.ceil(even.calls / 1000));
    expect(powerHint({ targetShare: 0.05, baseRate: 0.1, difference: 0.02, callsPerDay: 0 })).toMatchObject({ days: null });
    expect(powerHint({ targetShare: 0.5, baseRate: 0.99, difference: 0.2, callsPerDay: 1 })).toBeNull();
  });
});
