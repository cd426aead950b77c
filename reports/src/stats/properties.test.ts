import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateBuckets,
  alwaysValidInterval,
  armOfBucket,
  bucketCount,
  campaignMoney,
  checkSampleRatioBySegment,
  compareMeans,
  compareMigrationRows,
  compareProportions,
  compareRatios,
  compareWithCuped,
  detectableMeanChange,
  detectableProportionChange,
  discriminationOf,
  heterogeneityOf,
  holm,
  isKnown,
  linearise,
  mergeMoments,
  mergePairMoments,
  momentsOf,
  pairMomentsOf,
  posteriorOf,
  projectMigration,
  qiniCoefficient,
  type RatioArm,
  sampleSizeForMeans,
  sampleSizeForProportions,
  scaleToArm,
  upliftAtTop,
  upliftByBin,
  weightOfEvidence,
} from './index.js';

const amount = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const amounts = fc.array(amount, { minLength: 0, maxLength: 40 });

/** JSON has no NaN and no Infinity: whatever the input, none may come out. */
function expectOnlyFinite(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value), String(value)).toBe(true);
  else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) expectOnlyFinite(inner);
}

function ratioArm(pairs: readonly (readonly [number, number])[]): RatioArm {
  const sum = pairMomentsOf(pairs);
  return { n: sum.n, meanNumerator: sum.meanX, meanDenominator: sum.meanY, m2Numerator: sum.m2X, m2Denominator: sum.m2Y, coMoment: sum.coMoment };
}

describe('never NaN or Infinity', () => {
  const awkward = fc.oneof(fc.constantFrom(0, -1, 1, 1e308, -1e308, 5e-324, Number.NaN, Infinity, 0.5), fc.integer({ min: 0, max: 50 }), amount);
  it('shares', () => {
    fc.assert(
      fc.property(awkward, awkward, awkward, awkward, (a, b, c, d) => {
        for (const method of ['newcombe', 'wald', 'agresti-caffo'] as const) {
          expectOnlyFinite(compareProportions({ n: a, successes: b }, { n: c, successes: d }, { method }));
        }
      }),
    );
  });
  it('means, ratios, covariates', () => {
    fc.assert(
      fc.property(fc.array(awkward, { minLength: 12, maxLength: 12 }), (x) => {
        const at = (index: number): number => x[index] as number;
        expectOnlyFinite(compareMeans({ n: at(0), mean: at(1), m2: at(2) }, { n: at(3), mean: at(4), m2: at(5) }));
        const ratio = (from: number): RatioArm => ({ n: at(from), meanNumerator: at(from + 1), meanDenominator: at(from + 2), m2Numerator: at(from + 3), m2Denominator: at(from + 4), coMoment: at(from + 5) });
        expectOnlyFinite(compareRatios(ratio(0), ratio(6)));
        const pair = (from: number) => ({ n: at(from), meanX: at(from + 1), meanY: at(from + 2), m2X: at(from + 3), m2Y: at(from + 4), coMoment: at(from + 5) });
        expectOnlyFinite(compareWithCuped(pair(0), pair(6)));
        expectOnlyFinite(alwaysValidInterval({ estimate: at(0), standardError: at(1), units: at(2), decisionUnits: at(3) }));
        expectOnlyFinite(posteriorOf({ estimate: at(0), standardError: at(1), prior: { mean: at(2), variance: at(3) } }));
        expectOnlyFinite(heterogeneityOf([{ estimate: at(0), standardError: at(1) }, { estimate: at(2), standardError: at(3) }]));
        expectOnlyFinite(sampleSizeForProportions(at(0), at(1)));
        expectOnlyFinite(sampleSizeForMeans(at(0), at(1)));
        expectOnlyFinite(detectableProportionChange(at(0), at(1)));
        expectOnlyFinite(detectableMeanChange(at(0), at(1), at(2)));
      }),
    );
  });
});

