import { clampMultiplier, type Dual, type DualPoint, multiplierRange } from './dual.js';
import { residual, rowSizes, totalOff } from './residual.js';
import { dot, minimiseQuadratic } from './quadratic.js';
import { sparsePattern, timesSparse, valuesAt } from './sparse-cholesky.js';

export interface NewtonOptions {
  /** Residual at which to stop. */
  tolerance: number;
  /** Relative improvement of D below which an iteration counts as none; three of them end the run. */
  progress: number;
  iterations: number;
  /** Smallest band, as a quantile of the gaps. */
  smallestBand: number;
  /** Total of the rows' violations and unused parts under a price, in scaled units, at which to stop; 0 when left out. */
  enough?: number;
  /** The start is near the end: the first band may be narrow. */
  warm: boolean;
  stop: () => boolean;
  onPoint?: (point: DualPoint) => void;
}

/**
 * Minimises D by semismooth Newton steps: the near ties give the curvature (see `curvature`), a quadratic model with the sign bounds
 * of the multipliers gives a step, a line search on D's slope accepts it. The band of near ties shrinks as the steps do. Stops early
 * where a point proves infeasibility.
 */
export function newton(dual: Dual, start: Float64Array, options: NewtonOptions): { point: DualPoint; band: number; residual: number } {
  const K = dual.rows.length;
  const ranges = dual.rows.map(multiplierRange);
  const sizes = rowSizes(dual);
  let point = dual.evaluate(start);
  options.onPoint?.(point);
  // At the first prices gaps may be small for many reasons; the band must not be small against the prices to be found.
  let band = Math.max(dual.gapQuantile(0.5), options.warm ? 0 : 0.1 * dual.typicalGain);
  let damping = 0.1;
  let flat = 0;

  for (let iteration = 0; iteration < options.iterations && K > 0; iteration++) {
    if (options.stop() || dual.provesInfeasible(point) || residual(dual, point, sizes) < options.tolerance || totalOff(dual, point) <= (options.enough ?? 0)) break;
    if (!(band > 0)) band = Math.max(1e-9, dual.gapQuantile(0.9), 1e-6 * Math.abs(point.value / Math.max(1, dual.customers)));
    const H = dual.curvature(band);
    const { G, weight } = dual.priceMetric();
    const slope = Float64Array.from(dual.rows, (row, k) => row.bound - point.used[k]!);
    const Q = dual.pairs ? { size: K, ...dual.pairs, value: new Float64Array(dual.pairs.index.length) } : sparsePattern(G, H, K);
    const [bends, metric] = [valuesAt(Q, H), valuesAt(Q, G)];
    let step: Float64Array;
    let rms: number;
    for (let attempt = 0; ; attempt++) {
      const mu = (damping * 0.05) / band;
      for (let z = 0; z < Q.value.length; z++) Q.value[z] = bends[z]! + mu * metric[z]!;
      step = minimiseQuadratic(Q, slope, point.lambda, ranges);
      rms = Math.sqrt(Math.max(0, dot(step, timesSparse({ ...Q, value: metric }, step))) / Math.max(1e-300, weight));
      if (rms <= 8 * band || attempt === 4) break;
      damping *= 8;
    }
    const g0 = dot(slope, step);
    const bend = dot(step, timesSparse({ ...Q, value: bends }, step));
    if (!(g0 < 0)) break;
    if (-(g0 + bend / 2) < 1e-3 * options.progress * Math.abs(point.value)) break;

    const first = Math.min(1, (2 * band) / Math.max(1e-300, rms));
    const found = lineSearch(dual, point, step, g0, first);
    const predicted = -(g0 * first + (bend * first * first) / 2);
    const smallest = Math.max(dual.gapQuantile(options.smallestBand), 1e-12);
    if (!found.best) {
      damping *= 10;
      band = Math.max(band / 4, smallest / 4);
      point = dual.evaluate(point.lambda);
      if (++flat > 2) break;
      continue;
    }
    const agreement = (point.value - found.firstValue) / predicted;
    const gained = (point.value - found.best.value) / Math.max(1e-300, Math.abs(point.value));
    point = found.last === found.best ? found.best : dual.evaluate(found.best.lambda);
    options.onPoint?.(point);
    if (agreement > 0.6) damping = Math.max(1e-6, damping / 4);
    else if (agreement < 0.2) damping = Math.min(1e3, damping * 3);
    const moved = found.length * rms;
    band = Math.max(smallest, Math.min(2 * band, agreement > 0.3 ? Math.max(1.5 * moved, band / 3) : Math.max(moved, band / 2)));
    flat = gained < options.progress ? flat + 1 : 0;
    if (flat > 2) break;
  }
  return { point, band, residual: residual(dual, point, sizes) };
}

/** Looks along the step for a point with lower D and a slope at most half as steep: enlarges while D still falls, then interpolates. */
function lineSearch(
  dual: Dual,
  from: DualPoint,
  step: Float64Array,
  g0: number,
  first: number,
): { best: DualPoint | null; last: DualPoint; length: number; firstValue: number } {
  const { rows } = dual;
  const at = (t: number): { point: DualPoint; t: number; slope: number } => {
    const lambda = from.lambda.map((value, k) => {
      const next = value + t * step[k]!;
      return clampMultiplier(rows[k]!, rows[k]!.sense !== 0 && rows[k]!.sense * next < 1e-15 ? 0 : next);
    });
    const point = dual.evaluate(lambda);
    return { point, t, slope: rows.reduce((sum, row, k) => sum + (row.bound - point.used[k]!) * step[k]!, 0) };
  };
  let low = { t: 0, slope: g0 };
  let high: { t: number; slope: number } | null = null;
  let best: DualPoint | null = null;
  let length = 0;
  let trial = at(first);
  const firstValue = trial.point.value;
  for (let n = 1; ; n++) {
    if (trial.point.value < from.value && (!best || trial.point.value < best.value)) [best, length] = [trial.point, trial.t];
    if (trial.point.value < from.value && Math.abs(trial.slope) <= -0.5 * g0) break;
    let next: number;
    if (trial.slope < 0) low = trial;
    else high = trial;
    if (n >= 8 || (!high && (trial.t >= 1e6 || n >= 5))) break;
    if (!high) next = trial.t * 3;
    else next = Math.min(low.t + 0.9 * (high.t - low.t), Math.max(low.t + 0.1 * (high.t - low.t), low.t + ((high.t - low.t) * -low.slope) / (high.slope - low.slope)));
    trial = at(next);
  }
  return { best, last: trial.point, length, firstValue };
}
