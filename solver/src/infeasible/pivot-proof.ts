import { DualFunction } from '../dual/dual-function.js';
import { findPrices } from '../dual/find-prices.js';
import { Plan } from '../finish/plan.js';
import { forEachCoefficient, type Model } from '../model/model.js';
import { withRows } from '../model/restrict.js';
import type { SearchContext } from '../search-context.js';

export interface PivotProof {
  /** infeasible: proved. feasible: the bound leaves room, so that a fractional plan is there but for the bound's own distance. */
  status: 'infeasible' | 'feasible';
  /** Rows that the proof uses. */
  support: number[];
  /** Multipliers of all rows, the pivot's included: where infeasible, D with all gains zero is below zero at them. */
  lambda: Float64Array;
  /** The row that was made the objective, −1 where none was; and the bound on what the others let it reach, in scaled units. */
  pivot: number;
  reach: number | null;
}

/** Gains that drive some rows towards holding: Σ over them of −sense × coefficient. An equality is driven up or down. */
export function gainsTowards(model: Model, rows: ReadonlySet<number>, equalityUp: boolean): Float64Array {
  const gain = new Float64Array(model.gain.length);
  for (let i = 0; i < model.customers; i++) {
    for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) {
      forEachCoefficient(model, i, e, (k, a) => {
        if (rows.has(k)) gain[e]! += (model.rows[k]!.sense || (equalityUp ? -1 : 1)) * -a;
      });
    }
  }
  return gain;
}

/**
 * Proves that rows cannot hold together by making one of them the objective: where even the bound on what the others allow falls
 * short of it, no plan exists. The pivot is the row that the empty plan misses by most, so that the others are mostly caps. Finds its
 * bound by the same prices as an ordinary solve.
 */
export function proveByPivot(model: Model, context: SearchContext): PivotProof {
  const empty = Plan.empty(model);
  const nothing: PivotProof = { status: 'feasible', support: [], lambda: new Float64Array(model.rows.length), pivot: -1, reach: null };
  if (empty.feasible) return nothing;
  const missed = model.rows.map((row, k) => (row.orZero || row.mostPrice < Infinity ? 0 : empty.rowViolation(k)));
  const pivot = missed.indexOf(Math.max(...missed));
  const row = model.rows[pivot]!;
  if (!(missed[pivot]! > 0)) return nothing;
  const up = row.sense < 0 || (row.sense === 0 && row.bound > 0);
  const kept = model.rows.flatMap((other, index) => (index !== pivot && !other.orZero && other.mostPrice === Infinity ? [{ index, row: other }] : []));
  const dual = new DualFunction({ ...withRows(model, kept), gain: gainsTowards(model, new Set([pivot]), up) });
  const wanted = up ? row.bound : -row.bound;
  const least = wanted - 1e-9 * Math.max(1, Math.abs(wanted));
  // The first prices whose bound falls short are proof enough.
  let short = false;
  const point = findPrices(dual, null, { ...context, gap: 1e-7, cancelled: () => short || context.cancelled(), report: (_, bound) => (short ||= bound < least) });
  const reach = dual.certified(point);
  const byRay = dual.provesInfeasible(point);
  const infeasible = byRay || reach < least;
  const lambda = new Float64Array(model.rows.length);
  kept.forEach(({ index }, k) => (lambda[index] = Math.abs(point.lambda[k]!) > 1e-12 ? point.lambda[k]! : 0));
  const support = kept.flatMap(({ index }) => (lambda[index] !== 0 ? [index] : []));
  // A ray proves without the pivot.
  lambda[pivot] = byRay ? 0 : up ? -1 : 1;
  return { status: infeasible ? 'infeasible' : 'feasible', support: byRay ? support : [pivot, ...support], lambda, pivot, reach };
}
