import type { Glpk, ProgramColumn } from '../exact/glpk.js';
import { clampMultiplier, type Dual, type DualPoint, multiplierRange } from './dual.js';
import { residual, rowSizes } from './residual.js';

export interface BoxStepOptions {
  glpk: Glpk;
  now: () => number;
  /** Largest step of a multiplier at first. */
  box: number;
  /** Distance between D and its model at which to stop, relative to |D| or to `scale` where that is larger. */
  tolerance: number;
  scale: number;
  iterations: number;
  /** |λ| is kept below this where finite (used to find the least violation). */
  most: number;
  stop: () => boolean;
  onPoint?: (point: DualPoint) => void;
}

/**
 * Minimises D by the box-step method (Marsten, Hogan, Blankenship 1975): a linear program finds the least of all cuts so far,
 * D(λ_j) + g_j (λ − λ_j), within a box around the best point; the box moves with it, grows after good steps and shrinks after bad ones.
 * Slow but sure where ties leave Newton's curvature empty. `proved` says that D is least within the tolerance.
 */
export function boxStep(dual: Dual, start: DualPoint, options: BoxStepOptions): { point: DualPoint; proved: boolean } {
  const { rows } = dual;
  const K = rows.length;
  const sizes = rowSizes(dual);
  let best = start;
  let box = options.box;
  const cuts: DualPoint[] = [start];
  for (let iteration = 0; iteration < options.iterations && K > 0; iteration++) {
    if (options.stop() || dual.provesInfeasible(best) || residual(dual, best, sizes) < 1e-12) break;
    const columns: ProgramColumn[] = rows.map((row, k) => {
      const { least, most } = multiplierRange(row);
      const [low, high] = [Math.max(least, -options.most), Math.min(most, options.most)];
      return { cost: 0, lower: Math.max(low, best.lambda[k]! - box), upper: Math.min(high, best.lambda[k]! + box), rows: [], coefficients: [] };
    });
    // Maximise −z + D(best) with z ≥ every cut, both sides shifted by the best value so that small differences keep their digits.
    columns.push({ cost: -1, lower: -Infinity, upper: Infinity, rows: [], coefficients: [] });
    const programRows = cuts.map((cut, j) => {
      let right = cut.value - best.value;
      rows.forEach((row, k) => {
        const slope = row.bound - cut.used[k]!;
        right -= slope * cut.lambda[k]!;
        if (slope !== 0) {
          columns[k]!.rows.push(j);
          columns[k]!.coefficients.push(-slope);
        }
      });
      columns[K]!.rows.push(j);
      columns[K]!.coefficients.push(1);
      return { lower: right, upper: Infinity };
    });
    const answer = options.glpk.solve({ columns, rows: programRows }, { timeLimitMs: 10_000, now: options.now });
    if (answer.status !== 'optimal') {
      // A singular basis comes of too many old cuts: keep the newest and go on in a smaller box.
      if (cuts.length <= 2) break;
      cuts.splice(0, cuts.length >> 1);
      box /= 2;
      continue;
    }
    const promised = answer.objective;
    const scale = Math.max(options.scale, Math.abs(best.value));
    const touches = rows.some((_, k) => Math.abs(Math.abs(answer.x[k]! - best.lambda[k]!) - box) < 1e-9 * box && Math.abs(answer.x[k]!) < Math.min(options.most, rows[k]!.mostPrice));
    if (promised <= options.tolerance * scale) {
      if (!touches || promised <= 1e-14 * scale) return { point: best, proved: !touches };
      box *= 4;
      if (iteration > 4 && promised <= 0) return { point: best, proved: true };
    }
    const trial = dual.evaluate(Float64Array.from(rows, (row, k) => clampMultiplier(row, answer.x[k]!)));
    cuts.push(trial);
    if (cuts.length > 4 * K + 120) cuts.splice(0, cuts.length - 4 * K - 120);
    const gained = best.value - trial.value;
    if (gained > 0) {
      if (gained > 0.7 * promised && touches) box *= 2;
      best = trial;
      options.onPoint?.(best);
    } else if (gained < -2 * promised) box /= 2;
  }
  return { point: best, proved: false };
}
