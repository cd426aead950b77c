import type { Model, Row } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { Scan } from '../scan/scan.js';
import { curvature, gapQuantile, meanSize, priceMetric } from './curvature.js';
import type { Dual, DualPoint } from './dual.js';
import { rowUse, writePrices } from './row-prices.js';

/**
 * The Lagrangian dual D(λ) = Σ_i max over allowed sets S of Σ_{e ∈ S} (gain_e − Σ_k λ_k a_ke) + Σ_k λ_k b_k.
 * D is convex and piecewise linear, and D(λ) is at least the gain of every plan that keeps the limits (weak duality).
 */
export class DualFunction implements Dual {
  readonly model: Model;
  readonly rows: readonly Row[];
  readonly typicalGain: number;
  readonly customers: number;
  readonly scan: Scan;
  readonly prices: Prices;
  /** Gain that every plan reaches at the least, however it chooses: D below it proves that there is no plan. */
  readonly floor: number;
  evaluations = 0;
  #ownMeans: number[] | null = null;

  constructor(model: Model) {
    this.model = model;
    this.rows = model.rows;
    this.typicalGain = meanSize(model.gain);
    this.customers = model.cell.reduce((sum, c) => sum + model.weight[c]!, 0);
    this.scan = new Scan(model);
    const size = model.cells * model.options;
    this.prices = { base: new Float64Array(size), own: model.own.map(() => new Float64Array(size)) };
    this.floor = leastGain(model) - mostPenalty(model);
  }

  gapQuantile(q: number): number {
    return gapQuantile(this, q);
  }

  curvature(band: number): Float64Array {
    return curvature(this, band);
  }

  priceMetric(): { G: Float64Array; weight: number } {
    return priceMetric(this, (this.#ownMeans ??= this.model.own.map(meanSize)));
  }

  evaluate(lambda: Float64Array): DualPoint {
    this.evaluations++;
    this.setPrices(lambda);
    const total = this.scan.run(this.prices);
    let value = total;
    for (let k = 0; k < lambda.length; k++) value += lambda[k]! * this.model.rows[k]!.bound;
    return { lambda: Float64Array.from(lambda), value, used: rowUse(this.model.entries, this.model.rows.length, this.scan), total };
  }

  setPrices(lambda: Float64Array): void {
    writePrices(this.model.entries, lambda, this.prices);
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

/** What breaking every soft row as far as choices can would cost, or more. */
export function mostPenalty({ customers, choice, rows, entries, own }: Model): number {
  if (rows.every((row) => row.mostPrice === Infinity)) return 0;
  const ownLargest = own.map((column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const largest = new Float64Array(rows.length);
  for (let q = 0; q + 1 < entries.start.length; q++) {
    const here = new Map<number, number>();
    for (let s = entries.start[q]!; s < entries.start[q + 1]!; s++) {
      const [k, c] = [entries.row[s]!, entries.channel[s]!];
      here.set(k, (here.get(k) ?? 0) + Math.abs(entries.coefficient[s]!) * (c === 0 ? 1 : ownLargest[c - 1]!));
    }
    for (const [k, size] of here) largest[k] = Math.max(largest[k]!, size);
  }
  return rows.reduce((sum, row, k) => (row.mostPrice < Infinity ? sum + row.mostPrice * (Math.abs(row.bound) + customers * Math.max(1, choice.max) * largest[k]!) : sum), 0);
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
