import { randomFrom } from '../finish/seeded-random.js';
import { forEachCoefficient, type Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { CustomerPaths } from './customer-paths.js';
import type { PathGraph } from './path-graph.js';

/** The logistic kernel of temperature τ is as wide as the uniform one of half-width 3τ: equal standard deviations, π τ / √3 = h / √3. */
const bandsPerTemperature = 3;
const draws = 4;

/**
 * Curvature of D smoothed by entropy: D_τ(λ) = Σ_i τ log Σ_paths exp(net value / τ) + Σ λ b has the gradient b − E[use] and the
 * Hessian Cov[use] / τ under the Gibbs distribution of the paths. Near ties of paths overlap and mask each other, so that exchanges
 * counted one by one do not add up to a curvature; the covariance counts every path by its weight. It is estimated from a few paths
 * drawn for each of some thousands of the customers near a tie, with draws that depend on the customer's place alone.
 */
export function pathCurvature(model: Model, graph: PathGraph, startOf: Uint16Array | null, gap: Float64Array, prices: Prices, band: number): Float64Array {
  const K = model.rows.length;
  const H = new Float64Array(K * K);
  const temperature = band / bandsPerTemperature;
  // Beyond three bands the second best path has a weight of less than e^-9.
  const reach = 3 * band;
  let near = 0;
  for (let i = 0; i < model.customers; i++) if (gap[i]! < reach) near++;
  const stride = Math.max(1, Math.floor(near / Math.max(4_000, Math.min(15_000, Math.max(60 * K, model.customers / 100)))));
  const paths = new CustomerPaths(model, graph, startOf);
  const path = new Int32Array(Math.max(1, graph.longest));
  const use = Array.from({ length: draws }, () => new Float64Array(K));
  const touched = new Int32Array(K);
  const stamp = new Int32Array(K).fill(-1);
  let seen = 0;
  for (let i = 0; i < model.customers; i++) {
    if (!(gap[i]! < reach) || seen++ % stride !== 0) continue;
    const random = randomFrom(0x9e3779b1 ^ i);
    paths.load(i, prices);
    paths.heat(temperature);
    let count = 0;
    for (let d = 0; d < draws; d++) {
      const length = paths.draw(random, path);
      for (let z = 0; z < length; z++) forEachCoefficient(model, i, path[z]!, (k, a) => {
        if (stamp[k] !== i) {
          stamp[k] = i;
          touched[count++] = k;
          for (const one of use) one[k] = 0;
        }
        use[d]![k]! += a;
      });
    }
    const weight = (model.weight[model.cell[i]!]! * stride) / (temperature * (draws - 1));
    for (let z = 0; z < count; z++) {
      const k = touched[z]!;
      let mean = 0;
      for (const one of use) mean += one[k]! / draws;
      let spread = 0;
      for (const one of use) {
        one[k]! -= mean;
        spread = Math.max(spread, Math.abs(one[k]!));
      }
      // Rows that all draws use alike add nothing; they leave the list.
      if (spread === 0) {
        touched[z--] = touched[--count]!;
      }
    }
    for (const one of use) {
      for (let z = 0; z < count; z++) {
        const k = touched[z]!;
        const dk = weight * one[k]!;
        if (dk !== 0) for (let y = 0; y < count; y++) H[k * K + touched[y]!]! += dk * one[touched[y]!]!;
      }
    }
  }
  return H;
}
