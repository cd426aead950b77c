import { normalCdf, normalDensity, normalQuantile } from './normal-distribution.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

export interface NormalPrior {
  mean: number;
  variance: number;
}

export interface BayesInput {
  estimate: number;
  standardError: number;
  /** Flat when not given. */
  prior?: NormalPrior;
  confidence?: number;
}

export interface Posterior {
  mean: number;
  standardDeviation: number;
  low: number;
  high: number;
  /** Probability that the target is better, when more is better. */
  chanceToWin: number;
  /** Expected loss from choosing the target when it is worse; in the units of the estimate. */
  riskOfTarget: number;
  /** Expected loss from staying with the control when the target is better. */
  riskOfControl: number;
}

/** Normal posterior of an effect with a normal prior (F9; Stucchio 2015 for the risks). */
export function posteriorOf(input: BayesInput): Result<Posterior> {
  const { estimate, standardError, prior } = input;
  const confidence = input.confidence ?? 0.95;
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError)) return notKnown('bad-input');
  if (prior && !(prior.variance > 0 && Number.isFinite(prior.mean))) return notKnown('bad-input');
  if (!(standardError > 0)) return notKnown('zero-variance');
  const precision = 1 / standardError ** 2;
  const priorPrecision = prior ? 1 / prior.variance : 0;
  const variance = 1 / (precision + priorPrecision);
  const mean = prior ? variance * (prior.mean * priorPrecision + estimate * precision) : estimate;
  const standardDeviation = Math.sqrt(variance);
  const z = mean / standardDeviation;
  const half = normalQuantile(1 - (1 - confidence) / 2) * standardDeviation;
  return finiteOrUndefined({
    mean,
    standardDeviation,
    low: mean - half,
    high: mean + half,
    chanceToWin: normalCdf(z),
    riskOfTarget: Math.max(0, standardDeviation * normalDensity(z) - mean * normalCdf(-z)),
    riskOfControl: Math.max(0, standardDeviation * normalDensity(z) + mean * normalCdf(z)),
  });
}
