import { describe, expect, it } from 'vitest';
import { type ProgressPoint, withReport } from './progress-history.js';

const at = (atMs: number, bound: number | null, objective: number | null = null): ProgressPoint => ({ atMs, bound, objective });
const told = (reports: ProgressPoint[]): ProgressPoint[] => reports.reduce<ProgressPoint[]>(withReport, []);

describe('withReport', () => {
  it('keeps the ends of a flat stretch alone', () => {
    expect(told([at(0, 9), at(1, 9), at(2, 9), at(3, 9), at(4, 8), at(5, 8)])).toEqual([at(0, 9), at(3, 9), at(4, 8), at(5, 8)]);
  });

  it('thins a long history and never loses its first and last report', () => {
    const history = told(Array.from({ length: 5_000 }, (_, index) => at(index, 10_000 - index, index)));
    expect(history.length).toBeLessThanOrEqual(400);
    expect([history[0], history.at(-1)]).toEqual([at(0, 10_000, 0), at(4_999, 5_001, 4_999)]);
    expect(history.every((point, index) => index === 0 || point.atMs > history[index - 1]!.atMs)).toBe(true);
  });
});
