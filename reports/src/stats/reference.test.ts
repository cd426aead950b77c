import { describe, expect, it } from 'vitest';
import { referenceArcsine, referenceFamilies, referenceHeterogeneity, referenceTTestPower, referenceTTestSizes } from './fixtures/reference-families.fixture.js';
import {
  referenceCompliers, referenceCovariates, referenceEngine, referenceMixture, referencePosteriors, referenceRatioChanges, referenceStrata, referenceWelch,
} from './fixtures/reference-means.fixture.js';
import { referenceDiscrimination, referenceSurvival, referenceUplift } from './fixtures/reference-models.fixture.js';
import { referenceExact, referenceHomogeneity, referenceSampleRatios, referenceShares } from './fixtures/reference-shares.fixture.js';
import {
  alwaysValidInterval, benjaminiHochberg, bonferroni, calibrationErrors, causalmlArea, checkSampleRatio, compareMeans, compareMigrationRows, comparePostStratifiedMeans,
  compareProportions, compareRatioChanges, compareRatios, compareReached, compareWithCovariates, compareWithCuped, cureCurve, discriminationOf, type Effect, exactHomogeneityP,
  heterogeneityOf, holm, type Interval, isKnown, logRankTest, momentMatrixOf, momentsFromSums, momentsOf, pairMomentsOf, posteriorOf, powerForTTest, proportionInterval,
  qiniCoefficient, qiniCurve, type RatioArm, type Result, sampleSizeForProportions, sampleSizeForTTest, scoreInterval, sequentialRatioInterval, upliftAreaCoefficient, upliftAtTop,
  upliftByBin, upliftCurve, weightedAverageUplift, wilsonInterval,
} from './index.js';

function known<T extends object>(result: Result<T>): T {
  if (!isKnown(result)) throw new Error(`expected numbers, got: ${JSON.stringify(result)}`);
  return result;
}

function expectClose(actual: number, expected: number, tolerance = 1e-11, floor = 1e-14): void {
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected) + floor);
}

function expectInterval(actual: Result<Interval>, expected: readonly (number | null | undefined)[] | null, tolerance?: number, floor?: number): void {
  if (expected === null) return;
  const { low, high } = known(actual);
  expectClose(low, expected[0] as number, tolerance, floor);
  expectClose(high, expected[1] as number, tolerance, floor);
}

/** Estimate, limits, standard error. */
function expectEffect(effect: Result<Effect>, expected: readonly number[], tolerance = 1e-10): void {
  const actual = known(effect);
  expectClose(actual.estimate, expected[0] as number, tolerance, 1e-12);
  expectInterval(actual.interval, expected.slice(1, 3), tolerance, 1e-12);
  expectClose(known(actual.standardError).value, expected[3] as number, tolerance);
}

describe('shares beside statsmodels and SciPy', () => {
  it.each(referenceShares)('$target.successes of $target.n, $control.successes of $control.n', (row) => {
    const { target, control, confidence } = row;
    expectInterval(proportionInterval(target, control, 'wald', confidence), row.wald);
    expectInterval(proportionInterval(target, control, 'agresti-caffo', confidence), row.agrestiCaffo);
    expectInterval(known(compareProportions(target, control, { confidence }).absolute).interval, row.newcombe);
    const score = scoreInterval(target, control, { confidence, maximum: 'statsmodels' });
    if (row.score !== null) expectInterval(score, row.score, 1e-9, 1e-11);
    // Whatever the arms, the limits by likelihood hold the difference.
    const { low, high } = known(scoreInterval(target, control, { confidence }));
    const difference = target.successes / target.n - control.successes / control.n;
    expect(low).toBeLessThanOrEqual(difference + 1e-9);
    expect(high).toBeGreaterThanOrEqual(difference - 1e-9);
    expectInterval(wilsonInterval(target, { confidence }), row.wilsonTarget, 1e-11, 1e-13);
    const { test } = known(compareProportions(target, control).absolute);
    if (row.z === null || row.p === null) expect(test).toEqual({ undefined: true, reason: 'zero-variance' });
    else {
      expectClose(known(test).statistic, row.z, 1e-10, 1e-13);
      expectClose(known(test).pValue, row.p, 1e-9, 0);
    }
  });
  it.each(referenceSampleRatios)('sizes $units planned as $weights', ({ units, weights, chiSquare, p }) => {
    const check = known(checkSampleRatio(units.map((observed, index) => ({ observed, weight: weights[index] as number }))));
    expectClose(check.chiSquare, chiSquare, 1e-10);
    expectClose(check.pValue, p, 1e-9, 0);
  });
  it.each(referenceHomogeneity)('rows $target and $control', ({ target, control, chiSquare, df, p }) => {
    const row = known(compareMigrationRows(target, control));
    expect(row).toMatchObject({ degreesOfFreedom: df, method: 'chi-square' });
    expectClose(row.chiSquare, chiSquare, 1e-10);
    expectClose(row.pValue, p, 1e-9, 0);
  });
  it.each(referenceExact)('exactly $first and $second', ({ first, second, p }) => {
    expectClose(exactHomogeneityP(first, second) as number, p, 1e-9);
    expectClose(exactHomogeneityP(second, first) as number, p, 1e-9);
  });
});

