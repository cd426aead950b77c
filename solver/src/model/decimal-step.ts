import type { Model } from './model.js';

/**
 * The decimal step of which every value is a multiple (1, 0.1, 0.01 …), or 0 where there is none up to `digits` digits. Money and
 * counts have one, so that sums move in steps of it: a bound on them may be lowered to the next multiple, and "less than" has a
 * largest amount.
 */
export function decimalStep(values: Iterable<number>, digits: number): number {
  let found = 0;
  for (const value of values) while (!isMultiple(value, found)) if (++found > digits) return 0;
  return 10 ** -found;
}

/** Step in which the gains of plans move; 0 where broken soft rows may cost anything in between. */
export function gainStep({ gain, rows }: Pick<Model, 'gain' | 'rows'>): number {
  return rows.some((row) => row.mostPrice < Infinity) ? 0 : decimalStep(gain, 4);
}

function isMultiple(value: number, digits: number): boolean {
  const scaled = value * 10 ** digits;
  // Relative as well, so that values far below every step are not taken for zero.
  return Math.abs(scaled - Math.round(scaled)) <= Math.min(1e-9, 1e-13 * Math.abs(scaled)) && Math.abs(scaled) < 2 ** 36;
}

/** The largest multiple of the step that is not above a bound, allowing for the rounding error of sums. */
export function lowerToStep(bound: number, step: number): number {
  if (step === 0 || !Number.isFinite(bound) || Math.abs(bound) / step > 2 ** 44) return bound;
  return Math.floor(bound / step + 1e-6 + Math.abs(bound / step) * 1e-13) / Math.round(1 / step);
}

/** The largest multiple of the step that is less than a bound. */
export function belowInSteps(bound: number, step: number): number {
  return (Math.ceil(bound / step - 1e-7) - 1) / Math.round(1 / step);
}
