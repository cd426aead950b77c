import type { UndefinedReason } from '@arbiter/contracts/report-model';

/**
 * Why a number cannot be known. The page words each code in the reader's language; JSON never carries NaN or Infinity.
 *
 * - `empty-arm`: no unit was assigned to one of the arms
 * - `single-unit`: one unit has no spread, so there is no standard error
 * - `zero-variance`: every unit has the same value, so there is no standard error
 * - `control-mean-near-zero`: a relative change would divide by a mean that is not distinguishable from 0
 * - `denominator-near-zero`: the same for the denominator of a ratio metric
 * - `denominator-zero`: a ratio metric with nothing in its denominator
 * - `interval-contains-zero`: a cost per unit of effect has no finite value when no effect is possible
 * - `no-cost`: a return on cost with no cost
 * - `no-planned-shares`: no arm has a planned share above 0
 * - `no-transitions`: a row of a migration matrix with nobody in it
 * - `too-few-groups`: a comparison among groups needs at least two of them
 * - `one-class`: a model cannot be judged on outcomes that are all the same
 * - `not-binary`: the measure is defined for 0/1 outcomes only
 * - `out-of-reach`: the effect asked for lies outside what a share can be
 * - `no-data`: there are no facts of this kind
 * - `no-history`: nothing was measured before assignment
 * - `no-score`: units had no score before assignment, so there is no order to judge
 * - `no-margin`: neither a margin nor revenue is known, so there is no profit
 * - `being-built`: the rollups behind the number are being made for the first time
 * - `no-matching-control`: units of the target that have nobody in control of their own stratum to be compared with
 * - `delivered-alike`: control was reached as often as the target, so nothing can be said per unit reached
 * - `bad-input`: a count that is negative, fractional or above its total, or a number that is not finite
 */
export type { UndefinedReason };

export interface Undefined {
  undefined: true;
  reason: UndefinedReason;
}

/** Either the numbers or the reason why there are none. Tell them apart with `isKnown`. */
export type Result<T extends object> = T | Undefined;

export function notKnown(reason: UndefinedReason): Undefined {
  return { undefined: true, reason };
}

export function isKnown<T extends object>(result: Result<T>): result is T {
  return !('undefined' in result && result.undefined === true);
}

/** The last guard: a result in which any number overflowed becomes `bad-input`, never Infinity or NaN. */
export function finiteOrUndefined<T extends object>(result: T): Result<T> {
  for (const value of Object.values(result) as unknown[]) {
    if (typeof value === 'number' && !Number.isFinite(value)) return notKnown('bad-input');
  }
  return result;
}

export interface Interval {
  low: number;
  high: number;
}

export interface TestOutcome {
  statistic: number;
  /** Welch-Satterthwaite degrees of freedom; null for a test on the normal distribution. */
  degreesOfFreedom: number | null;
  /** Two-sided. Computed from the tail itself, so that it stays exact far below 1e-16. */
  pValue: number;
}

/** A change in the metric's own unit (`absolute`) or as a share of the control value (`relative`). */
export interface Effect {
  estimate: number;
  standardError: Result<{ value: number }>;
  interval: Result<Interval>;
  test: Result<TestOutcome>;
}

export interface ArmEstimate {
  units: number;
  value: number;
  /** Interval for this arm alone. */
  interval: Result<Interval>;
}

/** Target against control: what every comparison of F1, F2, F4 and F5 returns. */
export interface Comparison {
  target: Result<ArmEstimate>;
  control: Result<ArmEstimate>;
  absolute: Result<Effect>;
  relative: Result<Effect>;
}

export interface ConfidenceOptions {
  /** Two-sided level, above 0 and below 1; 0.95 unless told. */
  confidence?: number;
}

export function confidenceOf(options: ConfidenceOptions | undefined): number {
  const confidence = options?.confidence ?? 0.95;
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}; give 0.95 for a 95 % interval`);
  }
  return confidence;
}
