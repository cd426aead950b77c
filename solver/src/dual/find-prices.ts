import { candidateProgram } from '../exact/program.js';
import { smallProblem } from '../infeasible/least-violation.js';
import type { Model } from '../model/model.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { boxStep } from './box-step.js';
import { clampMultiplier, type DualPoint } from './dual.js';
import { DualFunction } from './dual-function.js';
import { newton } from './newton.js';
import { sampleModel } from './sample.js';

/**
 * Multipliers that make D small: from GLPK's linear relaxation for small problems, else by Newton on a sample and then on everybody,
 * and by box steps where ties keep Newton from ending.
 */
export function findPrices(dual: DualFunction, start: Float64Array | null, context: SearchContext): DualPoint {
  const { model } = dual;
  const K = model.rows.length;
  const stop = (): boolean => shouldEnd(context);
  const seen = (point: DualPoint): void => context.report('prices', dual.certified(point), null);
  let from = start ?? new Float64Array(K);
  if (!start && model.gain.length <= smallProblem) {
    const relaxed = relaxationPrices(model, context);
    if (relaxed) from = relaxed;
  } else if (!start) from = samplePrices(model, context);
  const shrink = Math.min(1, 1e6 / Math.max(1, model.customers));
  const found = newton(dual, from, { tolerance: 2e-4 * shrink, progress: 1e-9 * shrink, iterations: 40, smallestBand: 0.003 * Math.sqrt(shrink), warm: from.some((value) => value !== 0), stop, onPoint: seen });
  if (stop() || dual.provesInfeasible(found.point)) return found.point;
  const unsettled = found.residual * model.customers > 300 || model.customers < 20_000;
  if (K === 0 || !unsettled || found.residual < 1e-9) return found.point;
  const typical = Math.abs(found.point.value) / Math.max(1, model.customers);
  return boxStep(dual, found.point, { glpk: context.glpk, now: context.now, box: 0.05 * Math.max(typical, 1e-9), tolerance: Math.min(1e-7, context.gap / 10), scale: 1e-9, iterations: 150, most: Infinity, stop, onPoint: seen }).point;
}

function relaxationPrices(model: Model, context: SearchContext): Float64Array | null {
  const customers = Array.from({ length: model.customers }, (_, i) => i);
  const program = candidateProgram(model, { customers, rest: null, integer: false, penalty: null, bounds: 'proof' });
  const answer = context.glpk.solve(program, { timeLimitMs: Math.min(5_000, context.deadline - context.now()), now: context.now });
  return answer.status === 'optimal' ? Float64Array.from(model.rows, (row, k) => clampMultiplier(row, answer.duals[k]!)) : null;
}

function samplePrices(model: Model, context: SearchContext): Float64Array {
  const K = model.rows.length;
  const target = Math.max(20_000, Math.min(model.customers / 4, 150 * K));
  if (target > model.customers / 2) return new Float64Array(K);
  const sample = new DualFunction(sampleModel(model, target));
  return newton(sample, new Float64Array(K), { tolerance: 2e-2, progress: 1e-5, iterations: 40, smallestBand: 0.003, warm: false, stop: () => shouldEnd(context) }).point.lambda;
}
