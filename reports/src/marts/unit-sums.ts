/**
 * Exact sums over units (customers) of x, y and the covariate z, in whole numbers as `MetricSource` has them. They add up over any split of the
 * units, whatever the order; moments are made of them only at the very end (n·Σx² − (Σx)² has no rounding in whole numbers).
 */
export interface UnitSums {
  n: bigint;
  x: bigint;
  y: bigint;
  z: bigint;
  xx: bigint;
  yy: bigint;
  zz: bigint;
  xy: bigint;
  xz: bigint;
  yz: bigint;
}

/**
 * How the sums of a metric are cut by time. `total`: everything up to the end of the window. `cumulative`: what each day added to the sums of the
 * units' running totals. `day`, `week`: the sums of what happened in the period alone. `since-assignment`: running totals by days since the unit's
 * own assignment. `score`: by bin of the score that stood before assignment, for uplift.
 */
export const cellGrains = ['total', 'cumulative', 'day', 'week', 'since-assignment', 'score'] as const;
export type CellGrain = (typeof cellGrains)[number];

/** Sums of one metric over the units of an arm that share a value of the cut. Bigints come from the store as decimal text. */
export interface CellRow {
  metric: string;
  arm: string;
  /** Value of the cut: of a dimension, wave, first channel, first offer; empty for no cut. */
  segment: string;
  /** Days since 1970-01-01 of the day or of the week's Monday; days since assignment; number of the score bin; 0 for `total`. */
  bucket: number;
  sums: UnitSums;
}

/** By what cells can be cut: a dimension of the campaign, or what units were given. First channel and first action are not randomised. */
export type CellCut = { by: 'nothing' } | { by: 'dimension'; dimension: string } | { by: 'wave' } | { by: 'stratum' } | { by: 'first-channel' } | { by: 'first-action' };
