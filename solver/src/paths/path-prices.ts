import type { DualPoint } from '../dual/dual.js';
import { newton } from '../dual/newton.js';
import { sampleModel } from '../dual/sample.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { PathDual } from './path-dual.js';

/** Size of the sample on which prices are first found. */
const sampleSize = 20_000;

/**
 * Multipliers that make D small: by Newton on a sample, then on everybody. A sample of n customers leaves D above its least by some
 * K / n of the whole, K the number of rows, which a few steps on everybody then remove.
 */
export function pathPrices(dual: PathDual, start: Float64Array | null, context: SearchContext): DualPoint {
  const { model } = dual;
  const stop = (): boolean => shouldEnd(context);
  let from = start ?? new Float64Array(model.rows.length);
  if (!start && model.customers >= 2.5 * sampleSize) {
    const sample = new PathDual(sampleModel(model, sampleSize), dual.graph);
    from = newton(sample, from, { tolerance: 5 / Math.sqrt(sampleSize), progress: 0.05 / sampleSize, iterations: 40, smallestBand: 0.003, warm: false, stop }).point.lambda;
  }
  const progress = Math.max(1e-9, Math.min(1e-6, 0.02 * context.gap)) * Math.min(1, 1e5 / Math.max(1, model.customers));
  const tolerance = 2e-4 * Math.min(1, 1e6 / Math.max(1, model.customers));
  return newton(dual, from, { tolerance, progress, iterations: 60, smallestBand: 0.003, warm: from.some((value) => value !== 0), stop, onPoint: (point) => context.report('prices', dual.loose(point), null) }).point;
}
