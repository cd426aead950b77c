import { powerForProportions } from '@arbiter/reports/stats/power';
import { describe, expect, it } from 'vitest';
import { championOf, daysUntil, powerHints } from './power-hint.js';

const arms = [{ port: 'a', share: 9000, champion: true }, { port: 'b', share: 1000 }];

describe('what a test can show', () => {
  it('is the rise that shows in four of five tests', () => {
    const [hint] = powerHints(arms, { callsPerDay: 5000, days: 14, baseRate: 0.05 });
    expect(hint).toMatchObject({ port: 'b', calls: 7000 });
    const answer = powerForProportions(0.05, 0.05 + hint!.absolute!, 63_000, 7000);
    expect('power' in answer && answer.power).toBeCloseTo(0.8, 1);
    expect(hint!.relative).toBeCloseTo(hint!.absolute! / 0.05);
  });

  it('falls with time, and is told as days', () => {
    const days = daysUntil(arms, { callsPerDay: 5000, baseRate: 0.05 }, 0.01)!;
    const at = (count: number) => powerHints(arms, { callsPerDay: 5000, days: count, baseRate: 0.05 })[0]!.absolute!;
    expect(at(days)).toBeLessThanOrEqual(0.01);
    expect(at(days - 1)).toBeGreaterThan(0.01);
    expect(daysUntil(arms, { callsPerDay: 1, baseRate: 0.05 }, 0.0001)).toBeNull();
  });

  it('bears arms without a share, tests without calls, and rates that cannot rise', () => {
    expect(powerHints([{ port: 'a', share: 10_000 }, { port: 'b', share: 0 }], { callsPerDay: 10, days: 1, baseRate: 0.5 })).toEqual([]);
    expect(powerHints(arms, { callsPerDay: 0, days: 1, baseRate: 0.5 })).toEqual([]);
    expect(powerHints(arms, { callsPerDay: 10, days: 1, baseRate: 1 })[0]).toMatchObject({ absolute: null });
    expect(championOf([{ share: 1 }, { share: 2 }])).toEqual({ share: 2 });
  });
});
