import { forEachCoefficient, type Model } from '../model/model.js';

/**
 * Everything that the customers of a small model may choose, written out: one row of the table for each candidate, and one for nothing
 * where a customer may get nothing. Customers whose choice the limits leave no freedom in are told by the table: see `forcedChoices`.
 * Only for models with one action a customer.
 */
export interface ChoiceTable {
  customers: number;
  /** Choices of customer i: start[i] … start[i + 1] − 1. */
  start: Int32Array;
  owner: Int32Array;
  /** Candidate of each choice; −1 for nothing. */
  candidate: Int32Array;
  gain: Float64Array;
  /** Rows and coefficients of a choice: entry[c] … entry[c + 1] − 1. */
  entry: Int32Array;
  row: Int32Array;
  coefficient: Float64Array;
  /** False for rows that every choice left satisfies. */
  active: Uint8Array;
}

/** The table of a model with the choices that `keep` lets through; nothing at all is always let through at first. */
export function choiceTable(model: Model, keep: (candidate: number, customer: number) => boolean = () => true): ChoiceTable | null {
  const K = model.rows.length;
  const [start, owner, candidate, gain, entry, row, coefficient] = [[0], [] as number[], [] as number[], [] as number[], [0], [] as number[], [] as number[]];
  const sum = new Float64Array(K);
  const touched: number[] = [];
  for (let i = 0; i < model.customers; i++) {
    for (let e = model.offsets[i]! - 1; e < model.offsets[i + 1]!; e++) {
      const nothing = e < model.offsets[i]!;
      if (!nothing && !keep(e, i)) continue;
      owner.push(i);
      candidate.push(nothing ? -1 : e);
      gain.push(nothing ? 0 : model.gain[e]!);
      if (!nothing) {
        touched.length = 0;
        forEachCoefficient(model, i, e, (k, a) => {
          if (!touched.includes(k)) touched.push(k);
          sum[k]! += a;
        });
        for (const k of touched) {
          if (sum[k] !== 0) {
            row.push(k);
            coefficient.push(sum[k]!);
          }
          sum[k] = 0;
        }
      }
      entry.push(row.length);
    }
    start.push(owner.length);
  }
  const table: ChoiceTable = {
    customers: model.customers,
    start: Int32Array.from(start),
    owner: Int32Array.from(owner),
    candidate: Int32Array.from(candidate),
    gain: Float64Array.from(gain),
    entry: Int32Array.from(entry),
    row: Int32Array.from(row),
    coefficient: Float64Array.from(coefficient),
    active: new Uint8Array(K).fill(1),
  };
  return forcedChoices(model, table);
}

/**
 * Where a row asks for all that its customers can give at the most (every job to be done once: a count of at least, or equal to, the
 * number of jobs), each of them must take a choice that gives most; the others go, and the row with them. Likewise for a row that allows
 * no more than the least. Null where a row asks for more than there is.
 */
export function forcedChoices(model: Model, table: ChoiceTable): ChoiceTable | null {
  let current = table;
  for (let changed = true; changed; ) {
    changed = false;
    const K = model.rows.length;
    for (const side of [1, -1] as const) {
      // side 1: at least (or equal) against the most that can be given; −1: at most (or equal) against the least.
      const extreme = new Float64Array(K);
      const size = new Float64Array(K);
      const own = new Map<number, number[]>();
      for (let i = 0; i < current.customers; i++) {
        own.clear();
        const choices = current.start[i + 1]! - current.start[i]!;
        if (choices === 0) return null;
        for (let c = current.start[i]!; c < current.start[i + 1]!; c++) {
          for (let s = current.entry[c]!; s < current.entry[c + 1]!; s++) {
            const known = own.get(current.row[s]!);
            if (known) known.push(side * current.coefficient[s]!);
            else own.set(current.row[s]!, [side * current.coefficient[s]!]);
          }
        }
        for (const [k, values] of own) {
          const most = Math.max(values.length < choices ? 0 : -Infinity, ...values);
          extreme[k]! += most;
          size[k]! += Math.abs(most);
        }
      }
      const tight = new Uint8Array(K);
      model.rows.forEach((row, k) => {
        if (!current.active[k] || row.orZero || row.mostPrice < Infinity || (row.sense !== 0 && row.sense === side)) return;
        const open = extreme[k]! - side * row.planBound;
        const tolerance = 2 ** -50 * (size[k]! + Math.abs(row.planBound));
        if (open < -tolerance) tight[k] = 2;
        else if (open <= tolerance) tight[k] = 1;
      });
      if (tight.includes(2)) return null;
      if (!tight.includes(1)) continue;
      const keep = new Uint8Array(current.owner.length).fill(1);
      for (let i = 0; i < current.customers; i++) {
        const [from, to] = [current.start[i]!, current.start[i + 1]!];
        const seen = new Set<number>();
        for (let s = current.entry[from]!; s < current.entry[to]!; s++) if (tight[current.row[s]!] === 1) seen.add(current.row[s]!);
        for (const k of seen) {
          let most = -Infinity;
          for (let c = from; c < to; c++) most = Math.max(most, side * coefficientOf(current, c, k));
          for (let c = from; c < to; c++) if (side * coefficientOf(current, c, k) < most) keep[c] = 0;
        }
      }
      for (let k = 0; k < K; k++) if (tight[k] === 1) current.active[k] = 0;
      current = withChoices(current, keep);
      changed = true;
    }
  }
  return current;
}

function coefficientOf(table: ChoiceTable, choice: number, row: number): number {
  for (let s = table.entry[choice]!; s < table.entry[choice + 1]!; s++) if (table.row[s] === row) return table.coefficient[s]!;
  return 0;
}

/** The table with only the choices marked, and without what inactive rows see of them. */
export function withChoices(table: ChoiceTable, keep: Uint8Array): ChoiceTable {
  const [start, owner, candidate, gain, entry, row, coefficient] = [[0], [] as number[], [] as number[], [] as number[], [0], [] as number[], [] as number[]];
  for (let i = 0; i < table.customers; i++) {
    for (let c = table.start[i]!; c < table.start[i + 1]!; c++) {
      if (!keep[c]) continue;
      owner.push(i);
      candidate.push(table.candidate[c]!);
      gain.push(table.gain[c]!);
      for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) {
        if (!table.active[table.row[s]!]) continue;
        row.push(table.row[s]!);
        coefficient.push(table.coefficient[s]!);
      }
      entry.push(row.length);
    }
    start.push(owner.length);
  }
  return { ...table, start: Int32Array.from(start), owner: Int32Array.from(owner), candidate: Int32Array.from(candidate), gain: Float64Array.from(gain), entry: Int32Array.from(entry), row: Int32Array.from(row), coefficient: Float64Array.from(coefficient) };
}
