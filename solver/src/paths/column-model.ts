import type { Plan } from '../finish/plan.js';
import { forEachCoefficient, type Model } from '../model/model.js';
import type { PathColumns } from './path-columns.js';

/** Columns above this do not fit the options of a model. */
export const mostColumns = 60_000;

/** A model in which each near customer takes one of its paths, and the path behind each of its candidates. */
export interface ColumnModel {
  model: Model;
  paths: number[][];
}

/**
 * Paths of the near customers as candidates of an ordinary model with one choice a customer: what everybody else uses is taken off
 * the bounds, and every combination of uses of the rows that some path has is an option of the one cell. Taking nothing is the empty
 * path. `rest` is the plan without the near customers.
 */
export function columnModel(model: Model, columns: PathColumns, rest: Plan, margin: Float64Array): ColumnModel {
  const options = new Map<string, number>();
  const uses: Map<number, number>[] = [];
  const paths: number[][] = [];
  const option: number[] = [];
  const gain: number[] = [];
  const offsets = new Uint32Array(columns.customers.length + 1);
  columns.customers.forEach((i, c) => {
    const own: { option: number; gain: number; path: number[] }[] = [];
    for (const { candidates } of columns.paths[c]!) {
      if (candidates.length === 0) continue;
      const use = new Map<number, number>();
      let total = 0;
      for (const e of candidates) {
        total += model.gain[e]!;
        forEachCoefficient(model, i, e, (k, a) => use.set(k, (use.get(k) ?? 0) + a));
      }
      const key = [...use].sort((a, b) => a[0] - b[0]).join(';');
      let found = options.get(key);
      if (found === undefined) {
        options.set(key, (found = uses.length));
        uses.push(use);
      }
      // Of two paths that use the same, the one with less gain is of no use.
      const same = own.find((known) => known.option === found);
      if (!same) own.push({ option: found, gain: total, path: candidates });
      else if (total > same.gain) Object.assign(same, { gain: total, path: candidates });
    }
    own.sort((a, b) => a.option - b.option);
    for (const one of own) {
      option.push(one.option);
      gain.push(one.gain);
      paths.push(one.path);
    }
    offsets[c + 1] = option.length;
  });
  const entries = { start: new Uint32Array(uses.length + 1), row: [] as number[], coefficient: [] as number[] };
  uses.forEach((use, q) => {
    for (const [k, a] of use) if (a !== 0) {
      entries.row.push(k);
      entries.coefficient.push(a);
    }
    entries.start[q + 1] = entries.row.length;
  });
  const count = columns.customers.length;
  return {
    paths,
    model: {
      customers: count,
      options: Math.max(1, uses.length),
      cells: 1,
      offsets,
      option: Uint16Array.from(option),
      gain: Float64Array.from(gain),
      cell: new Uint32Array(count),
      weight: new Float64Array([1]),
      origin: null,
      own: [],
      rows: model.rows.map((row, k) => ({ ...row, bound: row.bound - rest.used[k]!, planBound: row.planBound - rest.used[k]! - row.sense * margin[k]! })),
      entries: { start: uses.length > 0 ? entries.start : new Uint32Array(2), row: Uint32Array.from(entries.row), coefficient: Float64Array.from(entries.coefficient), channel: new Uint8Array(entries.row.length) },
      choice: { max: 1, perPeriod: Infinity, periods: 1, conflict: null },
    },
  };
}
