import { describe, expect, it } from 'vitest';
import { stretchesWithoutPlan, whatIfChart, type WhatIfWords } from './what-if-chart.js';

const point = (at: number, objectiveMinor: number | null, bound = objectiveMinor, price: number | null = 1) => ({ at, status: objectiveMinor === null ? ('infeasible' as const) : ('optimal' as const), objectiveMinor, bound, gap: 0, price });
const words: WhatIfWords = { theme: 'light', worth: 'worth', band: 'band', noPlan: 'no plan', current: 'now', description: 'd', at: String, atShort: String, money: String, moneyShort: String, price: () => 'price' };
const series = (option: ReturnType<typeof whatIfChart>) => (Array.isArray(option.series) ? option.series : []).map((each) => each as { name: string; data: unknown[] });

describe('the curve of a limit', () => {
  it('shades where no plan is, halfway to the neighbours that have one', () => {
    expect(stretchesWithoutPlan([point(0, null), point(10, null), point(20, 5), point(30, null), point(40, 6), point(50, null)])).toEqual([[0, 15], [25, 35], [45, 50]]);
    expect(stretchesWithoutPlan([point(0, 1)])).toEqual([]);
    expect(stretchesWithoutPlan([point(3, null), point(4, null)])).toEqual([[3, 4]]);
  });

  it('draws the price at the chosen point as a slope in the direction of the curve, and the band only where it is seen', () => {
    const points = [point(0, 0, 0, 3), point(50, 100, 100, -2), point(100, 150, 150, 0)];
    const drawn = series(whatIfChart({ points, unit: 'actions', current: 50 }, 1, words));
    expect(drawn.map(({ name }) => name)).toEqual(['worth', 'tangent']);
    expect(drawn[1]!.data).toEqual([[40, 80], [60, 120]]);
    const open = series(whatIfChart({ points: points.map((each) => ({ ...each, bound: each.objectiveMinor! + 20 })), unit: 'share', current: 50 }, 0, words));
    expect(open.map(({ name }) => name)).toEqual(['band ↓', 'band', 'worth']);
    expect(open[1]!.data[0]).toEqual([0, 20]);
  });
});
