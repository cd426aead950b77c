import { criticalValue, effectOf, effectWithoutSpread, welchDegreesOfFreedom } from './effect.js';
import { isValidCount, type Moments, sampleVariance } from './moments.js';
import { relativeLift } from './relative-lift.js';
import { type ArmEstimate, type Comparison, confidenceOf, type ConfidenceOptions, finiteOrUndefined, isKnown, notKnown, type Result, type Undefined } from './result.js';

export interface MeanOptions extends ConfidenceOptions {
  /** Raw moments of both arms for the relative scale, when the arms given are variance-reduced. */
  raw?: { target: Moments; control: Moments };
}

/** Difference of means, target minus control (F2; Welch 1947), and relative lift (F3). */
export function compareMeans(target: Moments, control: Moments, options?: MeanOptions): Comparison {
  const confidence = confidenceOf(options);
  const targetEstimate = meanEstimate(target, confidence);
  const controlEstimate = meanEstimate(control, confidence);
  const arms = { target: targetEstimate, control: controlEstimate };
  if (!isKnown(targetEstimate)) return { ...arms, absolute: targetEstimate, relative: targetEstimate };
  if (!isKnown(controlEstimate)) return { ...arms, absolute: controlEstimate, relative: controlEstimate };

  const difference = target.mean - control.mean;
  if (!Number.isFinite(difference)) return { ...arms, absolute: notKnown('bad-input'), relative: notKnown('bad-input') };
  const reference = options?.raw?.control ?? control;
  if (target.n < 2 || control.n < 2 || reference.n < 2) {
    return {
      ...arms,
      absolute: effectWithoutSpread(difference, 'single-unit'),
      // With no spread nobody can say whether the control mean is far enough from 0 to divide by it.
      relative: notKnown('single-unit'),
    };
  }
  const squaredErrorTarget = sampleVariance(target) / target.n;
  const squaredErrorControl = sampleVariance(control) / control.n;
  const squaredErrorReference = sampleVariance(reference) / reference.n;
  const standardError = Math.sqrt(squaredErrorTarget + squaredErrorControl);
  const degreesOfFreedom = standardError > 0 ? welchDegreesOfFreedom(squaredErrorTarget, target.n, squaredErrorControl, control.n) : null;
  return {
    ...arms,
    absolute: effectOf(difference, standardError, degreesOfFreedom, confidence),
    relative: relativeLift({
      difference,
      controlValue: reference.mean,
      ...(options?.raw ? { targetValue: options.raw.target.mean } : {}),
      squaredErrorTarget,
      squaredErrorControl,
      squaredErrorReference,
      degreesOfFreedom,
      confidence,
    }),
  };
}

/** Mean of one arm with its own t interval. */
export function meanEstimate(arm: Moments, confidence: number): Result<ArmEstimate> {
  const bad = checkMoments(arm);
  if (bad) return bad;
  const known = { units: arm.n, value: arm.mean };
  if (arm.n < 2) return { ...known, interval: notKnown('single-unit') };
  const standardError = Math.sqrt(sampleVariance(arm) / arm.n);
  if (!(standardError > 0)) return { ...known, interval: notKnown('zero-variance') };
  const half = criticalValue(confidence, arm.n - 1) * standardError;
  return { ...known, interval: finiteOrUndefined({ low: arm.mean - half, high: arm.mean + half }) };
}

/** Total of the arm is n times its mean; anything else than a count and two finite numbers is refused. */
function checkMoments(arm: Moments): Undefined | null {
  if (!isValidCount(arm.n)) return notKnown('bad-input');
  if (arm.n === 0) return notKnown('empty-arm');
  if (!Number.isFinite(arm.mean) || !Number.isFinite(arm.m2)) return notKnown('bad-input');
  return null;
}
