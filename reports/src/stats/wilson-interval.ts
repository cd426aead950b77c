import { normalQuantile } from './normal-distribution.js';
import { confidenceOf, type ConfidenceOptions, type Interval, notKnown, type Result } from './result.js';

/** Successes out of units of one arm. */
export interface ProportionArm {
  n: number;
  successes: number;
}

export function isValidProportion(arm: ProportionArm): boolean {
  return Number.isSafeInteger(arm.n) && Number.isSafeInteger(arm.successes) && arm.successes >= 0 && arm.successes <= arm.n;
}

/** Score interval of a single share (F1; Wilson 1927). Inside [0, 1] also at 0 of n and n of n. */
export function wilsonInterval(arm: ProportionArm, options?: ConfidenceOptions): Result<Interval> {
  if (!isValidProportion(arm)) return notKnown('bad-input');
  if (arm.n === 0) return notKnown('empty-arm');
  return wilsonLimits(arm, normalQuantile(1 - (1 - confidenceOf(options)) / 2));
}

/** The same for counts that need not be whole, as when a tie is shared out in proportion; n above 0, z the normal quantile. */
export function wilsonLimits({ n, successes }: ProportionArm, z: number): Interval {
  const share = successes / n;
  const z2 = z * z;
  const middle = share + z2 / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  return {
    low: successes <= 0 ? 0 : Math.max(0, (middle - half) / scale),
    high: successes >= n ? 1 : Math.min(1, (middle + half) / scale),
  };
}
