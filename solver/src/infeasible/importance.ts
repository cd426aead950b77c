import type { Model } from '../model/model.js';
import type { Limit, Problem } from '../problem/problem.js';
import type { Nearest } from './conflict.js';

/** What a relative change of a bound is relative to: the bound; where it is zero one unit, of a share one hundredth. */
export function sizeOfBound(limit: Limit): number {
  return limit.bound !== 0 ? Math.abs(limit.bound) : limit.shareOf ? 0.01 : 1;
}

/**
 * Cost of breaking each row by one scaled unit: importance × relative change of the bound. For a share the change of the share is
 * reckoned with a contact to everybody as the denominator, which is not known beforehand. The cheapest costs 1, which is what the tolerances of programs are made for; zero for rows that may be broken
 * anyway.
 */
export function relaxationCosts(problem: Problem, model: Model): Float64Array {
  const costs = Float64Array.from(model.rows, (row) => {
    const limit = problem.limits[row.limit];
    if (!limit || row.mostPrice < Infinity) return 0;
    const denominator = limit.shareOf ? Math.max(1, model.customers) * row.scale : 1;
    return ((limit.importance ?? 1) * row.scale) / (sizeOfBound(limit) * denominator);
  });
  const cheapest = costs.reduce((least, cost) => (cost > 0 ? Math.min(least, cost) : least), Infinity);
  return cheapest < Infinity ? costs.map((cost) => cost / cheapest) : costs;
}

/** What violations cost. */
export function costOf({ violation }: Nearest, costs: Float64Array): number {
  return costs.reduce((sum, cost, k) => (violation[k]! > 0 ? sum + cost * violation[k]! : sum), 0);
}

/** The cheapest that changed bounds allow: rows that no bound would help are asked to hold, and it is sought anew. */
export function cheapestSayable(find: (cost: (row: number) => number) => Nearest | null, cost: (row: number) => number, beyond: (nearest: Nearest) => readonly number[]): Nearest | null {
  const held = new Set<number>();
  for (let round = 0; round < 4; round++) {
    const nearest = find((k) => (held.has(k) ? Infinity : cost(k)));
    const rows = nearest ? beyond(nearest) : [];
    if (rows.length === 0) return nearest;
    if (rows.every((k) => held.has(k))) return null;
    for (const k of rows) held.add(k);
  }
  return null;
}
