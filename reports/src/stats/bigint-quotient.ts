/**
 * Numerator / denominator as the nearest double, whatever the size of both: rounded once, at the very end.
 * The denominator is above 0.
 */
export function bigintQuotient(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -bigintQuotient(-numerator, denominator);
  // Both are doubles already, and division of doubles rounds to the nearest.
  if (numerator <= exactLimit && denominator <= exactLimit) return Number(numerator) / Number(denominator);
  const shift = 68 - (bitsOf(numerator) - bitsOf(denominator));
  const [scaled, divisor] = shift >= 0 ? [numerator << BigInt(shift), denominator] : [numerator, denominator << BigInt(-shift)];
  const quotient = scaled / divisor;
  // A remainder can only matter to a tie of the rounding, and one low bit far below the last digit breaks the tie.
  const rounded = Number(quotient * divisor === scaled ? quotient : quotient | 1n);
  return rounded * 2 ** -shift;
}

const exactLimit = BigInt(Number.MAX_SAFE_INTEGER);

/** Within four bits. */
function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}
