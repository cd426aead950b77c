import { bisect } from './bisect.js';
import { noncentralTwoSidedPower } from './noncentral-t-power.js';
import type { PlanOptions, SampleSize } from './power.js';
import { notKnown, type Result } from './result.js';

/** Units per arm of two equal arms for a standardised difference, exact for the t test (Cohen 1988). */
export function sampleSizeForTTest(standardisedDifference: number, options?: Omit<PlanOptions, 'targetShare'>): Result<SampleSize> {
  const { alpha = 0.05, power = 0.8 } = options ?? {};
  const effect = Math.abs(standardisedDifference);
  const inside = (value: number): boolean => value > 0 && value < 1;
  if (!inside(alpha) || !inside(power) || power <= alpha / 2 || !Number.isFinite(effect)) return notKnown('bad-input');
  if (effect === 0) return notKnown('out-of-reach');
  const powerAt = (n: number): number => noncentralTwoSidedPower(effect * Math.sqrt(n / 2), 2 * n - 2, alpha);
  let high = 4;
  while (powerAt(high) < power) {
    high *= 2;
    if (high > 1e12) return notKnown('out-of-reach');
  }
  const n = bisect(1.5, high, (candidate) => powerAt(candidate) - power);
  return { targetUnits: n, controlUnits: n, totalUnits: 2 * Math.ceil(n - 1e-9) };
}