describe('what cannot be known says why', () => {
  const some = momentsOf([1, 2, 4, 9]);
  it.each([
    ['empty-arm', compareMeans(momentsOf([]), some).absolute],
    ['empty-arm', compareMeans(some, momentsOf([])).absolute],
    ['empty-arm', compareProportions({ n: 0, successes: 0 }, { n: 5, successes: 1 }).absolute],
    ['bad-input', compareProportions({ n: 5, successes: 6 }, { n: 5, successes: 1 }).absolute],
    ['control-mean-near-zero', compareMeans(some, momentsOf([-1, 1, -1, 1])).relative],
    ['control-mean-near-zero', compareProportions({ n: 10, successes: 2 }, { n: 10, successes: 0 }).relative],
    ['denominator-zero', compareRatios(ratioArm([[1, 0], [2, 0]]), ratioArm([[1, 2], [2, 3]])).absolute],
    ['denominator-near-zero', compareRatios(ratioArm([[1, 2], [2, 3]]), ratioArm([[1, -2], [2, 3], [2, 1]])).absolute],
    ['single-unit', compareWithCuped(pairMomentsOf([[1, 1]]), pairMomentsOf([[1, 1], [2, 2]]))],
    ['too-few-groups', heterogeneityOf([{ estimate: 1, standardError: 0 }, { estimate: 2, standardError: 1 }])],
  ])('%s', (reason, result) => {
    expect(result).toEqual({ undefined: true, reason });
  });

  it('keeps the difference when only its spread is not known', () => {
    const single = compareMeans(momentsOf([3]), some).absolute;
    expect(single).toMatchObject({ estimate: -1, interval: { reason: 'single-unit' }, test: { reason: 'single-unit' } });
    const constant = compareMeans(momentsOf([3, 3, 3]), momentsOf([1, 1])).absolute;
    expect(constant).toMatchObject({ estimate: 2, interval: { reason: 'zero-variance' } });
    // A constant whose sum of squares came out of a database a hair above 0 is still a constant.
    expect(compareMeans({ n: 9, mean: 0.1, m2: 3e-31 }, { n: 9, mean: 0.1, m2: 3e-31 }).absolute).toMatchObject({ interval: { reason: 'zero-variance' } });
  });

  it('says no cost per response while there may be no response', () => {
    const money = campaignMoney({ incrementalMinor: 500, costMinor: 0, incrementalResponses: 5, incrementalResponsesInterval: { low: -1, high: 9 } });
    expect(money).toMatchObject({ profitMinor: 500, returnOnCost: { reason: 'no-cost' }, costPerIncremental: { reason: 'interval-contains-zero' } });
  });
});

describe('symmetry, scale and order', () => {
  it('swapping the arms turns the sign', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), fc.nat(), fc.nat(), (n1, n2, a, b) => {
        const x = { n: n1, successes: a % (n1 + 1) };
        const y = { n: n2, successes: b % (n2 + 1) };
        const there = compareProportions(x, y).absolute;
        const back = compareProportions(y, x).absolute;
        if (!isKnown(there) || !isKnown(back) || !isKnown(there.interval) || !isKnown(back.interval)) throw new Error('both arms have units');
        expect(there.interval.low).toBeCloseTo(-back.interval.high, 12);
        expect(there.interval.low).toBeLessThanOrEqual(there.estimate + 1e-12);
        expect(there.interval.high).toBeGreaterThanOrEqual(there.estimate - 1e-12);
      }),
    );
  });

  it('a mean scaled by 1000 scales its interval by 1000 and leaves p', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 }), fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 }), (a, b) => {
        const plain = compareMeans(momentsOf(a), momentsOf(b)).absolute;
        const scaled = compareMeans(momentsOf(a.map((v) => v * 1000)), momentsOf(b.map((v) => v * 1000))).absolute;
        if (!isKnown(plain) || !isKnown(scaled)) throw new Error('both arms have units');
        expect(isKnown(plain.interval)).toBe(isKnown(scaled.interval));
        if (!isKnown(plain.interval) || !isKnown(scaled.interval) || !isKnown(plain.test) || !isKnown(scaled.test)) return;
        expect(scaled.interval.low / 1000).toBeCloseTo(plain.interval.low, 8);
        expect(scaled.interval.high / 1000).toBeCloseTo(plain.interval.high, 8);
        expect(scaled.test.pValue).toBeCloseTo(plain.test.pValue, 10);
      }),
    );
  });

  it('moments merge like their sets', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const merged = mergeMoments(momentsOf(a), momentsOf(b));
        const whole = momentsOf([...b, ...a]);
        expect(merged.n).toBe(whole.n);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThan(1e-8);
        expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-9 * (1 + whole.m2));
      }),
    );
    const pairs: [number, number][] = [[1, 5], [2, 3], [7, -1], [4, 4]];
    const merged = mergePairMoments(pairMomentsOf(pairs.slice(0, 1)), pairMomentsOf(pairs.slice(1)));
    expect(merged.coMoment).toBeCloseTo(pairMomentsOf(pairs).coMoment, 12);
  });

  it('large means keep their digits', () => {
    const shifted = momentsOf([1, 2, 3, 4].map((v) => v + 1e9));
    expect(shifted.m2).toBeCloseTo(5, 6);
  });
});

