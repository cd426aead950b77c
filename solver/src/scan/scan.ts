import type { Model } from '../model/model.js';
import { chooseMany } from './choose-many.js';
import type { Prices } from './net-value.js';

/**
 * One pass over all candidates: every customer takes the best allowed set at the given prices.
 *
 * After `run`: `chosen` holds each customer's candidates (max slots each, −1 when empty); `counts` and `sums` the choices by (cell,
 * option), weighted, from which the use of every limit follows; `leave`, `enter` and `gap` the cheapest exchange of each customer
 * (−1 for nothing): how far it is from changing its mind. Ties go to the earlier candidate, so that a run is deterministic.
 *
 * The pass is the only work proportional to the number of candidates; a faster twin need only fill the same arrays.
 */
export class Scan {
  readonly model: Model;
  readonly slots: number;
  readonly chosen: Int32Array;
  readonly leave: Int32Array;
  readonly enter: Int32Array;
  readonly gap: Float64Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array[];
  /** Σ |gain| of the choices: the size of the numbers that were added, for the rounding error of the sum. */
  magnitude = 0;

  constructor(model: Model) {
    this.model = model;
    const { customers, cells, options } = model;
    this.slots = Math.max(1, model.choice.max);
    this.chosen = new Int32Array(customers * this.slots).fill(-1);
    this.leave = this.slots === 1 ? this.chosen : new Int32Array(customers);
    this.enter = new Int32Array(customers);
    this.gap = new Float64Array(customers);
    this.counts = new Float64Array(cells * options);
    this.sums = model.own.map(() => new Float64Array(cells * options));
  }

  /** Σ over customers of weight × net value of the best set. */
  run(prices: Prices): number {
    this.counts.fill(0);
    for (const sum of this.sums) sum.fill(0);
    this.magnitude = 0;
    if (this.model.choice.max === 0) {
      this.chosen.fill(-1);
      this.enter.fill(-1);
      this.gap.fill(Infinity);
      return 0;
    }
    if (this.slots > 1 || this.model.households || this.model.rules) return chooseMany(this, prices);
    return this.model.own.length === 0 ? this.#oneFromOptions(prices.base) : this.#oneWithOwn(prices);
  }

  #oneFromOptions(base: Float64Array): number {
    const { model, chosen, enter, gap, counts } = this;
    const { customers, options, offsets, option, gain, cell, weight } = model;
    let [total, part, size, end] = [0, 0, 0, 0];
    for (let i = 0; i < customers; i++) {
      const c = cell[i]!;
      const row = c * options;
      let [best, second, bestAt, secondAt] = [0, -Infinity, -1, -1];
      const start = end;
      end = offsets[i + 1]!;
      for (let e = start; e < end; e++) {
        const net = gain[e]! - base[row + option[e]!]!;
        if (net > second) {
          if (net > best) {
            second = best;
            secondAt = bestAt;
            best = net;
            bestAt = e;
          } else {
            second = net;
            secondAt = e;
          }
        }
      }
      chosen[i] = bestAt;
      enter[i] = secondAt;
      gap[i] = best - second;
      if (bestAt >= 0) {
        const w = weight[c]!;
        counts[row + option[bestAt]!]! += w;
        part += w * best;
        size += w * Math.abs(gain[bestAt]!);
      }
      if ((i & 4095) === 4095) {
        total += part;
        part = 0;
      }
    }
    this.magnitude = size;
    return total + part;
  }

  #oneWithOwn(prices: Prices): number {
    const { model, chosen, enter, gap, counts, sums } = this;
    const { customers, options, offsets, option, gain, cell, weight, own } = model;
    const channels = own.length;
    let [total, part, size, end] = [0, 0, 0, 0];
    for (let i = 0; i < customers; i++) {
      const c = cell[i]!;
      const row = c * options;
      let [best, second, bestAt, secondAt] = [0, -Infinity, -1, -1];
      const start = end;
      end = offsets[i + 1]!;
      for (let e = start; e < end; e++) {
        const q = row + option[e]!;
        let net = gain[e]! - prices.base[q]!;
        for (let m = 0; m < channels; m++) net -= prices.own[m]![q]! * own[m]![e]!;
        if (net > second) {
          if (net > best) {
            second = best;
            secondAt = bestAt;
            best = net;
            bestAt = e;
          } else {
            second = net;
            secondAt = e;
          }
        }
      }
      chosen[i] = bestAt;
      enter[i] = secondAt;
      gap[i] = best - second;
      if (bestAt >= 0) {
        const w = weight[c]!;
        const q = row + option[bestAt]!;
        counts[q]! += w;
        for (let m = 0; m < channels; m++) sums[m]![q]! += w * own[m]![bestAt]!;
        part += w * best;
        size += w * Math.abs(gain[bestAt]!);
      }
      if ((i & 4095) === 4095) {
        total += part;
        part = 0;
      }
    }
    this.magnitude = size;
    return total + part;
  }
}
