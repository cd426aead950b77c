import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agingOf, alwaysValidInterval, benjaminiHochberg, calibrationCounts, calibrationOfCounts, campaignMoney, compareCuredBy, compareMeans, comparePostStratifiedMeans, comparePostStratifiedRatios,
  compareProportions, compareRatioChanges, compareRatios, compareReached, compareWithCovariates, compareWithCuped, cureCurve, curedBy, detectableAtStandardError, detectableProportionChange,
  discriminationOfCounts, expectedCalibrationError, holm, isKnown, logRankTest, mixingVarianceAt, momentMatrixOf, momentsOf, noMomentMatrix, notKnown, pairMomentsOf, powerAtStandardError,
  powerForMeans, powerForProportions, powerForTTest, type RatioArm, ratioChange, type Result, sampleSizeForProportions, sampleSizeForTTest, scaleToArm, scoreInterval, sequentialRatioInterval,
  turnoverDaysOfBalances, turnoverFigures, weightOfEvidence,
} from './index.js';

const unknown = (reason: string) => ({ undefined: true, reason });

function known<T extends object>(result: Result<T>): T {
  if (!isKnown(result)) throw new Error(`expected numbers, got: ${JSON.stringify(result)}`);
  return result;
}

function expectOnlyFinite(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value), String(value)).toBe(true);
  else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) expectOnlyFinite(inner);
}

