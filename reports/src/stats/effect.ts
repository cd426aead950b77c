import { normalQuantile, normalTwoSidedP } from './normal-distribution.js';
import { type Effect, finiteOrUndefined, notKnown, type Interval, type Result, type TestOutcome, type UndefinedReason } from './result.js';
import { studentTQuantile, studentTTwoSidedP } from './student-t-distribution.js';

/** Half-width multiplier of a two-sided interval: normal when no degrees of freedom are given. */
export function criticalValue(confidence: number, degreesOfFreedom: number | null): number {
  const upper = 1 - (1 - confidence) / 2;
  return degreesOfFreedom === null ? normalQuantile(upper) : studentTQuantile(upper, degreesOfFreedom);
}

export function testOf(estimate: number, standardError: number, degreesOfFreedom: number | null): TestOutcome {
  const statistic = estimate / standardError;
  const pValue = degreesOfFreedom === null ? normalTwoSidedP(statistic) : studentTTwoSidedP(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue };
}

/** An estimate whose spread is known: symmetric interval and two-sided test. */
export function effectOf(estimate: number, standardError: number, degreesOfFreedom: number | null, confidence: number): Effect {
  if (!(standardError > 0)) return effectWithoutSpread(estimate, 'zero-variance');
  const half = criticalValue(confidence, degreesOfFreedom) * standardError;
  const interval: Interval = { low: estimate - half, high: estimate + half };
  return {
    estimate,
    standardError: finiteOrUndefined({ value: standardError }),
    interval: finiteOrUndefined(interval),
    test: finiteOrUndefined(testOf(estimate, standardError, degreesOfFreedom)),
  };
}

/** The estimate is known but nothing about its uncertainty is. */
export function effectWithoutSpread(estimate: number, reason: UndefinedReason): Effect {
  return { estimate, standardError: notKnown(reason), interval: notKnown(reason), test: notKnown(reason) };
}

/** Welch-Satterthwaite degrees of freedom from the squared standard errors of both arms (Welch 1947). */
export function welchDegreesOfFreedom(squaredErrorTarget: number, unitsTarget: number, squaredErrorControl: number, unitsControl: number): number {
  // Divided through by the larger one first: squares of small squared errors would underflow.
  const scale = Math.max(squaredErrorTarget, squaredErrorControl);
  const a = squaredErrorTarget / scale;
  const b = squaredErrorControl / scale;
  return (a + b) ** 2 / (a ** 2 / (unitsTarget - 1) + b ** 2 / (unitsControl - 1));
}

/** For families of hypotheses: a test that cannot be run is no evidence at all, so it counts as p = 1. */
export function pValueOrOne(test: Result<TestOutcome>): number {
  return 'pValue' in test ? test.pValue : 1;
}