describe('means beside SciPy, gbstats and least squares', () => {
  it.each(referenceWelch)('$target against $control', ({ target, control, confidence, t, df, p, interval }) => {
    const arm = ([n, mean, sd]: number[]) => ({ n: n as number, mean: mean as number, m2: (sd as number) ** 2 * ((n as number) - 1) });
    const effect = known(compareMeans(arm(target), arm(control), { confidence }).absolute);
    expectInterval(effect.interval, interval, 1e-9);
    const test = known(effect.test);
    expectClose(test.statistic, t);
    expectClose(test.degreesOfFreedom as number, df);
    expectClose(test.pValue, p, 1e-9, 0);
  });

  it.each(referenceEngine.map((row, index) => ({ ...row, index })))('means, ratios and covariates of units $index', (row) => {
    const arm = ([x, d, y]: number[][]) => {
      const [covariate, denominator, value] = [x, d, y] as [number[], number[], number[]];
      const pair = pairMomentsOf(value.map((m, index) => [m, denominator[index] as number] as const));
      const ratio: RatioArm = { n: pair.n, meanNumerator: pair.meanX, meanDenominator: pair.meanY, m2Numerator: pair.m2X, m2Denominator: pair.m2Y, coMoment: pair.coMoment };
      return { mean: momentsOf(value), ratio, cuped: pairMomentsOf(covariate.map((before, index) => [before, value[index] as number] as const)) };
    };
    const [t, c] = [arm(row.target), arm(row.control)];
    const cuped = known(compareWithCuped(t.cuped, c.cuped));
    expectClose(cuped.theta, row.theta, 1e-10);
    for (const [comparison, absolute, relative, sequential] of [
      [compareMeans(t.mean, c.mean), row.meanAbsolute, row.meanRelative, row.meanSequential],
      [compareRatios(t.ratio, c.ratio), row.ratioAbsolute, row.ratioRelative, row.ratioSequential],
      [cuped.comparison, row.cupedAbsolute, row.cupedRelative, row.cupedSequential],
    ] as const) {
      expectEffect(comparison.absolute, absolute);
      expectEffect(comparison.relative, relative);
      const effect = known(comparison.absolute);
      const always = known(alwaysValidInterval({ estimate: effect.estimate, standardError: known(effect.standardError).value, units: t.mean.n + c.mean.n, decisionUnits: 500 }));
      expectInterval(always, sequential, 1e-9, 1e-12);
      expectClose(always.pValue, sequential[2] as number, 1e-9);
    }
  });

  it.each(referenceCovariates.map((row, index) => ({ ...row, index })))('two covariates of units $index', ({ target, control, thetas, diff, se, reduction }) => {
    const adjusted = known(compareWithCovariates(momentMatrixOf(target, 3), momentMatrixOf(control, 3)));
    adjusted.thetas.forEach((theta, index) => expectClose(theta, thetas[index] as number, 1e-9));
    expectClose(adjusted.varianceReduction, reduction, 1e-9);
    const effect = known(adjusted.comparison.absolute);
    expectClose(effect.estimate, diff, 1e-9);
    expectClose(known(effect.standardError).value, se, 1e-9);
  });

  it.each(referenceRatioChanges.map((row, index) => ({ ...row, index })))('changes of ratios of units $index', ({ target, control, diff, low, high, p }) => {
    const effect = known(compareRatioChanges(momentMatrixOf(target, 4), momentMatrixOf(control, 4)).absolute);
    expectClose(effect.estimate, diff, 1e-9);
    expectInterval(effect.interval, [low, high], 1e-9);
    expectClose(known(effect.test).pValue, p, 1e-8);
  });

  it.each(referenceCompliers.map((row, index) => ({ ...row, index })))('effect on the reached of units $index', ({ target, control, effect, se }) => {
    const pairs = (rows: number[][]) => pairMomentsOf(rows as [number, number][]);
    const reached = known(compareReached(pairs(target), pairs(control)));
    expectClose(reached.effect.estimate, effect, 1e-10);
    expectClose(known(reached.effect.standardError).value, se, 1e-9);
  });

  it.each(referenceStrata.map((row, index) => ({ ...row, index })))('weighted strata of units $index', ({ strata, diff, se }) => {
    const { comparison } = comparePostStratifiedMeans(strata.map(([t, c], stratum) => ({ stratum: String(stratum), target: momentsOf(t as number[]), control: momentsOf(c as number[]) })));
    const effect = known(comparison.absolute);
    expectClose(effect.estimate, diff, 1e-10);
    expectClose(known(effect.standardError).value, se, 1e-10);
  });

  it.each(referenceMixture)('mixture around $estimate', ({ estimate, se, tau, low, high }) => {
    expectInterval(known(sequentialRatioInterval({ estimate, standardError: se, mixingVariance: tau })), [low, high]);
  });

  it.each(referencePosteriors)('posterior of $target against $control', (row) => {
    const arm = ([n, sum, squares]: number[]) => momentsFromSums(n as number, sum as number, squares as number);
    const comparison = compareMeans(arm(row.target), arm(row.control));
    const prior = { mean: row.prior[0] as number, variance: row.prior[1] as number };
    for (const [effect, flat, informed] of [[comparison.relative, row.flatrelative, row.priorrelative], [comparison.absolute, row.flatabsolute, row.priorabsolute]] as const) {
      const { estimate, standardError } = known(effect);
      for (const [expected, given] of [[flat, {}], [informed, { prior }]] as const) {
        const posterior = known(posteriorOf({ estimate, standardError: known(standardError).value, ...given }));
        const actual = [posterior.chanceToWin, posterior.mean, posterior.low, posterior.high, posterior.riskOfControl, posterior.riskOfTarget];
        actual.forEach((value, index) => expectClose(value, expected[index] as number, 1e-8, 1e-13));
      }
    }
  });
});

