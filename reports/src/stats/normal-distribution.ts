import erfc from '@stdlib/math-base-special-erfc';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** Inverse of the standard normal distribution function. */
export function normalQuantile(probability: number): number {
  return quantile(probability, 0, 1);
}

/** P(Z <= z), from the complementary error function on both sides, so that neither tail loses digits. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

/** P(|Z| > |z|). Never 1 - cdf: that would be 0 beyond 1e-16. */
export function normalTwoSidedP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}
