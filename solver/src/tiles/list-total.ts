import type { Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import type { BoundedSum } from './scan-port.js';

/** Unit roundoff of float64. */
export const ROUNDOFF = 2 ** -53;

const BLOCK = 1024;

/**
 * Adds numbers with the rounding errors kept aside (Neumaier 1974): the error of the sum is at most about 2 units in the last
 * place of Σ |numbers|, however many there are.
 */
export function compensatedSum(numbers: Float64Array): number {
  let [sum, lost] = [0, 0];
  for (let n = 0; n < numbers.length; n++) {
    const x = numbers[n]!;
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return sum + lost;
}

/**
 * Bound on the error of a total of terms ≥ 0, each the best of differences with `own` products, added in blocks of at most
 * `terms` and the blocks compensated. A difference errs by a unit roundoff of itself and a block's sum of n by (n − 1) / (1 − n u)
 * (Higham, Accuracy and Stability of Numerical Algorithms, 4.2); products are covered by `ownSlack` within the terms.
 */
export function sumError(total: number, terms: number, own: number): number {
  return total * (terms + own + 8) * ROUNDOFF * 1.0001;
}

/** What a product of float64 numbers and its subtraction may lose, for each of `own` of them, relative to the product. */
export function ownSlack(own: number): number {
  return own === 0 ? 0 : (2 * own + 2) * ROUNDOFF * 1.0001;
}

/**
 * Σ over customers of max(0, max over candidates of gain − base − Σ_m own_m w_m) in float64 over the lists themselves, for models
 * with one action a customer and no weights.
 */
export function listTotal({ customers, options, offsets, option, gain, cell, own }: Model, prices: Prices): BoundedSum {
  const blocks = new Float64Array(Math.ceil(customers / BLOCK));
  const slack = ownSlack(own.length);
  const { base } = prices;
  let end = 0;
  for (let i = 0; i < customers; i++) {
    const row = cell[i]! * options;
    const start = end;
    end = offsets[i + 1]!;
    let most = 0;
    for (let e = start; e < end; e++) {
      const q = row + option[e]!;
      let net = gain[e]! - base[q]!;
      if (own.length > 0) {
        let size = 0;
        for (let m = 0; m < own.length; m++) {
          const use = own[m]![e]! * prices.own[m]![q]!;
          net -= use;
          size += Math.abs(use);
        }
        net += slack * size;
      }
      if (net > most) most = net;
    }
    blocks[Math.floor(i / BLOCK)]! += most;
  }
  const total = compensatedSum(blocks);
  return { total, error: sumError(total, BLOCK, own.length) };
}