const awkward = fc.oneof(fc.constantFrom(0, -1, 1, 2, 1e308, -1e308, 5e-324, Number.NaN, Infinity, 0.5), fc.integer({ min: 0, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const numbers = fc.array(awkward, { minLength: 14, maxLength: 14 });

it('no numbers, however strange, make NaN or Infinity', () => {
  fc.assert(
    fc.property(numbers, (x) => {
      const at = (index: number): number => x[index] as number;
      const pair = (from: number) => ({ n: at(from), meanX: at(from + 1), meanY: at(from + 2), m2X: at(from + 3), m2Y: at(from + 4), coMoment: at(from + 5) });
      const ratio = (from: number): RatioArm => ({ n: at(from), meanNumerator: at(from + 1), meanDenominator: at(from + 2), m2Numerator: at(from + 3), m2Denominator: at(from + 4), coMoment: at(from + 5) });
      const moments = (from: number) => ({ n: at(from), mean: at(from + 1), m2: at(from + 2) });
      expectOnlyFinite(compareReached(pair(0), pair(6)));
      expectOnlyFinite(compareWithCuped(pair(0), pair(6)));
      expectOnlyFinite(comparePostStratifiedMeans([{ stratum: 'a', target: moments(0), control: moments(3) }, { stratum: 'b', target: moments(6), control: moments(9) }]));
      expectOnlyFinite(comparePostStratifiedRatios([{ stratum: 'a', target: ratio(0), control: ratio(6) }]));
      expectOnlyFinite(sequentialRatioInterval({ estimate: at(0), standardError: at(1), mixingVariance: at(2) }));
      expectOnlyFinite(mixingVarianceAt(at(0), at(1), at(2), at(3)));
      expectOnlyFinite(campaignMoney({ incrementalMinor: at(0), incrementalInterval: { low: at(1), high: at(2) }, costMinor: at(3), incrementalResponses: at(4), incrementalResponsesInterval: { low: at(5), high: at(6) } }));
      expectOnlyFinite(scaleToArm(at(0), { low: at(1), high: at(2) }, at(3)));
      expectOnlyFinite(turnoverFigures({ days: at(0), sales: at(1), openingBalance: at(2), closingBalance: at(3), closingCurrent: at(4) }));
      expectOnlyFinite(turnoverDaysOfBalances([at(0), at(1)], at(2), at(3)));
      for (const method of ['pooled', 'unpooled', 'arcsine'] as const) expectOnlyFinite(sampleSizeForProportions(at(0), at(1), { method }));
      for (const direction of ['rise', 'fall'] as const) expectOnlyFinite(detectableProportionChange(at(0), at(1), { direction }));
      expectOnlyFinite(detectableAtStandardError(at(0), at(1)));
      expectOnlyFinite(powerAtStandardError(at(0), at(1)));
      expectOnlyFinite(powerForMeans(at(0), at(1), at(2), at(3)));
      expectOnlyFinite(powerForProportions(at(0), at(1), at(2), at(3)));
      expectOnlyFinite(powerForTTest(at(0), at(1), at(2)));
      expectOnlyFinite(cureCurve([{ day: at(0), events: at(1), censored: at(2) }, { day: at(3), events: at(4), censored: at(5) }]));
      expectOnlyFinite(logRankTest([{ day: at(0), events: at(1), censored: at(2) }], [{ day: at(3), events: at(4), censored: at(5) }]));
      expectOnlyFinite(discriminationOfCounts([{ score: at(0), positives: at(1), negatives: at(2) }, { score: at(3), positives: at(4), negatives: at(5) }]));
      expectOnlyFinite(calibrationOfCounts([{ units: at(0), positives: at(1), scoreSum: at(2) }]));
      expectOnlyFinite(weightOfEvidence([{ good: at(0), bad: at(1) }, { good: at(2), bad: at(3) }]));
      expectOnlyFinite(agingOf([{ daysPastDue: at(0), amount: at(1) }]));
      expectOnlyFinite([holm(x), benjaminiHochberg(x)]);
      const matrix = { n: at(0), means: x.slice(1, 5), products: [0, 1, 2, 3].map((row) => x.slice(5 + row, 9 + row)) };
      expectOnlyFinite(ratioChange(matrix));
      expectOnlyFinite(compareRatioChanges(matrix, matrix));
      expectOnlyFinite(compareWithCovariates(matrix, matrix));
    }),
    { numRuns: 200 },
  );
});

describe('each reason', () => {
  const some = momentsOf([1, 2, 4, 9]);
  const none = momentsOf([]);
  const negative = momentsOf([-11, -9, -10, -12]);
  it('a negative control mean is divided by without its sign; one near 0 is not divided by', () => {
    const { relative } = compareMeans(momentsOf([-5, -6, -4, -5]), negative);
    expect(known(relative).estimate).toBeCloseTo(5.5 / 10.5, 12);
    expect(compareMeans(some, momentsOf([0, 0, 0])).relative).toEqual(unknown('control-mean-near-zero'));
    expect(compareProportions({ n: 50, successes: 9 }, { n: 50, successes: 0 }).relative).toEqual(unknown('control-mean-near-zero'));
  });
  it('0 of n and n of n have an interval and no test', () => {
    for (const successes of [0, 20]) {
      const effect = known(compareProportions({ n: 20, successes }, { n: 20, successes }).absolute);
      expect(effect).toMatchObject({ estimate: 0, test: unknown('zero-variance'), standardError: unknown('zero-variance') });
      expect(known(effect.interval).high).toBeGreaterThan(0.1);
    }
    expect(known(compareProportions({ n: 1, successes: 1 }, { n: 1, successes: 0 }).absolute).estimate).toBe(1);
  });
  it('a covariate that is the same for all cannot help, and one beside its copy does no harm', () => {
    expect(compareWithCuped(pairMomentsOf([[7, 1], [7, 2], [7, 4]]), pairMomentsOf([[7, 2], [7, 3]]))).toEqual(unknown('zero-variance'));
    const rows = [[1, 1, 3], [2, 2, 4], [5, 5, 9], [3, 3, 4]];
    const [twice, once] = [known(compareWithCovariates(momentMatrixOf(rows, 3), momentMatrixOf([...rows].reverse(), 3))), known(compareWithCuped(pairMomentsOf(rows.map((row) => [row[0] as number, row[2] as number])), pairMomentsOf(rows.map((row) => [row[0] as number, row[2] as number]))))];
    expect(twice.thetas[1]).toBe(0);
    expect(twice.thetas[0]).toBeCloseTo(once.theta, 12);
    expect(compareWithCovariates(noMomentMatrix(2), momentMatrixOf(rows, 3))).toEqual(unknown('bad-input'));
    expect(compareWithCovariates(noMomentMatrix(3), momentMatrixOf(rows, 3))).toEqual(unknown('empty-arm'));
  });
  it('strata without control stop the comparison and are named', () => {
    const strata = [{ stratum: 'a', target: some, control: some }, { stratum: 'b', target: some, control: none }, { stratum: 'c', target: none, control: some }];
    expect(comparePostStratifiedMeans(strata)).toMatchObject({ withoutControl: ['b'], comparison: { absolute: unknown('no-matching-control') } });
    expect(comparePostStratifiedMeans([{ stratum: 'a', target: some, control: none }]).comparison.absolute).toEqual(unknown('empty-arm'));
    expect(comparePostStratifiedMeans([{ stratum: 'a', target: momentsOf([1]), control: momentsOf([2]) }]).comparison.absolute).toMatchObject({ estimate: -1, interval: unknown('single-unit') });
    const alike = comparePostStratifiedMeans([{ stratum: 'a', target: some, control: negative }]).comparison;
    expect(known(alike.absolute).interval).toEqual(known(compareMeans(some, negative).absolute).interval);
    const ratio: RatioArm = { n: 4, meanNumerator: 2, meanDenominator: 4, m2Numerator: 3, m2Denominator: 2, coMoment: 1 };
    const other: RatioArm = { ...ratio, meanNumerator: 3 };
    expect(known(known(comparePostStratifiedRatios([{ stratum: 'a', target: ratio, control: other }]).comparison.absolute).interval).low).toBeCloseTo(known(known(compareRatios(ratio, other).absolute).interval).low, 12);
    expect(comparePostStratifiedRatios([{ stratum: 'a', target: ratio, control: { ...ratio, meanDenominator: 0 } }]).comparison.absolute).toEqual(unknown('denominator-zero'));
  });
  it('no effect per reached unit while both arms were reached alike', () => {
    const reached = pairMomentsOf([[1, 1], [2, 0], [4, 1], [3, 0]]);
    expect(compareReached(reached, reached)).toEqual(unknown('delivered-alike'));
    expect(compareReached(pairMomentsOf([]), reached)).toEqual(unknown('empty-arm'));
    const all = known(compareReached(pairMomentsOf([[3, 1], [5, 1], [4, 1]]), pairMomentsOf([[1, 0], [2, 0], [3, 0]])));
    expect(all).toMatchObject({ deliveredDifference: 1, effect: { estimate: 2 } });
  });
  it('money', () => {
    const input = { incrementalMinor: 900, incrementalInterval: { low: 500, high: 1300 }, costMinor: 300, incrementalResponses: 30, incrementalResponsesInterval: { low: 20, high: 40 } };
    expect(campaignMoney(input)).toEqual({
      incrementalMinor: 900, costMinor: 300, profitMinor: 600, profitInterval: { low: 200, high: 1000 }, returnOnCost: { value: 2 },
      returnInterval: { low: expect.closeTo(2 / 3, 12), high: expect.closeTo(10 / 3, 12) }, costPerIncremental: { value: 10 }, costPerIncrementalInterval: { low: 7.5, high: 15 },
    });
    expect(campaignMoney({ ...input, incrementalResponsesInterval: { low: -40, high: -20 }, incrementalResponses: -30 })).toMatchObject({ costPerIncremental: unknown('interval-contains-zero') });
    expect(campaignMoney({ ...input, costMinor: 0 })).toMatchObject({ returnOnCost: unknown('no-cost'), returnInterval: unknown('no-cost'), profitInterval: { low: 500, high: 1300 } });
    expect(campaignMoney({ ...input, incrementalInterval: notKnown('single-unit') })).toMatchObject({ profitInterval: unknown('single-unit') });
  });
  it('turnover', () => {
    const period = { days: 30, sales: 0, openingBalance: 1, closingBalance: 1, closingCurrent: 1 };
    expect(turnoverFigures(period)).toEqual(unknown('denominator-zero'));
    expect(turnoverFigures({ ...period, sales: -5 })).toEqual(unknown('bad-input'));
    expect(turnoverDaysOfBalances([100, 200], 300, 30)).toEqual({ value: 15 });
    expect(turnoverDaysOfBalances([], 300, 30)).toEqual(unknown('empty-arm'));
    expect(turnoverDaysOfBalances([1], 0, 30)).toEqual(unknown('denominator-zero'));
    expect(ratioChange(noMomentMatrix(4))).toEqual(unknown('empty-arm'));
    expect(ratioChange(momentMatrixOf([[1, 0, 2, 3], [2, 0, 3, 4]], 4))).toEqual(unknown('denominator-zero'));
    expect(ratioChange(momentMatrixOf([[1, -2, 2, 3], [2, 3, 3, 4]], 4))).toEqual(unknown('denominator-near-zero'));
  });
  it('looking at any time', () => {
    expect(sequentialRatioInterval({ estimate: 1, standardError: 0, mixingVariance: 1 })).toEqual(unknown('zero-variance'));
    expect(sequentialRatioInterval({ estimate: 1, standardError: 1, mixingVariance: 0 })).toEqual(unknown('bad-input'));
    expect(mixingVarianceAt(1000, 4, 4)).toEqual({ value: expect.closeTo(0.016, 12) });
    expect(alwaysValidInterval({ estimate: 1, standardError: 1, units: 10, decisionUnits: 0 })).toEqual(unknown('bad-input'));
    // An interval that just leaves out 0 has a p of just alpha.
    const { low } = known(sequentialRatioInterval({ estimate: 0, standardError: 0.3, mixingVariance: 0.2 }));
    expect(known(sequentialRatioInterval({ estimate: -low, standardError: 0.3, mixingVariance: 0.2 })).pValue).toBeCloseTo(0.05, 12);
    const always = { standardError: 0.3, units: 500, decisionUnits: 900 };
    expect(known(alwaysValidInterval({ ...always, estimate: known(alwaysValidInterval({ ...always, estimate: 0 })).high })).pValue).toBeCloseTo(0.05, 12);
  });
  it('what is no p-value is no evidence', () => {
    expect(holm([0.01, Number.NaN])).toEqual([0.02, 1]);
    expect(benjaminiHochberg([Number.NaN, 0.01])).toEqual([1, 0.02]);
  });
  it('plans', () => {
    expect(detectableProportionChange(0.1, 5, { direction: 'fall' })).toEqual(unknown('out-of-reach'));
    const fall = known(detectableProportionChange(0.3, 4000, { direction: 'fall' })).absolute;
    expect(known(sampleSizeForProportions(0.3, 0.3 - fall)).targetUnits).toBeCloseTo(2000, 6);
    const at = known(detectableAtStandardError(0.02, 0.4));
    expect(known(powerAtStandardError(at.absolute, 0.02)).power).toBeCloseTo(0.8, 12);
    expect(at.relative).toBeCloseTo(at.absolute / 0.4, 12);
    expect(known(powerForMeans(0.5, 2, 250, 250)).power).toBeCloseTo(0.798, 3);
    expect(sampleSizeForTTest(0)).toEqual(unknown('out-of-reach'));
    expect(powerForTTest(0.5, 1, 1)).toEqual(unknown('single-unit'));
  });
  it('cure curves', () => {
    const curve = known(cureCurve([{ day: 3, events: 1, censored: 0 }, { day: 1, events: 1, censored: 2 }, { day: 5, events: 0, censored: 4 }]));
    expect(curve).toMatchObject({ units: 8, medianDay: null, points: [{ day: 1, atRisk: 8 }, { day: 3, atRisk: 5 }, { day: 5, atRisk: 4, cured: expect.closeTo(0.3, 12) }] });
    expect(cureCurve([])).toEqual(unknown('empty-arm'));
    expect(curedBy(curve, 6)).toEqual(unknown('out-of-reach'));
    expect(curedBy(curve, 0)).toMatchObject({ value: 0 });
    const everybody = known(cureCurve([{ day: 1, events: 2, censored: 0 }]));
    expect(everybody).toMatchObject({ medianDay: 1, points: [{ cured: 1, standardError: null, interval: unknown('zero-variance') }] });
    expect(compareCuredBy(everybody, curve, 1)).toEqual(unknown('zero-variance'));
    expect(known(compareCuredBy(curve, curve, 4)).estimate).toBe(0);
    expect(logRankTest([{ day: 1, events: 0, censored: 1 }], [{ day: 1, events: 0, censored: 1 }])).toEqual(unknown('zero-variance'));
    // Without censoring the curve is the share itself and Greenwood's error the binomial one.
    const plain = known(cureCurve([{ day: 2, events: 30, censored: 0 }, { day: 9, events: 0, censored: 70 }])).points[0];
    expect(plain?.standardError).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 100), 12);
  });
  it('calibration', () => {
    const units = [0.05, 0.1, 0.15, 0.6, 0.62, 1].map((score, index) => ({ score, outcome: index % 2 }));
    const bins = calibrationOfCounts(known(calibrationCounts(units, 2)).bins);
    expect(bins.map((bin) => (isKnown(bin) ? [bin.units, bin.observed] : null))).toEqual([[3, 1 / 3], [3, 2 / 3]]);
    expect(known(expectedCalibrationError(bins)).value).toBeCloseTo((Math.abs(0.1 - 1 / 3) + Math.abs(0.74 - 2 / 3)) / 2, 12);
    expect(known(calibrationCounts([...units, ...units], 3, 'rank')).bins.map((bin) => bin.units)).toEqual([4, 4, 4]);
    expect(calibrationOfCounts([{ units: 0, positives: 0, scoreSum: 0 }])).toEqual([unknown('empty-arm')]);
    expect(expectedCalibrationError([])).toEqual(unknown('empty-arm'));
    expect(discriminationOfCounts([{ score: 1, positives: 3, negatives: 0 }])).toEqual(unknown('one-class'));
  });
  it('score intervals of nothing', () => {
    expect(scoreInterval({ n: 0, successes: 0 }, { n: 5, successes: 1 })).toEqual(unknown('empty-arm'));
    expect(scoreInterval({ n: 5, successes: 0 }, { n: 5, successes: 0 }, { maximum: 'statsmodels' })).toEqual(unknown('out-of-reach'));
  });
  it('aging', () => {
    const { buckets } = known(agingOf([{ daysPastDue: 0, amount: 1 }, { daysPastDue: 30, amount: 2 }, { daysPastDue: 31, amount: 4 }, { daysPastDue: 500, amount: 8 }]));
    expect(buckets).toEqual([
      { from: null, to: 0, items: 1, amount: 1 }, { from: 1, to: 30, items: 1, amount: 2 }, { from: 31, to: 60, items: 1, amount: 4 }, { from: 61, to: 90, items: 0, amount: 0 }, { from: 91, to: null, items: 1, amount: 8 },
    ]);
    expect(agingOf([], [5, 3])).toEqual(unknown('bad-input'));
  });
});
