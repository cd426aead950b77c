import { bisect } from './bisect.js';
import { normalQuantile } from './normal-distribution.js';
import { confidenceOf, type ConfidenceOptions, type Interval, notKnown, type Result } from './result.js';
import { isValidProportion, type ProportionArm } from './wilson-interval.js';

/**
 * Score interval of a difference of shares (Miettinen and Nurminen 1985): all differences that the score test, with its
 * variance under the hypothesis and the factor N / (N - 1), does not refuse. For comparison with other tools; the report
 * uses Newcombe's.
 */
export function scoreInterval(target: ProportionArm, control: ProportionArm, options?: ConfidenceOptions): Result<Interval> {
  if (!isValidProportion(target) || !isValidProportion(control)) return notKnown('bad-input');
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  const z = normalQuantile(1 - (1 - confidenceOf(options)) / 2);
  const difference = target.successes / target.n - control.successes / control.n;
  const statisticAt = (delta: number): number => scoreStatistic(target, control, difference, delta);
  return {
    low: bisect(-1, difference, (delta) => z - statisticAt(delta)),
    high: bisect(difference, 1, (delta) => -z - statisticAt(delta)),
  };
}

/** (observed - delta) / standard error under delta; falls as delta grows. */
function scoreStatistic(target: ProportionArm, control: ProportionArm, difference: number, delta: number): number {
  const controlShare = likeliestControlShare(target, control, delta);
  const targetShare = controlShare + delta;
  const units = target.n + control.n;
  const variance = ((targetShare * (1 - targetShare)) / target.n + (controlShare * (1 - controlShare)) / control.n) * (units / (units - 1));
  const gap = difference - delta;
  if (gap === 0) return 0;
  return variance > 0 ? gap / Math.sqrt(variance) : Math.sign(gap) * Number.MAX_VALUE;
}

/** The control share of greatest likelihood when the target's is delta above it: the root of a falling derivative. */
function likeliestControlShare(target: ProportionArm, control: ProportionArm, delta: number): number {
  const term = (successes: number, share: number): number => (successes === 0 ? 0 : successes / share);
  const slope = (share: number): number =>
    term(target.successes, share + delta) - term(target.n - target.successes, 1 - share - delta) + term(control.successes, share) - term(control.n - control.successes, 1 - share);
  return bisect(Math.max(0, -delta), Math.min(1, 1 - delta), (share) => -slope(share));
}
