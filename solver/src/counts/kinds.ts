import type { Model } from '../model/model.js';

/**
 * Candidates by kind: those of one kind have the same coefficient in every row, so that the rows only see how many of each kind a
 * plan has. With at most one action a customer, the best plan of given whole counts is a transportation problem.
 */
export interface Kinds {
  count: number;
  /** Kind of each candidate; −1 where it has no coefficient in any row. */
  of: Int32Array;
  /** Rows and coefficients of each kind. */
  rows: number[][];
  coefficients: number[][];
}

/** The kinds of a model; null where they are more than `most`. */
export function kindsOf(model: Model, most: number): Kinds | null {
  const { start, row, coefficient, channel } = model.entries;
  const kinds: Kinds = { count: 0, of: new Int32Array(model.gain.length).fill(-1), rows: [], coefficients: [] };
  const known = new Map<string, number>();
  const find = (q: number, candidate: number): number => {
    const sums = new Map<number, number>();
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const c = channel[s]!;
      sums.set(row[s]!, (sums.get(row[s]!) ?? 0) + (c === 0 ? coefficient[s]! : coefficient[s]! * model.own[c - 1]![candidate]!));
    }
    const list = [...sums].filter(([, a]) => a !== 0).sort(([k], [m]) => k - m);
    if (list.length === 0) return -1;
    const key = list.join('|');
    let kind = known.get(key);
    if (kind === undefined) {
      known.set(key, (kind = kinds.count++));
      kinds.rows.push(list.map(([k]) => k));
      kinds.coefficients.push(list.map(([, a]) => a));
    }
    return kind;
  };
  // Without measures of their own, all candidates of one (cell, option) are alike.
  const byCell = new Int32Array(model.cells * model.options).fill(-2);
  for (let i = 0; i < model.customers; i++) {
    for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) {
      const q = model.cell[i]! * model.options + model.option[e]!;
      if (model.own.length > 0) kinds.of[e] = find(q, e);
      else kinds.of[e] = byCell[q] === -2 ? (byCell[q] = find(q, e)) : byCell[q]!;
      if (kinds.count > most) return null;
    }
  }
  return kinds;
}

/** Ratio of the coefficients of a row above which the arithmetic of GLPK may lose a plan: 10^15 beside 10^-6 leave no digit for the latter. */
const widest = 1e9;

/** The kinds of a model where an integer program over their counts can be believed; null where they are too many or lie too far apart. */
export function exactKinds(model: Model, most: number): Kinds | null {
  const kinds = kindsOf(model, most);
  if (!kinds) return null;
  const [least, largest] = [new Float64Array(model.rows.length).fill(Infinity), new Float64Array(model.rows.length)];
  kinds.rows.forEach((rows, g) => rows.forEach((k, z) => {
    const size = Math.abs(kinds.coefficients[g]![z]!);
    least[k] = Math.min(least[k]!, size);
    largest[k] = Math.max(largest[k]!, size);
  }));
  return least.some((size, k) => largest[k]! > widest * size) ? null : kinds;
}
