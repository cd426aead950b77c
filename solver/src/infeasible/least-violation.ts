import { boxStep } from '../dual/box-step.js';
import { DualFunction } from '../dual/dual-function.js';
import type { Glpk } from '../exact/glpk.js';
import { candidateProgram } from '../exact/program.js';
import type { Model } from '../model/model.js';
import { withRows } from '../model/restrict.js';

export interface LeastViolation {
  /** infeasible: proved, for fractional plans too. feasible: a fractional plan keeps every row. unknown: stopped before either. */
  status: 'infeasible' | 'feasible' | 'unknown';
  /** Multipliers of the proof: at them D, with all gains zero, is below zero. */
  lambda: Float64Array;
}

export interface ProofOptions {
  glpk: Glpk;
  now: () => number;
  stop: () => boolean;
}

/** Problems up to so many candidates go to GLPK whole. */
export const smallProblem = 4_000;

/**
 * The least total violation of the rows over all plans, fractional ones too, each row counted in its scaled units. By duality it is
 * max over |λ_k| ≤ 1 of −D₀(λ), D₀ the dual function with all gains zero (Farkas): a λ with D₀(λ) < 0 proves that no plan exists.
 */
export function leastViolation(model: Model, options: ProofOptions): LeastViolation {
  const hard = model.rows.flatMap((row, index) => (row.mostPrice === Infinity ? [{ index, row }] : []));
  if (hard.length === model.rows.length) return ofHardRows(model, options);
  const found = ofHardRows(withRows(model, hard), options);
  const lambda = new Float64Array(model.rows.length);
  hard.forEach(({ index }, k) => (lambda[index] = found.lambda[k]!));
  return { ...found, lambda };
}

function ofHardRows(model: Model, options: ProofOptions): LeastViolation {
  const K = model.rows.length;
  const zero: Model = { ...model, gain: new Float64Array(model.gain.length) };
  const dual = new DualFunction(zero);
  const start = dual.evaluate(new Float64Array(K));
  if (model.gain.length <= smallProblem) {
    const customers = Array.from({ length: model.customers }, (_, i) => i);
    const program = candidateProgram(zero, { customers, rest: null, integer: false, penalty: () => 1, bounds: 'proof' });
    const answer = options.glpk.solve(program, { timeLimitMs: 20_000, now: options.now });
    if (answer.status === 'optimal') {
      const lambda = answer.duals.slice(0, K);
      if (answer.objective > -1e-7) return { status: 'feasible', lambda };
      const point = dual.evaluate(lambda.map((value, k) => (model.rows[k]!.sense * value < 0 ? 0 : value)));
      return { status: point.value < -1e-9 ? 'infeasible' : 'unknown', lambda: point.lambda };
    }
  }
  const { point, proved } = boxStep(dual, start, { ...options, box: 0.1, tolerance: 1e-9, scale: 1, iterations: 400, most: 1 });
  if (point.value < -1e-7) return { status: 'infeasible', lambda: point.lambda };
  return { status: proved ? 'feasible' : 'unknown', lambda: point.lambda };
}
