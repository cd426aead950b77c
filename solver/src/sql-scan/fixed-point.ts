/**
 * Sums that come out the same to the last bit whatever the order and the number of machines: every term becomes a whole number of
 * steps 2^−shift, whole numbers are added in 128 bits, and only the sum becomes a double.
 */

/** The largest shift for which terms up to `most` in size stay below 2^62 steps. */
export function shiftFor(most: number): number {
  if (!(most > 0)) return 0;
  return Math.max(-900, Math.min(900, 61 - Math.ceil(Math.log2(most))));
}

/** Nearest double of steps × 2^−shift; off by one part in 2^52 at most. */
export function fromSteps(steps: bigint, shift: number): number {
  const negative = steps < 0n;
  let size = negative ? -steps : steps;
  let drop = 0;
  // What a double cannot hold is cut before the conversion, so that huge sums do not overflow on the way.
  while (size >= 1n << 120n) {
    size >>= 60n;
    drop += 60;
  }
  const value = Number(size) * 2 ** (drop - shift);
  return negative ? -value : value;
}

/** SQL: the term as steps, rounded up. `scale` is an expression for 2^shift. */
export function stepsUp(term: string, scale: string): string {
  return `toInt128(toInt64(ceil((${term}) * ${scale})))`;
}

export function stepsDown(term: string, scale: string): string {
  return `toInt128(toInt64(floor((${term}) * ${scale})))`;
}

/** SQL: what `stepsDown` cut off, in steps of 2^−52 of a step: with both, the sum is exact. */
export function stepsRest(term: string, scale: string): string {
  return `toInt128(toInt64(((${term}) * ${scale} - floor((${term}) * ${scale})) * 4503599627370496))`;
}

/** The sum of which `stepsDown` and `stepsRest` are the parts. */
export function joinSteps(down: bigint, rest: bigint): bigint {
  return (down << 52n) + rest;
}
