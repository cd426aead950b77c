import type { Dual, DualPoint, SparsePattern } from '../dual/dual.js';
import type { Row } from '../model/model.js';

/** A dual function of all multipliers but one, which is held where it is: its row asks for nothing and never moves. */
export class FixedPriceDual implements Dual {
  readonly rows: readonly Row[];
  readonly customers: number;
  readonly typicalGain: number;
  readonly #inner: Dual;
  readonly #row: number;
  readonly #price: number;
  #used = NaN;

  constructor(inner: Dual, row: number, price: number) {
    [this.#inner, this.#row, this.#price, this.rows, this.customers, this.typicalGain] = [inner, row, price, inner.rows, inner.customers, inner.typicalGain];
  }

  evaluate(lambda: Float64Array): DualPoint {
    const point = this.#inner.evaluate(Float64Array.from(lambda, (value, k) => (k === this.#row ? this.#price : value)));
    this.#used = point.used[this.#row]!;
    point.used[this.#row] = this.rows[this.#row]!.bound;
    return point;
  }

  /** What the row uses at a point of this dual. */
  usedAt(point: DualPoint): number {
    this.evaluate(point.lambda);
    return this.#used;
  }

  gapQuantile(q: number): number {
    return this.#inner.gapQuantile(q);
  }

  /** Without the row, which has a one of its own so that no step is taken along it. */
  curvature(band: number): Float64Array {
    return this.#alone(this.#inner.curvature(band));
  }

  priceMetric(): { G: Float64Array; weight: number } {
    const { G, weight } = this.#inner.priceMetric();
    return { G: this.#alone(G), weight };
  }

  #alone(matrix: Float64Array): Float64Array {
    const K = this.rows.length;
    const k = this.#row;
    for (let m = 0; m < K; m++) matrix[k * K + m] = matrix[m * K + k] = m === k ? Math.max(matrix[k * K + k]!, 1e-9) : 0;
    return matrix;
  }

  get pairs(): SparsePattern | undefined {
    return this.#inner.pairs;
  }

  certified(point: DualPoint): number {
    return this.#inner.certified(point);
  }

  provesInfeasible(): boolean {
    return false;
  }
}
