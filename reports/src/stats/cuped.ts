import { compareMeans } from './mean-difference.js';
import { mergePairMoments, type Moments, type PairMoments } from './moments.js';
import { type Comparison, type ConfidenceOptions, notKnown, type Result } from './result.js';

/** `meanX` and friends are the covariate measured before assignment, `meanY` and friends the outcome. */
export type CupedArm = PairMoments;

export interface CupedComparison {
  comparison: Comparison;
  /** Slope of the outcome on the covariate, over the units of both arms. */
  theta: number;
  /** Share of the variance that the covariate explains: rho squared, 0 to 1. */
  varianceReduction: number;
}

/**
 * Variance reduction by a covariate measured before assignment (F5; Deng, Xu, Kohavi and Walker 2013).
 * Y' = Y - theta (X - mean of X over both arms); the relative change divides by the raw control mean.
 * A unit without a history enters with X = 0 by agreement with whoever builds the moments.
 */
export function compareWithCuped(target: CupedArm, control: CupedArm, options?: ConfidenceOptions): Result<CupedComparison> {
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  if (target.n < 2 || control.n < 2) return notKnown('single-unit');
  const all = mergePairMoments(target, control);
  if (!Object.values(all).every(Number.isFinite)) return notKnown('bad-input');
  if (!(all.m2X > 0) || !(all.m2Y > 0)) return notKnown('zero-variance');
  const theta = all.coMoment / all.m2X;
  const comparison = compareMeans(adjust(target, theta, all.meanX), adjust(control, theta, all.meanX), {
    ...options,
    relativeTo: { n: control.n, mean: control.meanY, m2: control.m2Y },
  });
  return { comparison, theta, varianceReduction: Math.min(1, (all.coMoment / all.m2X) * (all.coMoment / all.m2Y)) };
}

function adjust(arm: CupedArm, theta: number, overallMeanX: number): Moments {
  return {
    n: arm.n,
    mean: arm.meanY - theta * (arm.meanX - overallMeanX),
    m2: Math.max(0, arm.m2Y + theta * theta * arm.m2X - 2 * theta * arm.coMoment),
  };
}
