import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundDecimal, type RoundingMode } from './rounding.js';

/** The same by whole numbers: the decimal text of the number, scaled up. */
function reference(n: number, scale: number, mode: RoundingMode): number {
  const [whole, fraction = ''] = Math.abs(n).toFixed(12).split('.') as [string, string?];
  const digits = BigInt(whole + fraction);
  const unit = 10n ** BigInt(12 - scale);
  const kept = digits / unit;
  const rest = digits % unit;
  const half = rest * 2n === unit ? 0 : rest * 2n > unit ? 1 : -1;
  const up = rest === 0n ? false : { up: true, down: false, floor: n < 0, ceiling: n > 0, 'half-up': half >= 0, 'half-down': half > 0, 'half-even': half > 0 || (half === 0 && kept % 2n === 1n) }[mode];
  return Number(`${n < 0 ? '-' : ''}${kept + (up ? 1n : 0n)}e-${scale}`) || 0;
}

describe('rounding', () => {
  it('follows the decimal digits', () => {
    // Whole numbers of millionths have a decimal text of at most six digits, which toFixed(12) gives back.
    fc.assert(
      fc.property(fc.integer({ min: -500_000_000, max: 500_000_000 }), fc.integer({ min: 0, max: 6 }), fc.constantFrom<RoundingMode>('up', 'down', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even'), (millionths, scale, mode) => {
        const n = Number(`${millionths}e-6`);
        expect(roundDecimal(n, scale, mode), `${n} ${scale} ${mode}`).toBe(reference(n, scale, mode));
      }),
      { numRuns: 5000, seed: 2 },
    );
  });

  it.each([[1.005, 2, 'half-up', 1.01], [2.5, 0, 'half-even', 2], [1234.5, -2, 'half-up', 1200], [1e-7, 3, 'up', 0.001], [5e-324, 10, 'ceiling', 1e-10], [1e300, 5, 'up', 1e300], [-0.4, 0, 'half-up', 0], [55, -3, 'up', 1000], [1, 7000, 'up', null]] as const)('%d to %d digits, %s', (n, scale, mode, expected) => {
    expect(roundDecimal(n, scale, mode)).toBe(expected);
  });
});
