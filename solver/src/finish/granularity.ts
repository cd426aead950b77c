import type { Model } from '../model/model.js';

/**
 * The decimal step of which every gain is a multiple (1, 0.1, 0.01 …), or 0 where there is none up to four digits. Plans then gain
 * multiples of it too, so that a bound may be lowered to the next multiple.
 */
export function gainStep({ gain }: Model): number {
  let digits = 0;
  for (const value of gain) {
    while (!isMultiple(value, digits)) if (++digits > 4) return 0;
  }
  return 10 ** -digits;
}

function isMultiple(value: number, digits: number): boolean {
  const scaled = value * 10 ** digits;
  return Math.abs(scaled - Math.round(scaled)) <= 1e-9 * Math.max(1, Math.abs(scaled)) && Math.abs(scaled) < 2 ** 40;
}

/** The largest multiple of the step that is not above a bound, allowing for the rounding error of sums. */
export function lowerToStep(bound: number, step: number): number {
  if (step === 0 || !Number.isFinite(bound) || Math.abs(bound) / step > 2 ** 44) return bound;
  return Math.floor(bound / step + 1e-6 + Math.abs(bound / step) * 1e-13) / Math.round(1 / step);
}
