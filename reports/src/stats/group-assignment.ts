/** Assignment works on 10 000 buckets: a planned share is met to a hundredth of a per cent. */
export const bucketCount = 10_000;

export interface ArmShare {
  arm: string;
  /** Planned weight on any scale; 0 keeps the arm empty. */
  weight: number;
}

export interface BucketRange {
  arm: string;
  /** Half-open: from <= bucket < to. */
  from: number;
  to: number;
}

/**
 * Splits the buckets among the arms in proportion to their weights, all of them used (largest remainders).
 * The bucket itself is a salted hash of campaign and customer modulo 10 000, computed and stored by the caller at
 * assignment time (F16); the same order and weights give the same ranges, always.
 */
export function allocateBuckets(shares: readonly ArmShare[]): BucketRange[] {
  const total = shares.reduce((sum, share) => sum + share.weight, 0);
  if (!(total > 0) || !Number.isFinite(total) || shares.some((share) => !(share.weight >= 0))) {
    throw new RangeError(`planned shares must be finite, not negative and not all 0, got ${shares.map((share) => share.weight).join(', ')}`);
  }
  const exact = shares.map((share) => (share.weight / total) * bucketCount);
  const widths = exact.map(Math.floor);
  const missing = bucketCount - widths.reduce((sum, width) => sum + width, 0);
  const byRemainder = exact
    .map((value, position) => ({ position, remainder: value - Math.floor(value) }))
    .filter(({ position }) => (shares[position]?.weight ?? 0) > 0)
    .sort((a, b) => b.remainder - a.remainder || a.position - b.position);
  for (const { position } of byRemainder.slice(0, missing)) widths[position] = (widths[position] ?? 0) + 1;
  let from = 0;
  return shares.map((share, position) => {
    const range = { arm: share.arm, from, to: from + (widths[position] ?? 0) };
    from = range.to;
    return range;
  });
}

/** The arm that owns a bucket of 0 to 9 999. */
export function armOfBucket(bucket: number, ranges: readonly BucketRange[]): string {
  const range = ranges.find((candidate) => bucket >= candidate.from && bucket < candidate.to);
  if (!range || !Number.isInteger(bucket)) {
    throw new RangeError(`bucket must be a whole number from 0 to ${bucketCount - 1} inside the ranges given, got ${bucket}`);
  }
  return range.arm;
}
