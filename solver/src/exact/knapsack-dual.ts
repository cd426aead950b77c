import type { ChoiceTable } from '../local-search/choice-table.js';
import { decimalStep } from '../model/decimal-step.js';
import type { Model } from '../model/model.js';

/** Largest capacity, in steps, that a knapsack is solved for by dynamic programming. */
const largestCapacity = 20_000;
/** Most cells of all tables together: customers × capacity. */
const mostCells = 4e7;

interface Knapsack {
  row: number;
  capacity: number;
  /** Customers that may take something, and their choices: first[s] … first[s + 1] − 1 into `choices`. */
  customers: Int32Array;
  first: Int32Array;
  choices: Int32Array;
  weights: Int32Array;
}

export interface KnapsackPoint {
  value: number;
  /** How often each customer's choices were taken; one everywhere makes a plan. */
  taken: Int32Array;
  /** For each customer the taken choice of most gain, −1 for none. */
  choice: Int32Array;
  /** 1 for every choice taken. */
  picked: Uint8Array;
}

/**
 * The Lagrangian dual of generalised assignment in which "one choice a customer" is priced and the capacities stay (Fisher, Jaikumar and
 * Van Wassenhove 1986): rows that share no candidate are knapsacks, solved exactly at the prices μ of the customers; all other rows
 * keep their multipliers λ. With whole loads its bound is above no linear relaxation's, and often far below.
 *
 *     L(μ, λ) = Σ_i μ_i + Σ_k λ_k b_k + Σ_r knapsack_r(gain − λ·a − μ) + Σ_i max(0, best free choice of i − μ_i)
 */
export class KnapsackDual {
  readonly table: ChoiceTable;
  readonly knapsacks: readonly Knapsack[];
  readonly mu: Float64Array;
  readonly lambda: Float64Array;
  /** Choices that a branch has taken away are 0. */
  readonly allowed: Uint8Array;
  /** Rows that keep a multiplier. */
  readonly priced: number[];
  readonly bound: Float64Array;
  readonly #free: Int32Array;
  readonly #freeStart: Int32Array;
  readonly #value: Float64Array;
  readonly #sense: Int8Array;
  readonly #best: Float64Array;
  readonly #taken: Uint8Array;
  readonly #items: Int32Array;
  /** At the last evaluation: no plan with choice c is worth more than the value plus forced[c], which is not above zero. */
  readonly forced: Float64Array;

  private constructor(model: Model, table: ChoiceTable, knapsacks: Knapsack[], inKnapsack: Uint8Array) {
    this.table = table;
    this.knapsacks = knapsacks;
    const rows = new Set(knapsacks.map(({ row }) => row));
    this.priced = model.rows.flatMap((_, k) => (table.active[k] && !rows.has(k) ? [k] : []));
    this.bound = Float64Array.from(model.rows, (row) => row.bound);
    this.#sense = Int8Array.from(model.rows, (row) => row.sense);
    this.mu = new Float64Array(table.customers);
    this.lambda = new Float64Array(model.rows.length);
    this.allowed = new Uint8Array(table.owner.length).fill(1);
    const [free, start] = [[] as number[], [0]];
    for (let i = 0; i < table.customers; i++) {
      for (let c = table.start[i]!; c < table.start[i + 1]!; c++) if (!inKnapsack[c]) free.push(c);
      start.push(free.length);
    }
    [this.#free, this.#freeStart] = [Int32Array.from(free), Int32Array.from(start)];
    this.#value = new Float64Array(table.owner.length);
    this.forced = new Float64Array(table.owner.length);
    const widest = Math.max(...knapsacks.map(({ capacity }) => capacity)) + 1;
    const most = Math.max(...knapsacks.map(({ customers }) => customers.length));
    this.#best = new Float64Array(widest);
    this.#taken = new Uint8Array(widest * most);
    this.#items = new Int32Array(most);
  }

  /** Null where the rows are no knapsacks of whole loads over candidates of their own, two at least. */
  static of(model: Model, table: ChoiceTable): KnapsackDual | null {
    const K = model.rows.length;
    const [loads, choices]: [number[][], number[][]] = [Array.from({ length: K }, () => []), Array.from({ length: K }, () => [])];
    for (let c = 0; c < table.owner.length; c++) {
      for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) {
        loads[table.row[s]!]!.push(table.coefficient[s]!);
        choices[table.row[s]!]!.push(c);
      }
    }
    const order = Array.from({ length: K }, (_, k) => k).filter((k) => table.active[k] && choices[k]!.length > 0 && model.rows[k]!.sense === 1 && model.rows[k]!.mostPrice === Infinity).sort((a, b) => choices[a]!.length - choices[b]!.length);
    const inKnapsack = new Uint8Array(table.owner.length);
    const knapsacks: Knapsack[] = [];
    let cells = 0;
    for (const k of order) {
      const row = model.rows[k]!;
      if (choices[k]!.some((c) => inKnapsack[c]) || loads[k]!.some((load) => load < 0)) continue;
      const step = decimalStep(loads[k]!.map((load) => load * row.scale), 4);
      // Loads that are all the same make a count, for which the linear bound is as good.
      if (step === 0 || loads[k]!.every((load) => load === loads[k]![0])) continue;
      const capacity = Math.floor((row.bound * row.scale) / step + 1e-6);
      const weights = Int32Array.from(loads[k]!, (load) => Math.round((load * row.scale) / step));
      const owners = choices[k]!.map((c) => table.owner[c]!);
      const customers = Int32Array.from(new Set(owners));
      // A customer with hundreds of choices in one knapsack does not fit a byte of the table of what was taken.
      if (capacity < 0 || capacity > largestCapacity || (cells += (capacity + 1) * customers.length) > mostCells) continue;
      const first = [0];
      for (let z = 1; z <= owners.length; z++) if (z === owners.length || owners[z] !== owners[z - 1]) first.push(z);
      if (first.some((from, s) => s > 0 && from - first[s - 1]! > 250)) continue;
      for (const c of choices[k]!) inKnapsack[c] = 1;
      knapsacks.push({ row: k, capacity, customers, first: Int32Array.from(first), choices: Int32Array.from(choices[k]!), weights });
    }
    return knapsacks.length < 2 ? null : new KnapsackDual(model, table, knapsacks, inKnapsack);
  }

