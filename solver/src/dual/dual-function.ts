import type { Model } from '../model/model.js';
import { type Prices, Scan } from '../scan/scan.js';

/** One evaluation of the dual function. */
export interface DualPoint {
  /** Multiplier of each row, in gain per scaled unit: ≥ 0 for at most, ≤ 0 for at least, any sign for equal. */
  lambda: Float64Array;
  /** D(λ): an upper bound on the gain of every plan, but for the rounding that `certified` adds. */
  value: number;
  /** Use of each row by the customers' own best choices; bound − used is a subgradient of D at λ. */
  used: Float64Array;
  /** Σ over customers of the best net value. */
  total: number;
}

/**
 * The Lagrangian dual D(λ) = Σ_i max over allowed sets S of Σ_{e ∈ S} (gain_e − Σ_k λ_k a_ke) + Σ_k λ_k b_k.
 * D is convex and piecewise linear, and D(λ) is at least the gain of every plan that keeps the limits (weak duality).
 */
export class DualFunction {
  readonly model: Model;
  readonly scan: Scan;
  readonly prices: Prices;
  /** Gain that every plan reaches at the least, however it chooses: D below it proves that there is no plan. */
  readonly floor: number;
  evaluations = 0;

  constructor(model: Model) {
    this.model = model;
    this.scan = new Scan(model);
    const size = model.cells * model.options;
    this.prices = { base: new Float64Array(size), own: model.own.map(() => new Float64Array(size)) };
    this.floor = leastGain(model);
  }

  evaluate(lambda: Float64Array): DualPoint {
    this.evaluations++;
    this.setPrices(lambda);
    const total = this.scan.run(this.prices);
    let value = total;
    for (let k = 0; k < lambda.length; k++) value += lambda[k]! * this.model.rows[k]!.bound;
    return { lambda: Float64Array.from(lambda), value, used: this.#used(), total };
  }

  setPrices(lambda: Float64Array): void {
    const { base, own } = this.prices;
    const { start, row, coefficient, channel } = this.model.entries;
    for (let q = 0; q < base.length; q++) {
      base[q] = 0;
      for (const prices of own) prices[q] = 0;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const price = lambda[row[s]!]! * coefficient[s]!;
        const c = channel[s]!;
        if (c === 0) base[q]! += price;
        else own[c - 1]![q]! += price;
      }
    }
  }

  #used(): Float64Array {
    const used = new Float64Array(this.model.rows.length);
    const { start, row, coefficient, channel } = this.model.entries;
    const { counts, sums } = this.scan;
    for (let q = 0; q < counts.length; q++) {
      if (counts[q] === 0) continue;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const c = channel[s]!;
        used[row[s]!]! += coefficient[s]! * (c === 0 ? counts[q]! : sums[c - 1]![q]!);
      }
    }
    return used;
  }

  /**
   * The bound that a point proves: its value plus what rounding may have hidden. 2^−44 covers sums in blocks of 4,096 with room
   * to spare (error of a block ≤ 2^−41 at worst and about 2^−47 as errors fall).
   */
  certified(point: DualPoint): number {
    let size = Math.abs(point.total) + this.scan.magnitude;
    for (let k = 0; k < point.lambda.length; k++) size += Math.abs(point.lambda[k]!) * (Math.abs(this.model.rows[k]!.bound) + Math.abs(point.used[k]!));
    return point.value + size * 2 ** -44;
  }

  /** Whether the point proves that no plan keeps all limits: even the worst of all sets of choices would gain more than D. */
  provesInfeasible(point: DualPoint): boolean {
    return this.certified(point) < this.floor - 1e-9 * Math.max(1, Math.abs(this.floor));
  }
}

/** Σ over customers of the smallest gain that an allowed set could have, or less: its `max` most negative gains. */
function leastGain({ customers, offsets, gain, choice, weight, cell }: Model): number {
  let total = 0;
  for (let i = 0; i < customers; i++) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    const w = weight[cell[i]!]!;
    if (choice.max <= 1) {
      let least = 0;
      if (choice.max === 1) for (let e = start; e < end; e++) if (gain[e]! < least) least = gain[e]!;
      total += w * least;
    } else {
      const negative = Array.from(gain.subarray(start, end)).filter((value) => value < 0).sort((a, b) => a - b);
      for (const value of negative.slice(0, choice.max)) total += w * value;
    }
  }
  return total;
}

/** Nearest multiplier with the sign that the row's sense asks for. */
export function withSign(sense: 1 | -1 | 0, value: number): number {
  return sense > 0 ? Math.max(0, value) : sense < 0 ? Math.min(0, value) : value;
}

/**
 * How far a point is from complementary slackness: largest over the rows of the violation, or of the slack under a price, each
 * relative to the row's own size. Zero at an optimum of a differentiable D.
 */
export function residual(model: Model, point: DualPoint, sizes: Float64Array): number {
  let worst = 0;
  model.rows.forEach((row, k) => {
    const over = row.sense === 0 ? Math.abs(point.used[k]! - row.bound) : row.sense * (point.used[k]! - row.bound);
    worst = Math.max(worst, (Math.abs(point.lambda[k]!) > 1e-12 ? Math.abs(over) : Math.max(0, over)) / sizes[k]!);
  });
  return worst;
}

/** The size against which a row's residual is measured: its bound, or twenty units where the bound is small. */
export function rowSizes(model: Model): Float64Array {
  return Float64Array.from(model.rows, (row) => (row.bound === 0 ? Math.max(20, 0.01 * model.customers) : Math.max(Math.abs(row.bound), 20)));
}
