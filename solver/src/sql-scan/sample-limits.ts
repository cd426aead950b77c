const hashes = 2 ** 32;

/**
 * Limits on the hash of customers, by cell, out of 2^32: a sample of about `share` of everybody, and of about `least` customers of every
 * cell, so that limits of few customers are seen.
 */
export function sampleLimits(cellSizes: Float64Array, share: number, least: number): Float64Array {
  return cellSizes.map((size) => Math.max(1, Math.ceil(hashes * Math.min(1, Math.max(share, size > 0 ? least / size : 1)))));
}
