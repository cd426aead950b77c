import type { ReportArmValue, ReportComparison, ReportEffect, ReportMetric, ReportTotal } from '@arbiter/contracts/report-model';
import { compareMeans } from '../stats/mean-difference.js';
import type { PairMoments } from '../stats/moments.js';
import { scaleToArm } from '../stats/money.js';
import { compareProportions } from '../stats/proportion-difference.js';
import { compareRatios, type RatioArm } from '../stats/ratio-difference.js';
import { type ArmEstimate, type Comparison, type Effect, isKnown, type Result } from '../stats/result.js';

/** Compares two arms by the rules of the metric's kind: F1, F2 or F4. */
export function compareMetric(metric: ReportMetric, target: PairMoments, control: PairMoments, confidence: number): Comparison {
  if (metric.kind === 'proportion') return compareProportions(proportionArm(target), proportionArm(control), { confidence });
  if (metric.kind === 'ratio') return compareRatios(ratioArm(target), ratioArm(control), { confidence });
  return compareMeans(meanArm(target), meanArm(control), { confidence });
}

export interface ComparedArms {
  metric: ReportMetric;
  arm: string;
  segment: string | null;
  target: PairMoments;
  control: PairMoments;
  confidence: number;
}

/** One row of the report; adjusted p-values are filled in by whoever knows the family. */
export function comparisonRow(input: ComparedArms): ReportComparison {
  const { metric, arm, segment, target, control, confidence } = input;
  const comparison = compareMetric(metric, target, control, confidence);
  return {
    metric: metric.id,
    arm,
    segment,
    target: armValue(comparison.target, target.n),
    control: armValue(comparison.control, control.n),
    absolute: effect(comparison.absolute, metric),
    relative: effect(comparison.relative, metric),
    pAdjusted: null,
    sequential: { low: null, high: null, pValue: null, reason: 'no-data' },
    adjusted: null,
    bayes: { chanceToWin: null, risk: null, riskOfControl: null, reason: 'no-data' },
    money: null,
    incremental: metric.incrementalUnit === null ? null : incremental(comparison.absolute, metric, target),
  };
}

/** Successes as the whole number that a mean of zeros and ones stands for; anything else is refused by the statistics. */
function proportionArm(moments: PairMoments): { n: number; successes: number } {
  const total = moments.n * moments.meanX;
  const whole = Math.round(total);
  return { n: moments.n, successes: Math.abs(total - whole) <= 1e-6 * Math.max(1, moments.n) ? whole : total };
}

function meanArm(moments: PairMoments): { n: number; mean: number; m2: number } {
  return { n: moments.n, mean: moments.meanX, m2: moments.m2X };
}

function ratioArm(moments: PairMoments): RatioArm {
  return { n: moments.n, meanNumerator: moments.meanX, meanDenominator: moments.meanY, m2Numerator: moments.m2X, m2Denominator: moments.m2Y, coMoment: moments.coMoment };
}

function armValue(estimate: Result<ArmEstimate>, units: number): ReportArmValue {
  if (!isKnown(estimate)) return { units, value: null, low: null, high: null, reason: estimate.reason };
  const { value, interval } = estimate;
  return isKnown(interval) ? { units, value, ...interval, reason: null } : { units, value, low: null, high: null, reason: interval.reason };
}

function effect(result: Result<Effect>, metric: ReportMetric): ReportEffect {
  if (!isKnown(result)) return { estimate: null, low: null, high: null, standardError: null, pValue: null, reason: result.reason };
  const { estimate, interval, test, standardError } = result;
  const missing = [interval, test, standardError].find((part) => !isKnown(part));
  // When nobody or everybody responded in both arms there is nothing to test: no evidence at all, p = 1.
  const pValue = isKnown(test) ? test.pValue : metric.kind === 'proportion' && test.reason === 'zero-variance' ? 1 : null;
  return {
    estimate,
    low: isKnown(interval) ? interval.low : null,
    high: isKnown(interval) ? interval.high : null,
    standardError: isKnown(standardError) ? standardError.value : null,
    pValue,
    reason: missing && !isKnown(missing) ? missing.reason : null,
  };
}

/** The effect over the whole target arm: per customer, or per unit of the denominator for a ratio (F10). */
function incremental(result: Result<Effect>, metric: ReportMetric, target: PairMoments): ReportTotal {
  const unknown = (reason: ReportTotal['reason']): ReportTotal => ({ total: null, low: null, high: null, reason });
  if (!isKnown(result)) return unknown(result.reason);
  const scaled = scaleToArm(result.estimate, result.interval, metric.kind === 'ratio' ? target.n * target.meanY : target.n);
  if (!isKnown(scaled)) return unknown(scaled.reason);
  if (!isKnown(scaled.interval)) return { total: scaled.total, low: null, high: null, reason: scaled.interval.reason };
  return { total: scaled.total, ...scaled.interval, reason: null };
}
