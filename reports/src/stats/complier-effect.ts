import { compareMeans } from './mean-difference.js';
import { effectOf, welchDegreesOfFreedom } from './effect.js';
import { type PairMoments, sampleVariance } from './moments.js';
import { confidenceOf, type ConfidenceOptions, type Effect, finiteOrUndefined, isKnown, notKnown, type Result } from './result.js';

export interface ComplierEffect {
  /** Effect per unit that was reached because of its arm. */
  effect: Effect;
  /** Share reached in the target less that in control. */
  deliveredDifference: number;
}

/**
 * Effect on those whom the campaign reached (CACE): the effect by assignment over the difference of the shares reached (Angrist, Imbens and
 * Rubin 1996). X is the outcome and Y whether the unit was reached, 0 or 1. A secondary view: it holds when being assigned changes nothing for
 * those who were not reached. The variance is that of outcome − CACE·reached (delta method). Unknown (`delivered-alike`) while the shares
 * reached differ by less than two standard errors.
 */
export function compareReached(target: PairMoments, control: PairMoments, options?: ConfidenceOptions): Result<ComplierEffect> {
  const outcome = compareMeans({ n: target.n, mean: target.meanX, m2: target.m2X }, { n: control.n, mean: control.meanX, m2: control.m2X }, options).absolute;
  if (!isKnown(outcome)) return outcome;
  if (![target, control].every((arm) => Object.values(arm).every(Number.isFinite) && arm.meanY >= 0 && arm.meanY <= 1)) return notKnown('bad-input');
  if (target.n < 2 || control.n < 2) return notKnown('single-unit');
  const deliveredDifference = target.meanY - control.meanY;
  const reachedError = Math.sqrt([target, control].reduce((sum, arm) => sum + sampleVariance({ n: arm.n, mean: arm.meanY, m2: arm.m2Y }) / arm.n, 0));
  if (deliveredDifference === 0 || Math.abs(deliveredDifference) < 2 * reachedError) return notKnown('delivered-alike');
  const estimate = outcome.estimate / deliveredDifference;
  const known = finiteOrUndefined({ estimate });
  if ('undefined' in known) return known;
  const squaredError = (arm: PairMoments): number => {
    const m2 = arm.m2X - 2 * estimate * arm.coMoment + estimate * estimate * arm.m2Y;
    return m2 <= 1e-13 * (arm.m2X + estimate * estimate * arm.m2Y) ? 0 : m2 / (arm.n - 1) / arm.n;
  };
  const [t, c] = [squaredError(target), squaredError(control)];
  const standardError = Math.sqrt(t + c) / Math.abs(deliveredDifference);
  const degreesOfFreedom = t + c > 0 ? welchDegreesOfFreedom(t, target.n, c, control.n) : null;
  return { effect: effectOf(estimate, standardError, degreesOfFreedom, confidenceOf(options)), deliveredDifference };
}
