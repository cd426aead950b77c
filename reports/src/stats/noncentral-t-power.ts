import { normalCdf } from './normal-distribution.js';
import { studentTQuantile } from './student-t-distribution.js';

/**
 * Power of the two-sided t test at a noncentrality: P(|T| > critical) where T = (Z + noncentrality) / S and
 * S² is chi-square over its degrees of freedom. The expectation over S is a trapezoid sum, which converges faster than
 * any power of the step for a smooth density; the density is normalised by the same sum, so no gamma function is needed.
 */
export function noncentralTwoSidedPower(noncentrality: number, degreesOfFreedom: number, alpha: number): number {
  const critical = studentTQuantile(1 - alpha / 2, degreesOfFreedom);
  const logDensity = (s: number): number => (degreesOfFreedom - 1) * Math.log(s) - (degreesOfFreedom * s * s) / 2;
  const mode = Math.sqrt(Math.max(0, degreesOfFreedom - 1) / degreesOfFreedom);
  const spread = 1 / Math.sqrt(2 * degreesOfFreedom);
  const from = Math.max(1e-9, mode - 12 * spread);
  const to = mode + 12 * spread;
  const peak = logDensity(Math.max(mode, from));
  const steps = 600;
  let weightSum = 0;
  let powerSum = 0;
  for (let step = 0; step <= steps; step += 1) {
    const s = from + ((to - from) * step) / steps;
    const weight = Math.exp(logDensity(s) - peak) * (step === 0 || step === steps ? 0.5 : 1);
    weightSum += weight;
    powerSum += weight * (normalCdf(noncentrality - critical * s) + normalCdf(-noncentrality - critical * s));
  }
  return powerSum / weightSum;
}
