import { bisect } from './bisect.js';
import { noncentralTwoSidedPower } from './noncentral-t-power.js';
import type { PlanOptions, SampleSize } from './power.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

/** Units per arm for a standardised difference (in standard deviations), exact for the t test (Cohen 1988). */
export function sampleSizeForTTest(standardisedDifference: number, options?: PlanOptions): Result<SampleSize> {
  const { alpha = 0.05, power = 0.8, targetShare = 0.5 } = options ?? {};
  const effect = Math.abs(standardisedDifference);
  const inside = (value: number): boolean => value > 0 && value < 1;
  if (!inside(alpha) || !inside(power) || !inside(targetShare) || power <= alpha / 2 || !Number.isFinite(effect)) return notKnown('bad-input');
  if (effect === 0) return notKnown('out-of-reach');
  const powerAt = (total: number): number => noncentralTwoSidedPower(effect * Math.sqrt(total * targetShare * (1 - targetShare)), total - 2, alpha);
  let high = 8;
  while (powerAt(high) < power) {
    high *= 2;
    if (high > 1e12) return notKnown('out-of-reach');
  }
  const total = bisect(3, high, (candidate) => powerAt(candidate) - power);
  const [targetUnits, controlUnits] = [total * targetShare, total * (1 - targetShare)];
  return { targetUnits, controlUnits, totalUnits: Math.ceil(targetUnits - 1e-9) + Math.ceil(controlUnits - 1e-9) };
}

/** Chance that the two-sided t test shows a difference of so many standard deviations with these arms. */
export function powerForTTest(standardisedDifference: number, controlUnits: number, targetUnits: number, alpha = 0.05): Result<{ power: number }> {
  if (!Number.isFinite(standardisedDifference) || !Number.isFinite(controlUnits + targetUnits) || !(alpha > 0 && alpha < 1)) return notKnown('bad-input');
  if (!(controlUnits > 0) || !(targetUnits > 0)) return notKnown('empty-arm');
  if (!(controlUnits + targetUnits > 2)) return notKnown('single-unit');
  const noncentrality = Math.abs(standardisedDifference) / Math.sqrt(1 / controlUnits + 1 / targetUnits);
  return finiteOrUndefined({ power: noncentralTwoSidedPower(noncentrality, controlUnits + targetUnits - 2, alpha) });
}