  /** Multipliers that the rows may have: those of at most are not negative, and so on. */
  clamp(k: number, value: number): number {
    const sense = this.#sense[k]!;
    return sense > 0 ? Math.max(0, value) : sense < 0 ? Math.min(0, value) : value;
  }

  /** Value and choices at the present μ and λ; −Infinity where a branch leaves a customer nothing. */
  evaluate(): KnapsackPoint {
    const { table, mu, lambda, allowed } = this;
    const value = this.#value;
    const taken = new Int32Array(table.customers);
    const choice = new Int32Array(table.customers).fill(-1);
    const picked = new Uint8Array(table.owner.length);
    let total = 0;
    for (const k of this.priced) total += lambda[k]! * this.bound[k]!;
    for (let i = 0; i < mu.length; i++) total += mu[i]!;
    for (let c = 0; c < value.length; c++) {
      let net = table.gain[c]! - mu[table.owner[c]!]!;
      for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) net -= lambda[table.row[s]!]! * table.coefficient[s]!;
      value[c] = allowed[c] ? net : -Infinity;
    }
    for (let i = 0; i < mu.length; i++) {
      let [most, at] = [0, -1];
      for (let z = this.#freeStart[i]!; z < this.#freeStart[i + 1]!; z++) {
        const c = this.#free[z]!;
        if (value[c]! > most) [most, at] = [value[c]!, c];
      }
      for (let z = this.#freeStart[i]!; z < this.#freeStart[i + 1]!; z++) this.forced[this.#free[z]!] = Math.min(0, value[this.#free[z]!]! - most);
      if (at < 0) continue;
      total += most;
      taken[i]!++;
      choice[i] = at;
      picked[at] = 1;
    }
    const point: KnapsackPoint = { value: total, taken, choice, picked };
    for (const knapsack of this.knapsacks) point.value += this.#fill(knapsack, point);
    return point;
  }

  #fill(knapsack: Knapsack, { taken, choice, picked }: KnapsackPoint): number {
    const { capacity, customers, first, choices, weights } = knapsack;
    const value = this.#value;
    const best = this.#best;
    const width = capacity + 1;
    best.fill(0, 0, width);
    let items = 0;
    for (let s = 0; s < customers.length; s++) {
      const [from, to] = [first[s]!, first[s + 1]!];
      let useful = false;
      for (let z = from; z < to; z++) if (value[choices[z]!]! > 0 && weights[z]! <= capacity) useful = true;
      if (!useful) continue;
      const base = items * width;
      this.#taken.fill(0, base, base + width);
      this.#items[items++] = s;
      if (to - from === 1) {
        const [v, w] = [value[choices[from]!]!, weights[from]!];
        for (let c = capacity; c >= w; c--) {
          const sum = best[c - w]! + v;
          if (sum > best[c]!) {
            best[c] = sum;
            this.#taken[base + c] = 1;
          }
        }
        continue;
      }
      for (let c = capacity; c >= 0; c--) {
        let [most, at] = [best[c]!, 0];
        for (let z = from; z < to; z++) {
          const v = value[choices[z]!]!;
          const left = c - weights[z]!;
          if (v > 0 && left >= 0 && best[left]! + v > most) [most, at] = [best[left]! + v, z - from + 1];
        }
        best[c] = most;
        this.#taken[base + c] = at;
      }
    }
    const gained = best[capacity]!;
    // Whoever must be in takes its place from the best of the rest, which is no better than the best with it.
    for (let z = 0; z < choices.length; z++) this.forced[choices[z]!] = weights[z]! > capacity ? -Infinity : Math.min(0, value[choices[z]!]! + best[capacity - weights[z]!]! - gained);
    for (let n = items - 1, left = capacity; n >= 0; n--) {
      const at = this.#taken[n * width + left]!;
      if (at === 0) continue;
      const z = first[this.#items[n]!]! + at - 1;
      const i = customers[this.#items[n]!]!;
      taken[i]!++;
      picked[choices[z]!] = 1;
      if (choice[i]! < 0 || this.table.gain[choices[z]!]! > this.table.gain[choice[i]!]!) choice[i] = choices[z]!;
      left -= weights[z]!;
    }
    return gained;
  }
}