describe('ratio metric', () => {
  it('is the mean of its linearised units', () => {
    const pairs: [number, number][] = [[10, 2], [0, 1], [7, 3], [12, 5], [3, 1]];
    const arm = ratioArm(pairs);
    const moments = linearise(arm);
    if (!isKnown(moments)) throw new Error('denominators are positive');
    const direct = momentsOf(pairs.map(([m, d]) => moments.mean + (m - moments.mean * d) / arm.meanDenominator));
    expect(moments.mean).toBeCloseTo(32 / 12, 12);
    expect(moments.m2).toBeCloseTo(direct.m2, 10);
  });
  it('has no spread when the numerator is a multiple of the denominator', () => {
    const fixed = ratioArm([[0.3, 0.1], [0.6, 0.2], [0.45, 0.15]]);
    expect(compareRatios(fixed, fixed).absolute).toMatchObject({ estimate: 0, interval: { reason: 'zero-variance' } });
  });
  it('may exceed 100 %', () => {
    const over = ratioArm([[12, 10], [11, 10], [10, 10], [13, 10]]);
    expect(compareRatios(over, ratioArm([[5, 10], [6, 10], [7, 10]])).target).toMatchObject({ value: 1.15 });
  });
});

it('a covariate that explains the outcome narrows the interval', () => {
  const noise = (i: number): number => ((i * 7919) % 97) / 97;
  const arm = (shift: number): [number, number][] => Array.from({ length: 200 }, (_, i) => [noise(i + shift), 10 * noise(i + shift) + noise(i * 3 + 1) + (shift ? 0 : 0.5)]);
  const [target, control] = [pairMomentsOf(arm(0)), pairMomentsOf(arm(31))];
  const reduced = compareWithCuped(target, control);
  if (!isKnown(reduced)) throw new Error('both arms vary');
  const raw = compareMeans({ n: target.n, mean: target.meanY, m2: target.m2Y }, { n: control.n, mean: control.meanY, m2: control.m2Y });
  const width = (comparison: typeof raw): number => ('interval' in comparison.absolute && 'low' in comparison.absolute.interval ? comparison.absolute.interval.high - comparison.absolute.interval.low : Number.NaN);
  expect(reduced.varianceReduction).toBeGreaterThan(0.9);
  expect(width(reduced.comparison)).toBeLessThan(width(raw) * 0.4);
});

it('a segment alarm shares its level among the segments', () => {
  const checks = checkSampleRatioBySegment([
    { segment: 'a', arms: [{ observed: 1000, weight: 1 }, { observed: 1160, weight: 1 }] },
    { segment: 'b', arms: [{ observed: 500, weight: 1 }, { observed: 510, weight: 1 }] },
    { segment: 'c', arms: [{ observed: 0, weight: 0 }, { observed: 0, weight: 0 }] },
  ]);
  expect(checks[0]?.check).toMatchObject({ alarm: false });
  expect(checks[0]?.adjustedPValue).toBeCloseTo(2 * 5.77e-4, 4);
  expect(checks[2]).toMatchObject({ adjustedPValue: null, check: { reason: 'no-planned-shares' } });
});

