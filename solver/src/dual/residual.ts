import type { Dual, DualPoint } from './dual.js';
import { multiplierRange } from './dual.js';

/**
 * How far a point is from complementary slackness: largest over the rows of the violation, or of the slack under a price, each
 * relative to the row's own size. Zero at an optimum of a differentiable D. A soft row at its price may be broken.
 */
export function residual(dual: Dual, point: DualPoint, sizes: Float64Array): number {
  let worst = 0;
  dual.rows.forEach((row, k) => {
    const slope = point.used[k]! - row.bound;
    const { least, most } = multiplierRange(row);
    const lambda = point.lambda[k]!;
    // D falls towards a larger multiplier where the use exceeds the bound, towards a smaller one where it falls short.
    const priced = Math.abs(lambda) > 1e-12;
    const over = Math.max(lambda < most && (row.sense >= 0 || priced) ? slope : 0, lambda > least && (row.sense <= 0 || priced) ? -slope : 0);
    worst = Math.max(worst, over / sizes[k]!);
  });
  return worst;
}

/** The size against which a row's residual is measured: its bound, or twenty units where the bound is small. */
export function rowSizes(dual: Dual): Float64Array {
  return Float64Array.from(dual.rows, (row) => (row.bound === 0 ? Math.max(20, 0.01 * dual.customers) : Math.max(Math.abs(row.bound), 20)));
}

/** Σ over the rows of the violation, or of what is left under a price, in scaled units: about how many customers must still move. */
export function totalOff({ rows }: Dual, { lambda, used }: DualPoint): number {
  let total = 0;
  for (let k = 0; k < rows.length; k++) {
    const over = used[k]! - rows[k]!.bound;
    total += lambda[k] !== 0 || rows[k]!.sense === 0 ? Math.abs(over) : Math.max(0, rows[k]!.sense * over);
  }
  return total;
}
