import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areaUnder, causalmlArea, isKnown, profitCurve, qiniCoefficient, qiniCurve, type Result, type ScoreCount, type ScoredUnit, thinCurve, upliftAreaCoefficient, upliftAtTop, upliftByBin,
  upliftCurve, weightedAverageUplift,
} from './index.js';

function known<T extends object>(result: Result<T>): T {
  if (!isKnown(result)) throw new Error(`expected numbers, got: ${JSON.stringify(result)}`);
  return result;
}

const unit = fc.record({ outcome: fc.constantFrom(0, 1), inTarget: fc.boolean(), score: fc.constantFrom(0.1, 0.2, 0.3, 0.7) });
const units = fc.array(unit, { minLength: 1, maxLength: 60 });

/** Rows of (score, arm, n, sum) as a store would count them, in an order of its own. */
function counted(rows: readonly ScoredUnit[]): ScoreCount[] {
  const counts = new Map<string, ScoreCount>();
  for (const { outcome, inTarget, score } of rows) {
    const key = `${score} ${inTarget}`;
    const count = counts.get(key) ?? { score, inTarget, units: 0, outcome: 0, outcomeSquares: 0 };
    counts.set(key, { ...count, units: count.units + 1, outcome: count.outcome + outcome, outcomeSquares: (count.outcomeSquares ?? 0) + outcome * outcome });
  }
  return [...counts.values()].reverse();
}

function everything(input: readonly ScoredUnit[] | readonly ScoreCount[]): unknown {
  return [
    qiniCurve(input), upliftCurve(input), qiniCoefficient(input), qiniCoefficient(input, { negativeEffect: false }), upliftAreaCoefficient(input), causalmlArea(input, 'gain'),
    causalmlArea(input, 'qini'), upliftAtTop(input, 0.35, 'overall'), upliftAtTop(input, 0.35, 'by-group'), upliftByBin(input, 3), upliftByBin(input, 3, 'by-group'),
    weightedAverageUplift(upliftByBin(input, 3)), profitCurve(input, { valuePerResponse: 100, costPerContact: 7 }),
  ];
}

function expectOnlyFinite(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value), String(value)).toBe(true);
  else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) expectOnlyFinite(inner);
}

