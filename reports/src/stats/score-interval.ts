import { bisect } from './bisect.js';
import { normalQuantile } from './normal-distribution.js';
import { confidenceOf, type ConfidenceOptions, type Interval, notKnown, type Result } from './result.js';
import { isValidProportion, type ProportionArm } from './wilson-interval.js';

export interface ScoreOptions extends ConfidenceOptions {
  /**
   * `likelihood` unless told: the shares of greatest likelihood under the hypothesis. `statsmodels`: the root that statsmodels takes for them up to
   * 0.15 (its cubic has the control's successes where its size belongs; statsmodels issue 10269), to be compared with its figures alone.
   */
  maximum?: 'likelihood' | 'statsmodels';
}

/**
 * Score interval of a difference of shares (Miettinen and Nurminen 1985): all differences that the score test, with its
 * variance under the hypothesis and the factor N / (N - 1), does not refuse. For comparison with other tools; the report
 * uses Newcombe's.
 */
export function scoreInterval(target: ProportionArm, control: ProportionArm, options?: ScoreOptions): Result<Interval> {
  if (!isValidProportion(target) || !isValidProportion(control)) return notKnown('bad-input');
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  const z = normalQuantile(1 - (1 - confidenceOf(options)) / 2);
  const difference = target.successes / target.n - control.successes / control.n;
  if (options?.maximum === 'statsmodels') return statsmodelsInterval(target, control, difference, z);
  const statisticAt = (delta: number): number => scoreStatistic(target, control, difference, delta, likeliestControlShare(target, control, delta));
  return {
    low: bisect(-1, difference, (delta) => z - statisticAt(delta)),
    high: bisect(difference, 1, (delta) => -z - statisticAt(delta)),
  };
}

/** (observed - delta) / standard error under delta; falls as delta grows. */
function scoreStatistic(target: ProportionArm, control: ProportionArm, difference: number, delta: number, controlShare: number): number {
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

/** Both limits are sought from Wald's on, as statsmodels does; where that brackets no root there is none to compare with. */
function statsmodelsInterval(target: ProportionArm, control: ProportionArm, difference: number, z: number): Result<Interval> {
  const wald = z * Math.sqrt([target, control].reduce((sum, { n, successes }) => sum + ((successes / n) * (1 - successes / n)) / n, 0));
  const [from, to] = [difference - wald, difference + wald];
  const statisticAt = (delta: number): number => scoreStatistic(target, control, difference, delta, statsmodelsControlShare(target, control, delta));
  const [lowest, highest] = [from - Math.abs(from) / 4, Math.min(0.99999, to + Math.abs(to) / 2)];
  if (!(statisticAt(lowest) > z) || !(statisticAt(highest) < -z)) return notKnown('out-of-reach');
  return { low: bisect(lowest, difference, (delta) => z - statisticAt(delta)), high: bisect(difference, highest, (delta) => -z - statisticAt(delta)) };
}

function statsmodelsControlShare(target: ProportionArm, control: ProportionArm, delta: number): number {
  const [units, successes] = [target.n + control.n, target.successes + control.successes];
  if (delta === 0) return successes / units;
  const second = (target.n + 2 * control.n) * delta - units - successes;
  const first = (control.successes * delta - units - 2 * control.successes) * delta + successes;
  const zeroth = control.successes * delta * (1 - delta);
  const third = second / (3 * units);
  const q = third ** 3 - (first * second) / (6 * units * units) + zeroth / (2 * units);
  const p = Math.sign(q) * Math.sqrt(third ** 2 - first / (3 * units));
  return 2 * p * Math.cos((Math.PI + Math.acos(q / p ** 3)) / 3) - third;
}