it('buckets are all used, in proportion and always alike', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 6 }).filter((w) => w.some((v) => v > 0)), (weights) => {
      const shares = weights.map((weight, index) => ({ arm: `arm${index}`, weight }));
      const ranges = allocateBuckets(shares);
      expect(ranges[ranges.length - 1]?.to).toBe(bucketCount);
      const total = weights.reduce((a, b) => a + b, 0);
      ranges.forEach((range, index) => expect(Math.abs(range.to - range.from - ((weights[index] as number) / total) * bucketCount)).toBeLessThan(1));
      expect(armOfBucket(0, ranges)).toBe(ranges.find((range) => range.to > 0)?.arm);
      expect(allocateBuckets(shares)).toEqual(ranges);
    }),
  );
  expect(() => armOfBucket(bucketCount, allocateBuckets([{ arm: 'a', weight: 1 }]))).toThrow(/bucket/);
});

it('plan and detectable change are each other’s inverse', () => {
  const size = sampleSizeForProportions(0.1, 0.12, { targetShare: 0.9 });
  if (!isKnown(size)) throw new Error('reachable');
  const detectable = detectableProportionChange(0.1, size.targetUnits + size.controlUnits, { targetShare: 0.9 });
  expect(detectable).toMatchObject({ absolute: expect.closeTo(0.02, 10), relative: expect.closeTo(0.2, 10) });
  const means = sampleSizeForMeans(2, 10, { targetShare: 0.8 });
  if (!isKnown(means)) throw new Error('reachable');
  expect(detectableMeanChange(50, 10, means.targetUnits + means.controlUnits, { targetShare: 0.8 })).toMatchObject({ absolute: expect.closeTo(2, 10) });
  expect(detectableProportionChange(0.1, 5)).toEqual({ undefined: true, reason: 'out-of-reach' });
});

it('adjusted p keeps the order and is never smaller than p', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
      holm(pValues).forEach((adjusted, index) => {
        expect(adjusted).toBeGreaterThanOrEqual(pValues[index] as number);
        expect(adjusted).toBeLessThanOrEqual(1);
      });
    }),
  );
});

it('tied scores give one answer in any order of rows', () => {
  const row = fc.record({ outcome: fc.constantFrom(0, 1), inTarget: fc.boolean(), score: fc.constantFrom(0.1, 0.2, 0.3) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      expect(qiniCoefficient([...rows].reverse())).toEqual(qiniCoefficient(rows));
      expect(discriminationOf([...rows].reverse())).toEqual(discriminationOf(rows));
    }),
  );
  expect(qiniCoefficient([{ outcome: 0.5, inTarget: true, score: 1 }])).toEqual({ undefined: true, reason: 'not-binary' });
});

it('uplift at the top and by bin', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ outcome: i < 10 && i % 2 === 0 ? 1 : 0, inTarget: i % 2 === 0, score: 40 - i }));
  expect(upliftAtTop(rows, 0.25, 'overall')).toMatchObject({ value: 1, targetUnits: 5, controlUnits: 5 });
  expect(upliftAtTop(rows, 0.25, 'by-group')).toMatchObject({ value: 1 });
  expect(upliftByBin(rows, 4).map((bin) => ('value' in bin.uplift ? bin.uplift.value : null))).toEqual([1, 0, 0, 0]);
});

it('migration rows merge thin cells and project by powers', () => {
  expect(compareMigrationRows([50, 3, 3], [40, 3, 4])).toMatchObject({ degreesOfFreedom: 1, groups: [[0], [1, 2]], method: 'chi-square' });
  expect(compareMigrationRows([50, 0, 0], [40, 0, 0])).toEqual({ undefined: true, reason: 'too-few-groups' });
  expect(projectMigration([[8, 2], [0, 4]], 2)).toEqual([[expect.closeTo(0.64, 12), expect.closeTo(0.36, 12)], [0, 1]]);
});

it('information value needs both classes in every bin in use', () => {
  expect(weightOfEvidence([{ good: 90, bad: 10 }, { good: 10, bad: 90 }])).toMatchObject({ informationValue: { value: expect.closeTo(1.6 * Math.log(9), 12) } });
  expect(weightOfEvidence([{ good: 90, bad: 0 }, { good: 10, bad: 9 }])).toMatchObject({ informationValue: { reason: 'one-class' } });
});

it('totals scale with the target arm', () => {
  expect(scaleToArm(0.5, { low: 0.25, high: 0.75 }, 100)).toEqual({ total: 50, interval: { low: 25, high: 75 } });
});
