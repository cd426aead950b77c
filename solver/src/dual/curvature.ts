import { forEachCoefficient } from '../model/model.js';
import type { DualFunction } from './dual-function.js';

/** The q-quantile of the customers' gaps, from at most 40,000 of them. */
export function gapQuantile({ scan: { gap } }: DualFunction, q: number): number {
  const stride = Math.max(1, Math.floor(gap.length / 40_000));
  const sample: number[] = [];
  for (let i = 0; i < gap.length; i += stride) if (gap[i]! < Infinity) sample.push(gap[i]!);
  const sorted = Float64Array.from(sample).sort();
  return sorted.length > 0 ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! : 0;
}

/**
 * Curvature of a smoothed D: a customer whose gap is below the band h changes its choice within a price change of h, so its exchange
 * δ (difference of the two choices' coefficients) adds δδᵀ / 2h. At most 60,000 near ties are used, weighted up.
 */
export function curvature(dual: DualFunction, band: number): Float64Array {
  const { model, scan } = dual;
  const K = model.rows.length;
  const H = new Float64Array(K * K);
  const { gap, leave, enter } = scan;
  let near = 0;
  for (let i = 0; i < gap.length; i++) if (gap[i]! < band) near++;
  const stride = Math.max(1, Math.floor(near / 60_000));
  const delta = new Float64Array(K);
  const touched: number[] = [];
  let seen = 0;
  for (let i = 0; i < gap.length; i++) {
    if (!(gap[i]! < band) || seen++ % stride !== 0) continue;
    touched.length = 0;
    const add = (candidate: number, sign: number): void => {
      if (candidate >= 0) forEachCoefficient(model, i, candidate, (k, a) => {
        if (delta[k] === 0) touched.push(k);
        delta[k]! += sign * a;
      });
    };
    add(enter[i]!, 1);
    add(leave[i]!, -1);
    const w = (model.weight[model.cell[i]!]! * stride) / (2 * band);
    for (const k of touched) {
      const dk = w * delta[k]!;
      if (dk !== 0) for (const m of touched) H[k * K + m]! += dk * delta[m]!;
    }
    for (const k of touched) delta[k] = 0;
  }
  return H;
}

/**
 * The metric in which steps are measured: mean square change of the net prices that the customers' choices pay,
 * G = Σ_q n_q a_q a_qᵀ, n_q floored so that every price counts a little. A trust region on net prices does not mind that limits
 * are nearly collinear, where one on each multiplier would.
 */
export function priceMetric(dual: DualFunction): { G: Float64Array; weight: number } {
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
    return coefficient[s]! * (scan.counts[q]! > 0 ? scan.sums[c - 1]![q]! / scan.counts[q]! : 0.5);
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
