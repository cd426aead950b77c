import type { Model } from '../model/model.js';
import type { Problem } from '../problem/problem.js';
import { groupNames } from '../summary.js';

/** The multiplier of one limit by its name, in gain (the objective as it is maximised) per unit of the limit. */
export interface LimitPrice {
  id: string;
  period?: string;
  group?: Record<string, string>;
  price: number;
}

/** The multipliers that are not zero, by the names of their limits: they mean the same in a problem with other customers or rows. */
export function pricesByName(problem: Problem, model: Model, lambda: Float64Array): LimitPrice[] {
  return model.rows.flatMap((row, k) => {
    const limit = problem.limits[row.limit];
    if (!limit || !(lambda[k]! !== 0 && Number.isFinite(lambda[k]!))) return [];
    return [{ id: limit.id, ...groupNames({ limit, group: [...(row.group ?? [])] }), price: lambda[k]! / row.scale }];
  });
}

/** Multipliers to begin with, as a caller gave them; null where none is known. */
export function startOf(problem: Problem, model: Model, given: Float64Array | readonly LimitPrice[] | undefined): Float64Array | null {
  if (!given) return null;
  if (given instanceof Float64Array) return given.length === model.rows.length ? given : null;
  return pricesAsStart(problem, model, given);
}

/** Multipliers of the rows from earlier ones of the same names; 0 for limits that were not there. Null where none is known. */
export function pricesAsStart(problem: Problem, model: Model, prices: readonly LimitPrice[]): Float64Array | null {
  const known = new Map(prices.map((one) => [keyOf(one), one.price]));
  let found = 0;
  const start = Float64Array.from(model.rows, (row) => {
    const limit = problem.limits[row.limit];
    const price = limit && known.get(keyOf({ id: limit.id, ...groupNames({ limit, group: [...(row.group ?? [])] }) }));
    if (price === undefined || !Number.isFinite(price)) return 0;
    found++;
    const [least, most] = [row.sense > 0 ? 0 : -row.mostPrice, row.sense < 0 ? 0 : row.mostPrice];
    return Math.min(most, Math.max(least, price * row.scale));
  });
  return found > 0 ? start : null;
}

function keyOf({ id, period, group }: Omit<LimitPrice, 'price'>): string {
  return JSON.stringify([id, period ?? null, group ? Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)) : null]);
}
