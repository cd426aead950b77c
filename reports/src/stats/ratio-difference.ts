import { compareMeans, meanEstimate } from './mean-difference.js';
import { isValidCount, type Moments } from './moments.js';
import { type ArmEstimate, type Comparison, confidenceOf, type ConfidenceOptions, notKnown, type Result, type Undefined } from './result.js';

/**
 * Sufficient statistics of a ratio metric over the units of an arm: numerator M and denominator D are sums per unit
 * of randomisation (per customer, never per invoice).
 */
export interface RatioArm {
  n: number;
  meanNumerator: number;
  meanDenominator: number;
  m2Numerator: number;
  m2Denominator: number;
  /** Sum over units of (M - mean M)(D - mean D). */
  coMoment: number;
}

/**
 * Difference of ratios of sums, target minus control (F4), by the delta method (Deng, Knoblich and Lu 2018):
 * the ratio R = sum M / sum D has the variance of the mean of u = R + (M - R D) / mean D, so it is compared as a mean of u.
 */
export function compareRatios(target: RatioArm, control: RatioArm, options?: ConfidenceOptions): Comparison {
  const t = linearise(target);
  const c = linearise(control);
  if ('undefined' in t || 'undefined' in c) {
    const reason = 'undefined' in t ? t : (c as Undefined);
    return { target: valueAlone(target, t, options), control: valueAlone(control, c, options), absolute: reason, relative: reason };
  }
  return compareMeans(t, c, options);
}

/** The moments of the linearised metric u: mean R, variance that of the ratio times n. */
export function linearise(arm: RatioArm): Result<Moments> {
  if (!isValidCount(arm.n)) return notKnown('bad-input');
  if (arm.n === 0) return notKnown('empty-arm');
  const { meanNumerator, meanDenominator, m2Numerator, m2Denominator, coMoment } = arm;
  if (![meanNumerator, meanDenominator, m2Numerator, m2Denominator, coMoment].every(Number.isFinite)) return notKnown('bad-input');
  if (arm.meanDenominator === 0) return notKnown('denominator-zero');
  if (arm.n > 1) {
    const errorOfDenominator = Math.sqrt(Math.max(0, arm.m2Denominator) / (arm.n - 1) / arm.n);
    // The linearisation divides by the mean of D; where D may as well be 0 on average the ratio has no usable spread.
    if (Math.abs(arm.meanDenominator) < 2 * errorOfDenominator) return notKnown('denominator-near-zero');
  }
  const ratio = arm.meanNumerator / arm.meanDenominator;
  const m2 = arm.m2Numerator - 2 * ratio * arm.coMoment + ratio * ratio * arm.m2Denominator;
  // When M is a fixed multiple of D the three terms cancel to rounding noise, which is no spread.
  const noise = 1e-13 * (arm.m2Numerator + ratio * ratio * arm.m2Denominator);
  return { n: arm.n, mean: ratio, m2: m2 <= noise ? 0 : m2 / arm.meanDenominator / arm.meanDenominator };
}

function valueAlone(arm: RatioArm, linearised: Result<Moments>, options: ConfidenceOptions | undefined): Result<ArmEstimate> {
  if (!('undefined' in linearised)) return meanEstimate(linearised, confidenceOf(options));
  if (linearised.reason !== 'denominator-near-zero') return linearised;
  const value = arm.meanNumerator / arm.meanDenominator;
  if (!Number.isFinite(value)) return notKnown('bad-input');
  return { units: arm.n, value, interval: linearised };
}
