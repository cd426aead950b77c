import type { Dual, DualPoint } from '../dual/dual.js';
import { DualFunction } from '../dual/dual-function.js';
import type { Model } from '../model/model.js';
import { type SearchContext, shouldEnd, timeLeft } from '../search-context.js';
import { type PriceRange, programmedRanges, searchedRanges } from './price-ranges.js';

export type PriceRanges = ReadonlyMap<number, PriceRange>;

/** Up to so many candidates linear programs tell the ranges, up to so many rows with a price. */
const fewCandidates = 1_000;
const fewPrices = 12;
/** Unless the ranges are asked for, more customers are not read again for them, nor lists of more candidates. */
const mostCustomers = 100_000;
const mostCandidates = 300_000;

/** Ranges over all customers, where they are asked for or cost little against the search for prices. */
export function rangesOver(dual: Dual, point: DualPoint, context: SearchContext): PriceRanges | null {
  if (context.priceRanges === false || shouldEnd(context)) return null;
  const prices = point.lambda.reduce((count, value) => count + (value !== 0 ? 1 : 0), 0);
  if (context.priceRanges !== true && (dual.customers > mostCustomers || prices > fewPrices)) return null;
  return searchedRanges(dual, point, () => shouldEnd(context));
}

/** Ranges of a model of lists; null where they would cost too much, or prices mean little ("at least so much or nothing"). */
export function rangesOfModel(model: Model, lambda: Float64Array, context: SearchContext): PriceRanges | null {
  if (context.priceRanges === false || shouldEnd(context) || model.rows.some((row) => row.orZero)) return null;
  const prices = lambda.reduce((count, value) => count + (value !== 0 ? 1 : 0), 0);
  if (prices === 0) return new Map();
  if (model.gain.length <= fewCandidates && prices <= fewPrices) return programmedRanges(model, lambda, { glpk: context.glpk, now: context.now, timeLimitMs: Math.min(2_000, timeLeft(context)) });
  if (context.priceRanges !== true && (model.choice.max > 1 || model.households || model.gain.length > mostCandidates)) return null;
  const dual = new DualFunction(model);
  return rangesOver(dual, dual.evaluate(lambda), context);
}
