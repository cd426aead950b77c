import { forEachCoefficient, type Model } from '../model/model.js';
import { mayTake } from '../scan/may-take.js';
import { netValue } from '../scan/net-value.js';
import type { Scan } from '../scan/scan.js';
import type { DualFunction } from './dual-function.js';

/** The q-quantile of the customers' gaps, from at most 40,000 of them. */
export function gapQuantile({ scan: { gap } }: { scan: { gap: Float64Array } }, q: number): number {
  const stride = Math.max(1, Math.floor(gap.length / 40_000));
  const sample: number[] = [];
  for (let i = 0; i < gap.length; i += stride) if (gap[i]! < Infinity) sample.push(gap[i]!);
  const sorted = Float64Array.from(sample).sort();
  return sorted.length > 0 ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! : 0;
}

/**
 * Curvature of a smoothed D: a candidate that would enter its customer's choice within a price change of h adds δδᵀ / 2h, δ the
 * difference of coefficients between the two choices; so does giving up a choice that is worth less than h. Counting every
 * candidate within the band, not only the nearest, estimates the density of ties without one masking another. At most `sampled`
 * customers with a tie near are used, weighted up.
 */
export function curvature(dual: DualFunction, band: number, sampled = 40_000): Float64Array {
  const { model, scan } = dual;
  const K = model.rows.length;
  const H = new Float64Array(K * K);
  let near = 0;
  for (let i = 0; i < model.customers; i++) if (scan.gap[i]! < band) near++;
  const stride = Math.max(1, Math.floor(near / sampled));
  const delta = new Float64Array(K);
  const touched: number[] = [];
  let customer = 0;
  let weight = 0;
  const add = (candidate: number, sign: number): void => {
    if (candidate >= 0) forEachCoefficient(model, customer, candidate, (k, a) => {
      // A row that stands twice in the list would count twice.
      if (delta[k] === 0 && !touched.includes(k)) touched.push(k);
      delta[k]! += sign * a;
    });
  };
  const addExchange = (leave: number, enter: number): void => {
    touched.length = 0;
    add(enter, 1);
    add(leave, -1);
    for (const k of touched) {
      const dk = weight * delta[k]!;
      if (dk !== 0) for (const m of touched) H[k * K + m]! += dk * delta[m]!;
    }
    for (const k of touched) delta[k] = 0;
  };
  let seen = 0;
  for (; customer < model.customers; customer++) {
    if (!(scan.gap[customer]! < band) || seen++ % stride !== 0) continue;
    weight = (model.weight[model.cell[customer]!]! * stride) / (2 * band);
    forEachExchange(dual, customer, (loss, leave, enter) => {
      if (loss < band) addExchange(leave, enter);
    });
  }
  return H;
}

/** For every candidate outside a customer's choice its cheapest way in, and for every chosen one giving it up. */
function forEachExchange({ model, scan, prices }: DualFunction, customer: number, visit: (loss: number, leave: number, enter: number) => void): void {
  const { chosen, slots } = scan;
  const [from, to] = [customer * slots, (customer + 1) * slots];
  const value = (s: number): number => (chosen[s]! < 0 ? 0 : netValue(model, prices, customer, chosen[s]!));
  const held = slots === 1 ? [value(from)] : Array.from({ length: slots }, (_, s) => value(from + s));
  for (let s = from; s < to; s++) if (chosen[s]! >= 0) visit(held[s - from]!, chosen[s]!, -1);
  for (let e = model.offsets[customer]!; e < model.offsets[customer + 1]!; e++) {
    const net = netValue(model, prices, customer, e);
    if (slots === 1) {
      if (e !== chosen[from]) visit(held[0]! - net, chosen[from]!, e);
      continue;
    }
    let [loss, leave] = [Infinity, -1];
    if (mayTake(model, chosen, from, to, e, -1)) loss = -net;
    for (let s = from; s < to; s++) if (chosen[s]! >= 0 && held[s - from]! - net < loss && mayTake(model, chosen, from, to, e, chosen[s]!)) [loss, leave] = [held[s - from]! - net, chosen[s]!];
    if (loss < Infinity) visit(loss, leave, e);
  }
}

/**
 * The metric in which steps are measured: mean square change of the net prices that the customers' choices pay,
 * G = Σ_q n_q a_q a_qᵀ, n_q floored so that every price counts a little. A trust region on net prices does not mind that limits
 * are nearly collinear, where one on each multiplier would.
 */
export function priceMetric(dual: { model: Model; scan: Pick<Scan, 'counts' | 'sums'> }, ownMeans: readonly number[]): { G: Float64Array; weight: number } {
  const { model, scan } = dual;
  const { start, row, coefficient, channel } = model.entries;
  const K = model.rows.length;
  const G = new Float64Array(K * K);
  let customers = 0;
  for (let c = 0, n = model.cell; c < n.length; c++) customers += model.weight[n[c]!]!;
  const floor = (0.02 * customers) / Math.max(1, scan.counts.length);
  const mean = (s: number, q: number): number => {
    const c = channel[s]!;
    if (c === 0) return coefficient[s]!;
    return coefficient[s]! * (scan.counts[q]! > 0 ? scan.sums[c - 1]![q]! / scan.counts[q]! : ownMeans[c - 1]!);
  };
  let weight = 0;
  for (let q = 0; q < scan.counts.length; q++) {
    const n = scan.counts[q]! + floor;
    weight += n;
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const w = n * mean(s, q);
      for (let t = start[q]!; t < start[q + 1]!; t++) G[row[s]! * K + row[t]!]! += w * mean(t, q);
    }
  }
  return { G, weight };
}

/** Mean size of a column, from at most some 10,000 of its numbers. */
export function meanSize(column: Float64Array | Float32Array): number {
  const stride = Math.max(1, Math.floor(column.length / 10_000));
  let [sum, count] = [0, 0];
  for (let e = 0; e < column.length; e += stride, count++) sum += Math.abs(column[e]!);
  return count > 0 ? sum / count : 0;
}
