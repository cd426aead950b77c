import type { Row } from '../model/model.js';

/** One evaluation of the dual function. */
export interface DualPoint {
  /** Multiplier of each row, in gain per scaled unit, within `multiplierRange` of the row. */
  lambda: Float64Array;
  /** D(λ): an upper bound on the gain of every plan, but for the rounding that `certified` adds. */
  value: number;
  /** Use of each row by the customers' own best choices; bound − used is a subgradient of D at λ. */
  used: Float64Array;
  /** Σ over customers of the best net value. */
  total: number;
}

/** Row k of a symmetric matrix may have entries at index[start[k] … start[k + 1]). */
export interface SparsePattern {
  start: Uint32Array;
  index: Uint32Array;
}

/**
 * The Lagrangian dual of an assignment problem, over customers that stand anywhere: in lists, in tiles, as paths over periods, in a
 * table of a database. The search for prices (`newton`, `boxStep`) knows customers through this alone.
 *
 *     D(λ) = Σ_i max over the customer's allowed choices S of (gain(S) − Σ_k λ_k a_k(S)) + Σ_k λ_k b_k
 *
 * D is convex and piecewise linear in λ, and D(λ) is at least the gain of every plan that keeps the limits (weak duality).
 */
export interface Dual {
  readonly rows: readonly Row[];
  /** Customers for whom the rows were made: what a sample stands for, not how many it holds. */
  readonly customers: number;
  /** Mean |gain| of a candidate: the scale of the prices that may be found. */
  readonly typicalGain: number;
  evaluate(lambda: Float64Array): DualPoint;
  /** The q-quantile of the customers' gaps at the last point evaluated: how far each is from changing its choice. */
  gapQuantile(q: number): number;
  /** K × K curvature of D smoothed over price changes up to `band`, from the near ties at the last point evaluated; good until the next call. */
  curvature(band: number): Float64Array;
  /** The metric in which steps are measured, K × K, and the number of choices that it counts; see `priceMetric`. Good until the next call. */
  priceMetric(): { G: Float64Array; weight: number };
  /** Pairs of rows for which curvature and metric may differ from zero, where they are known: it saves looking for them. */
  readonly pairs?: SparsePattern;
  /** The bound that a point proves: its value and the rounding error of its sums. */
  certified(point: DualPoint): number;
  /** Whether the point proves that no plan keeps all hard limits. */
  provesInfeasible(point: DualPoint): boolean;
}

/**
 * The multipliers that a row may have: λ ≥ 0 for at most, λ ≤ 0 for at least, any for equal; |λ| of a soft row is at most its price,
 * since whoever would pay more rather breaks the limit.
 */
export function multiplierRange(row: Row): { least: number; most: number } {
  return { least: row.sense > 0 ? 0 : -row.mostPrice, most: row.sense < 0 ? 0 : row.mostPrice };
}

/** Nearest multiplier that the row may have. */
export function clampMultiplier(row: Row, value: number): number {
  const { least, most } = multiplierRange(row);
  return value < least ? least : value > most ? most : value === 0 ? 0 : value;
}