describe('uplift', () => {
  it('is the same from units in any order and from counts', () => {
    fc.assert(
      fc.property(units, (rows) => {
        const answer = everything(rows);
        expectOnlyFinite(answer);
        expect(everything([...rows].reverse())).toEqual(answer);
        expect(everything(counted(rows))).toEqual(answer);
      }),
    );
  });

  it('of strange numbers is never NaN or Infinity', () => {
    const awkward = fc.oneof(fc.constantFrom(0, -1, 1e308, -1e308, 5e-324, Number.NaN, Infinity, 0.5, 1), fc.integer({ min: 0, max: 9 }));
    fc.assert(fc.property(fc.array(fc.record({ outcome: awkward, inTarget: fc.boolean(), score: awkward }), { maxLength: 8 }), (rows) => expectOnlyFinite(everything(rows))));
    fc.assert(fc.property(fc.array(fc.record({ outcome: awkward, inTarget: fc.boolean(), score: awkward, units: awkward }), { maxLength: 8 }), (rows) => expectOnlyFinite(everything(rows))));
  });

  it('starts at nobody and ends at everybody', () => {
    const rows: ScoredUnit[] = [{ outcome: 1, inTarget: true, score: 3 }, { outcome: 0, inTarget: false, score: 2 }, { outcome: 1, inTarget: false, score: 1 }, { outcome: 1, inTarget: true, score: 0 }];
    expect(qiniCurve(rows)[0]).toEqual({ units: 0, value: 0, score: null });
    expect(qiniCurve(rows).at(-1)).toEqual({ units: 4, value: 1, score: 0 });
    expect(upliftCurve(rows).at(-1)?.value).toBe(2);
    expect(thinCurve(qiniCurve(rows), 3).map((point) => point.units)).toEqual([0, 2, 4]);
    expect(areaUnder([{ units: 0, value: 0 }, { units: 2, value: 4 }])).toBe(4);
  });

  it('refuses money for scores of 0/1 outcomes, and compares it all the same', () => {
    const rows = [5, 9, 1, 0, 7, 2].map((outcome, index) => ({ outcome, inTarget: index % 2 === 0, score: 6 - index }));
    expect(qiniCoefficient(rows)).toEqual({ undefined: true, reason: 'not-binary' });
    expect(upliftAreaCoefficient(rows)).toEqual({ undefined: true, reason: 'not-binary' });
    const top = known(upliftAtTop(rows, 1, 'overall'));
    expect(top.value).toBeCloseTo(13 / 3 - 11 / 3, 12);
    expect(isKnown(top.interval)).toBe(true);
    expect(isKnown(causalmlArea(rows, 'gain'))).toBe(true);
    expect(upliftAtTop(rows.filter((row) => row.inTarget), 0.5, 'overall')).toEqual({ undefined: true, reason: 'empty-arm' });
    expect(upliftAtTop(rows, 0, 'overall')).toEqual({ undefined: true, reason: 'bad-input' });
  });

  it('deciles hold all units, those of a tie in proportion', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ outcome: index % 3 === 0 ? 1 : 0, inTarget: index % 2 === 0, score: Math.floor(index / 25) }));
    const bins = upliftByBin(rows);
    expect(bins.map((bin) => bin.targetUnits + bin.controlUnits)).toEqual(new Array(10).fill(expect.closeTo(10, 9)));
    expect(bins.map((bin) => bin.toRank)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    // The first two deciles lie in one tie, so nothing tells them apart.
    expect(known(bins[0]?.uplift as Result<{ value: number }>).value).toBeCloseTo(known(bins[1]?.uplift as Result<{ value: number }>).value, 12);
    expect(upliftByBin(rows.slice(0, 7), 3).map((bin) => bin.toRank - bin.fromRank)).toEqual([3, 2, 2]);
  });

  it('a million units of a thousand scores cost their rows alone', () => {
    const rows: ScoreCount[] = Array.from({ length: 2000 }, (_, index) => ({ score: index >> 1, inTarget: index % 2 === 0, units: 500, outcome: index % 2 === 0 ? 40 + (index >> 6) : 40 }));
    const before = process.cpuUsage();
    expect(known(qiniCoefficient(rows)).value).toBeGreaterThan(0);
    upliftByBin(rows);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(500);
  });
});

describe('profit', () => {
  const rows: ScoreCount[] = [
    { score: 3, inTarget: true, units: 100, outcome: 30 }, { score: 3, inTarget: false, units: 100, outcome: 10 },
    { score: 2, inTarget: true, units: 100, outcome: 15 }, { score: 2, inTarget: false, units: 100, outcome: 10 },
    { score: 1, inTarget: true, units: 100, outcome: 5 }, { score: 1, inTarget: false, units: 100, outcome: 10 },
  ];
  it('is best where one more contact stops paying', () => {
    const { points, best } = known(profitCurve(rows, { valuePerResponse: 100, costPerContact: 4 }));
    expect(points.map((point) => Math.round(point.profit))).toEqual([0, 3200, 3400, 1600]);
    expect(best).toEqual({ units: 400, share: expect.closeTo(2 / 3, 12), score: 2, profit: expect.closeTo(3400, 9) });
  });
  it('contacts nobody when nothing pays, and takes incentives and the fixed cost off', () => {
    expect(known(profitCurve(rows, { valuePerResponse: 1, costPerContact: 4 })).best).toEqual({ units: 0, share: 0, score: null, profit: 0 });
    const { points } = known(profitCurve(rows, { valuePerResponse: 100, costPerContact: 4, costPerResponse: 10, fixedCost: 50 }));
    expect(points[1]?.profit).toBeCloseTo(200 * 0.2 * 100 - 800 - 60 * 10 - 50, 9);
    expect(profitCurve(rows.filter((row) => row.inTarget), { valuePerResponse: 1, costPerContact: 1 })).toEqual({ undefined: true, reason: 'empty-arm' });
    expect(profitCurve(rows, { valuePerResponse: 1, costPerContact: -1 })).toEqual({ undefined: true, reason: 'bad-input' });
  });
  it('never chooses a cut-off above which an arm has nobody', () => {
    const lopsided = [{ score: 9, inTarget: true, units: 5, outcome: 5 }, ...rows];
    expect(known(profitCurve(lopsided, { valuePerResponse: 100, costPerContact: 60 })).best.units).toBe(0);
  });
});
