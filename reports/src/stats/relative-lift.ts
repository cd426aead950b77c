import { effectOf, effectWithoutSpread } from './effect.js';
import { type Effect, finiteOrUndefined, notKnown, type Result } from './result.js';

export interface LiftInput {
  /** Difference of the arms in the metric's unit; may be variance-reduced. */
  difference: number;
  /** Raw control value: what the change is a share of. */
  controlValue: number;
  /** Raw target value, when the difference was variance-reduced; else control value + difference. */
  targetValue?: number;
  squaredErrorTarget: number;
  squaredErrorControl: number;
  /** Squared error of the raw control value, when the difference was variance-reduced. */
  squaredErrorReference?: number;
  degreesOfFreedom: number | null;
  confidence: number;
}

/**
 * Relative lift: difference / |control| with the delta-method variance (F3; Deng, Knoblich and Lu 2018).
 * Not shown when the control value is within two standard errors of 0: the exact interval (Fieller 1954) is unbounded
 * or nearly so there.
 */
export function relativeLift(input: LiftInput): Result<Effect> {
  const { difference, controlValue, squaredErrorTarget, squaredErrorControl, degreesOfFreedom, confidence } = input;
  const referenceError = Math.sqrt(input.squaredErrorReference ?? squaredErrorControl);
  if (controlValue === 0 || Math.abs(controlValue) < 2 * referenceError) return notKnown('control-mean-near-zero');
  const base = Math.abs(controlValue);
  const estimate = difference / base;
  const known = finiteOrUndefined({ estimate });
  if ('undefined' in known) return known;
  const quotient = (input.targetValue ?? controlValue + difference) / controlValue;
  const variance = squaredErrorTarget / base / base + (quotient * quotient * squaredErrorControl) / base / base;
  if (!(variance > 0)) return effectWithoutSpread(estimate, 'zero-variance');
  return effectOf(estimate, Math.sqrt(variance), degreesOfFreedom, confidence);
}