describe('families, heterogeneity and power beside statsmodels', () => {
  it.each(referenceFamilies)('family $p', (family) => {
    holm(family.p).forEach((value, index) => expectClose(value, family.holm[index] as number));
    benjaminiHochberg(family.p).forEach((value, index) => expectClose(value, family.bh[index] as number));
    bonferroni(family.p).forEach((value, index) => expectClose(value, family.bonferroni[index] as number));
  });
  it.each(referenceHeterogeneity)('effects $effects', ({ effects, errors, q, p, iSquared, pooled, se }) => {
    const actual = known(heterogeneityOf(effects.map((estimate, index) => ({ estimate, standardError: errors[index] as number }))));
    [[actual.q, q], [actual.pValue, p], [actual.iSquared, iSquared], [actual.pooled, pooled], [actual.pooledStandardError, se]].forEach(([value, expected]) => expectClose(value as number, expected as number, 1e-9, 1e-13));
  });
  it.each(referenceArcsine)('$control against $target by the arcsine', ({ control, target, targetShare, alpha, power, targetUnits }) => {
    expectClose(known(sampleSizeForProportions(control, target, { targetShare, alpha, power, method: 'arcsine' })).targetUnits, targetUnits, 1e-10);
  });
  it.each(referenceTTestSizes)('t test of $effect', ({ effect, targetShare, alpha, power, targetUnits }) => {
    expectClose(known(sampleSizeForTTest(effect, { targetShare, alpha, power })).targetUnits, targetUnits, 1e-6);
  });
  it.each(referenceTTestPower)('power of the t test of $effect', ({ effect, targetUnits, controlUnits, alpha, power }) => {
    expectClose(known(powerForTTest(effect, controlUnits, targetUnits, alpha)).power, power, 1e-8);
  });
});

