import type { AlwaysValidInterval } from './always-valid-interval.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

export interface SequentialRatioInput {
  estimate: number;
  standardError: number;
  /** Variance of the normal distribution of effects that the test mixes over, in squared units of the estimate; fixed before the start. */
  mixingVariance: number;
  confidence?: number;
}

/**
 * Mixture sequential probability ratio test (F7; Johari, Koomen, Pekelis and Walsh 2022, in the form that Statsig publishes): the estimate
 * ± Z*·se with Z* = sqrt((V + tau)/tau · (-2 ln(alpha/2) - ln(V/(V + tau)))), V = se². May be looked at any time.
 */
export function sequentialRatioInterval(input: SequentialRatioInput): Result<AlwaysValidInterval> {
  const { estimate, standardError, mixingVariance } = input;
  const alpha = 1 - (input.confidence ?? 0.95);
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError) || !(alpha > 0 && alpha < 1)) return notKnown('bad-input');
  if (!(mixingVariance > 0) || !Number.isFinite(mixingVariance)) return notKnown('bad-input');
  if (!(standardError > 0)) return notKnown('zero-variance');
  const variance = standardError * standardError;
  const growth = Math.log1p(mixingVariance / variance);
  const half = standardError * Math.sqrt((1 + variance / mixingVariance) * (-2 * Math.log(alpha / 2) + growth));
  const z = estimate / standardError;
  // The smallest alpha whose interval leaves out 0, in logarithms so that nothing underflows.
  const logP = Math.LN2 + growth / 2 - (z * z) / (2 * (1 + variance / mixingVariance));
  return finiteOrUndefined({ low: estimate - half, high: estimate + half, pValue: Math.exp(Math.min(0, logP)) });
}

/** A common choice of the mixing variance: the variance of the estimate that is expected at the decision, when `decisionUnits` have come. */
export function mixingVarianceAt(decisionUnits: number, unitVarianceTarget: number, unitVarianceControl: number, targetShare = 0.5): Result<{ value: number }> {
  if (!(decisionUnits > 0) || !(targetShare > 0 && targetShare < 1) || !(unitVarianceTarget >= 0) || !(unitVarianceControl >= 0)) return notKnown('bad-input');
  const value = (unitVarianceTarget / targetShare + unitVarianceControl / (1 - targetShare)) / decisionUnits;
  return value > 0 ? finiteOrUndefined({ value }) : notKnown('zero-variance');
}
