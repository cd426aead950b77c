import { criticalValue, effectWithoutSpread, testOf } from './effect.js';
import { normalQuantile } from './normal-distribution.js';
import { relativeLift } from './relative-lift.js';
import {
  type ArmEstimate,
  type Comparison,
  confidenceOf,
  type ConfidenceOptions,
  type Effect,
  type Interval,
  isKnown,
  notKnown,
  type Result,
  type TestOutcome,
} from './result.js';
import { isValidProportion, type ProportionArm, wilsonInterval, wilsonLimits } from './wilson-interval.js';

export type { ProportionArm } from './wilson-interval.js';

/** `newcombe` unless told: it alone behaves at 0 of n, n of n and in small arms. */
export type ProportionIntervalMethod = 'newcombe' | 'wald' | 'agresti-caffo';

export interface ProportionOptions extends ConfidenceOptions {
  method?: ProportionIntervalMethod;
}

/**
 * Difference of two shares, target minus control (F1): Newcombe's hybrid score interval (Newcombe 1998, method 10),
 * pooled z test, relative lift with its delta-method interval.
 */
export function compareProportions(target: ProportionArm, control: ProportionArm, options?: ProportionOptions): Comparison {
  const confidence = confidenceOf(options);
  return {
    target: armEstimate(target, confidence),
    control: armEstimate(control, confidence),
    absolute: absoluteEffect(target, control, options?.method ?? 'newcombe', confidence),
    relative: relativeEffect(target, control, confidence),
  };
}

export function armEstimate(arm: ProportionArm, confidence: number): Result<ArmEstimate> {
  const interval = wilsonInterval(arm, { confidence });
  if (!isKnown(interval)) return interval;
  return { units: arm.n, value: arm.successes / arm.n, interval };
}

/** Interval of the difference alone, by the method asked for. */
export function proportionInterval(target: ProportionArm, control: ProportionArm, method: ProportionIntervalMethod, confidence = 0.95): Result<Interval> {
  if (!isValidProportion(target) || !isValidProportion(control)) return notKnown('bad-input');
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  if (method === 'newcombe') return newcombeLimits(target, control, confidence);
  if (method === 'wald') return waldInterval(target, control, confidence);
  // Agresti and Caffo 2000: Wald after one success and one failure are added to each arm. Like Wald's it may pass 1.
  return waldInterval(oneMoreOfEach(target), oneMoreOfEach(control), confidence);
}

/** Two-sided z test of equal shares with the pooled variance. Unknown when nobody or everybody responded. */
export function pooledZTest(target: ProportionArm, control: ProportionArm): Result<TestOutcome> {
  if (!isValidProportion(target) || !isValidProportion(control)) return notKnown('bad-input');
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  const pooled = (target.successes + control.successes) / (target.n + control.n);
  const squaredError = pooled * (1 - pooled) * (1 / target.n + 1 / control.n);
  if (!(squaredError > 0)) return notKnown('zero-variance');
  return testOf(target.successes / target.n - control.successes / control.n, Math.sqrt(squaredError), null);
}

function absoluteEffect(target: ProportionArm, control: ProportionArm, method: ProportionIntervalMethod, confidence: number): Result<Effect> {
  const interval = proportionInterval(target, control, method, confidence);
  if (!isKnown(interval)) return interval;
  const standardError = Math.sqrt(squaredErrorOf(target) + squaredErrorOf(control));
  return {
    estimate: target.successes / target.n - control.successes / control.n,
    standardError: standardError > 0 ? { value: standardError } : notKnown('zero-variance'),
    interval,
    test: pooledZTest(target, control),
  };
}

function relativeEffect(target: ProportionArm, control: ProportionArm, confidence: number): Result<Effect> {
  if (!isValidProportion(target) || !isValidProportion(control)) return notKnown('bad-input');
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  const controlValue = control.successes / control.n;
  const lift = relativeLift({
    difference: target.successes / target.n - controlValue,
    controlValue,
    squaredErrorTarget: squaredErrorOf(target),
    squaredErrorControl: squaredErrorOf(control),
    degreesOfFreedom: null,
    confidence,
  });
  // The test of "no change" is one and the same for both scales; the pooled one is exact where the lift is not.
  if (!isKnown(lift)) return lift;
  if (!isKnown(lift.interval)) return effectWithoutSpread(lift.estimate, lift.interval.reason);
  return { ...lift, test: pooledZTest(target, control) };
}

/** Newcombe's limits for counts that need not be whole; both arms have units. */
export function newcombeLimits(target: ProportionArm, control: ProportionArm, confidence: number): Interval {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const t = wilsonLimits(target, z);
  const c = wilsonLimits(control, z);
  const shareTarget = target.successes / target.n;
  const shareControl = control.successes / control.n;
  const difference = shareTarget - shareControl;
  return {
    low: Math.max(-1, difference - Math.hypot(shareTarget - t.low, c.high - shareControl)),
    high: Math.min(1, difference + Math.hypot(t.high - shareTarget, shareControl - c.low)),
  };
}

function waldInterval(target: ProportionArm, control: ProportionArm, confidence: number): Interval {
  const difference = target.successes / target.n - control.successes / control.n;
  const half = criticalValue(confidence, null) * Math.sqrt(squaredErrorOf(target) + squaredErrorOf(control));
  return { low: difference - half, high: difference + half };
}

function oneMoreOfEach(arm: ProportionArm): ProportionArm {
  return { n: arm.n + 2, successes: arm.successes + 1 };
}

function squaredErrorOf(arm: ProportionArm): number {
  const share = arm.successes / arm.n;
  return (share * (1 - share)) / arm.n;
}