describe('models, cure curves and uplift', () => {
  it.each(referenceDiscrimination.map((row, index) => ({ ...row, index })))('discrimination of units $index', ({ y, s, auc, ks, brier, logLoss }) => {
    const units = y.map((outcome, index) => ({ outcome, score: s[index] as number }));
    const discrimination = known(discriminationOf(units));
    expectClose(discrimination.auc, auc);
    expectClose(discrimination.ks, ks);
    expectClose(known(calibrationErrors(units)).brier, brier);
    expectClose(known(calibrationErrors(units)).logLoss, logLoss, 1e-10);
  });

  it.each(referenceSurvival.map((row, index) => ({ ...row, index })))('cure curve of units $index', (row) => {
    const days = row.times.map((day, index) => ({ day, events: row.events[index] as number, censored: 1 - (row.events[index] as number) }));
    const curve = known(cureCurve(days));
    expect(curve.points.map((point) => point.day)).toEqual(row.days);
    curve.points.forEach((point, index) => {
      expectClose(point.cured, row.cured[index] as number, 1e-10, 1e-12);
      if (row.se[index] !== null && point.standardError !== null) expectClose(point.standardError, row.se[index] as number, 1e-9);
      if (isKnown(point.interval)) expectInterval(point.interval, [row.low[index], row.high[index]], 1e-9, 1e-12);
    });
    const inGroup = (group: number) => days.filter((_, index) => row.groups[index] === group);
    const test = known(logRankTest(inGroup(1), inGroup(0)));
    expectClose(test.chiSquare, row.logRank, 1e-9);
    expectClose(test.pValue, row.p, 1e-9);
  });

  it.each(referenceUplift.map((row, index) => ({ ...row, index })))('uplift of units $index', (row) => {
    const units = row.y.map((outcome, index) => ({ outcome, inTarget: row.t[index] === 1, score: row.s[index] as number }));
    expect(qiniCurve(units)).toHaveLength(row.qiniCurve.length);
    qiniCurve(units).forEach((point, index) => expectClose(point.value, row.qiniCurve[index] as number, 1e-11, 1e-12));
    upliftCurve(units).forEach((point, index) => expectClose(point.value, row.upliftCurve[index] as number, 1e-11, 1e-12));
    expectClose(known(qiniCoefficient(units)).value, row.qini, 1e-9, 1e-12);
    expectClose(known(upliftAreaCoefficient(units)).value, row.uplift, 1e-9, 1e-12);
    const noNegative = qiniCoefficient(units, { negativeEffect: false });
    if (row.qiniNoNegative !== null && isKnown(noNegative)) expectClose(noNegative.value, row.qiniNoNegative, 1e-9, 1e-12);
    if (row.auuc === undefined) return;
    expectClose(known(causalmlArea(units, 'gain')).value, row.auuc, 1e-9);
    expectClose(known(causalmlArea(units, 'qini')).value, row.causalmlQini as number, 1e-9);
    for (const share of [0.1, 0.3, 0.5]) {
      const percent = Math.round(share * 100) as 10 | 30 | 50;
      for (const [strategy, expected] of [['overall', row[`at${percent}overall`]], ['by-group', row[`at${percent}by_group`]]] as const) {
        const at = upliftAtTop(units, share, strategy);
        if (expected === null || expected === undefined) expect(at).toEqual({ undefined: true, reason: 'empty-arm' });
        else expectClose(known(at).value, expected, 1e-10);
      }
    }
    for (const [strategy, bins, average] of [['overall', row.binsoverall, row.wauoverall], ['by-group', row.binsby_group, row.wauby_group]] as const) {
      const actual = upliftByBin(units, 4, strategy);
      expect(actual.map((bin) => bin.targetUnits)).toEqual(bins?.[0]);
      expect(actual.map((bin) => bin.controlUnits)).toEqual(bins?.[1]);
      actual.forEach((bin, index) => expectClose(known(bin.uplift).value, bins?.[2]?.[index] as number, 1e-10));
      expectClose(known(weightedAverageUplift(actual)).value, average as number, 1e-10);
    }
  });
});
