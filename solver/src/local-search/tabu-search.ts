import { randomFrom } from '../finish/seeded-random.js';
import type { Model } from '../model/model.js';
import type { ChoiceTable } from './choice-table.js';

const inactive = 2;
/** Exchanges looked at for each change, about, where a choice touches one row; with r rows r² times fewer, which cost as much. */
const swapsTried = 5_000;
const rise = 1.01;
const fall = 0.995;

export interface TabuOptions {
  /** Price of a unit of violation of each row that the search starts with: multipliers of the dual. */
  prices: Float64Array;
  /** Choices that may be taken are 1; the caller may take some away while the search goes on. */
  allowed: Uint8Array;
  seed: number;
  stop: () => boolean;
  /** A plan that keeps every row (choice of each customer), better than the last one told. */
  found: (choice: Int32Array, gain: number) => void;
}

/**
 * Searches plans by single changes of one customer's choice, through plans that break rows: the gain less a price on each unit of
 * violation is to be most, the best change that is not forbidden is made even where it loses, and whoever changed stays put for a while
 * (tabu search with strategic oscillation; Glover 1989, for generalised assignment Díaz and Fernández 2001). Prices rise while their
 * row stays broken and fall while it holds, so that the search crosses the border again and again, where the best plans are. At the
 * border pairs of changes are tried as well.
 */
export class TabuSearch {
  readonly #table: ChoiceTable;
  readonly #options: TabuOptions;
  readonly #random: () => number;
  readonly #bound: Float64Array;
  readonly #sense: Int8Array;
  readonly #tolerance: Float64Array;
  readonly #floor: Float64Array;
  readonly #price: Float64Array;
  readonly #used: Float64Array;
  readonly #touching: Int32Array[];
  readonly choice: Int32Array;
  readonly #until: Int32Array;
  /** Option of each choice, the last one for nothing; choice of (customer, option), −1 without one. */
  readonly #option: Int32Array;
  readonly #width: number;
  readonly #at: Int32Array;
  readonly #swaps: number;
  /** What all violations cost now: no change relieves more. */
  #relief = 0;
  readonly #delta: Float64Array;
  readonly #best: Int32Array;
  #bestGain = -Infinity;
  #gain = 0;
  #time = 0;

  constructor(model: Model, table: ChoiceTable, options: TabuOptions) {
    this.#table = table;
    this.#options = options;
    this.#random = randomFrom(options.seed);
    const K = model.rows.length;
    this.#bound = Float64Array.from(model.rows, (row) => row.planBound);
    this.#sense = Int8Array.from(model.rows, (row, k) => (table.active[k] ? row.sense : inactive));
    const size = new Float64Array(K);
    for (let s = 0; s < table.row.length; s++) size[table.row[s]!] = Math.max(size[table.row[s]!]!, Math.abs(table.coefficient[s]!));
    this.#tolerance = size.map((most, k) => 1e-13 * (most * table.customers + Math.abs(this.#bound[k]!)));
    const typical = table.gain.reduce((sum, gain) => sum + Math.abs(gain), 0) / Math.max(1, table.gain.length);
    this.#floor = Float64Array.from(model.rows, (_, k) => Math.max(0.1 * Math.abs(options.prices[k]!), (1e-2 * typical) / Math.max(1e-300, size[k]!)));
    this.#price = this.#floor.map((floor, k) => Math.max(floor, 1.5 * Math.abs(options.prices[k]!)));
    this.#used = new Float64Array(K);
    this.#delta = new Float64Array(K);
    const touching: number[][] = Array.from({ length: K }, () => []);
    for (let c = 0; c < table.owner.length; c++) for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) touching[table.row[s]!]!.push(c);
    this.#touching = touching.map((list) => Int32Array.from(list));
    const rows = table.row.length / Math.max(1, table.owner.length);
    this.#swaps = swapsTried / Math.max(1, rows * rows);
    this.#width = model.options + 1;
    this.#option = Int32Array.from(table.candidate, (e) => (e < 0 ? model.options : model.option[e]!));
    this.#at = new Int32Array(table.customers * this.#width).fill(-1);
    for (let c = 0; c < table.owner.length; c++) this.#at[table.owner[c]! * this.#width + this.#option[c]!] = c;
    this.choice = table.start.slice(0, table.customers);
    this.#best = this.choice.slice();
    this.#until = new Int32Array(table.customers);
  }

  get bestGain(): number {
    return this.#bestGain;
  }

  /** Takes a plan to start from. */
  start(choice: Int32Array): void {
    this.choice.set(choice);
    this.#recount();
    this.#relief = Infinity;
    this.#notice();
  }

  #recount(): void {
    const { entry, row, coefficient, gain } = this.#table;
    this.#used.fill(0);
    this.#gain = 0;
    for (const c of this.choice) {
      this.#gain += gain[c]!;
      for (let s = entry[c]!; s < entry[c + 1]!; s++) this.#used[row[s]!]! += coefficient[s]!;
    }
  }

  #violation(k: number, used: number): number {
    const over = used - this.#bound[k]!;
    const sense = this.#sense[k]!;
    const amount = sense === inactive ? 0 : sense > 0 ? over : sense < 0 ? -over : Math.abs(over);
    return amount > this.#tolerance[k]! ? amount : 0;
  }

  #feasible(): boolean {
    for (let k = 0; k < this.#used.length; k++) if (this.#violation(k, this.#used[k]!) > 0) return false;
    return true;
  }

  /** Gain that a better plan exceeds, by more than sums in another order differ. */
  #enough(): number {
    return this.#bestGain === -Infinity ? -Infinity : this.#bestGain + 1e-12 * Math.abs(this.#bestGain);
  }

  #notice(): boolean {
    if (!(this.#gain > this.#enough()) || !this.#feasible()) return false;
    this.#bestGain = this.#gain;
    this.#best.set(this.choice);
    this.#options.found(this.choice, this.#gain);
    return true;
  }

  #apply(customer: number, c: number): void {
    const { entry, row, coefficient, gain } = this.#table;
    const out = this.choice[customer]!;
    for (let s = entry[out]!; s < entry[out + 1]!; s++) this.#used[row[s]!]! -= coefficient[s]!;
    for (let s = entry[c]!; s < entry[c + 1]!; s++) this.#used[row[s]!]! += coefficient[s]!;
    this.#gain += gain[c]! - gain[out]!;
    this.choice[customer] = c;
  }

  /** What the priced violations grow by when a customer changes to choice c. */
  #penalty(out: number, c: number): number {
    const { entry, row, coefficient } = this.#table;
    const delta = this.#delta;
    let total = 0;
    for (let s = entry[out]!; s < entry[out + 1]!; s++) delta[row[s]!]! -= coefficient[s]!;
    for (let s = entry[c]!; s < entry[c + 1]!; s++) {
      const k = row[s]!;
      const change = delta[k]! + coefficient[s]!;
      delta[k] = 0;
      if (change !== 0) total += this.#price[k]! * (this.#violation(k, this.#used[k]! + change) - this.#violation(k, this.#used[k]!));
    }
    for (let s = entry[out]!; s < entry[out + 1]!; s++) {
      const k = row[s]!;
      const change = delta[k]!;
      if (change === 0) continue;
      delta[k] = 0;
      total += this.#price[k]! * (this.#violation(k, this.#used[k]! + change) - this.#violation(k, this.#used[k]!));
    }
    return total;
  }

  /** The best exchange of options between two customers, of a number drawn, that beats a score; null without one. */
  #bestSwap(now: number, least: number): [number, number] | null {
    const { customers, gain } = this.#table;
    const { allowed } = this.#options;
    let best = least;
    let found: [number, number] | null = null;
    const share = Math.min(1, this.#swaps / Math.max(1, (customers * (customers - 1)) / 2));
    for (let i = 1; i < customers; i++) {
      if (this.#until[i]! > now) continue;
      const out = this.choice[i]!;
      const option = this.#option[out]!;
      // A stretch of the customers before, from a random place.
      const many = share === 1 ? i : Math.ceil(share * i);
      let j = share === 1 ? 0 : Math.floor(this.#random() * i);
      for (let n = 0; n < many; n++, j = j + 1 === i ? 0 : j + 1) {
        if (this.#until[j]! > now) continue;
        const held = this.choice[j]!;
        const other = this.#option[held]!;
        if (other === option) continue;
        const c = this.#at[i * this.#width + other]!;
        const d = this.#at[j * this.#width + option]!;
        if (c < 0 || d < 0 || !allowed[c] || !allowed[d]) continue;
        const gained = gain[c]! - gain[out]! + gain[d]! - gain[held]!;
        if (gained + this.#relief <= best) continue;
        const score = gained - this.#penaltyOfTwo(out, c, held, d);
        if (score > best) {
          best = score;
          found = [c, d];
        }
      }
    }
    return found;
  }

  #penaltyOfTwo(out: number, c: number, held: number, d: number): number {
    this.#add(out, -1);
    this.#add(held, -1);
    this.#add(c, 1);
    this.#add(d, 1);
    let total = 0;
    for (const from of [out, held, c, d]) {
      for (let s = this.#table.entry[from]!; s < this.#table.entry[from + 1]!; s++) {
        const k = this.#table.row[s]!;
        const change = this.#delta[k]!;
        if (change === 0) continue;
        this.#delta[k] = 0;
        total += this.#price[k]! * (this.#violation(k, this.#used[k]! + change) - this.#violation(k, this.#used[k]!));
      }
    }
    return total;
  }

  #add(choice: number, sign: number): void {
    const { entry, row, coefficient } = this.#table;
    for (let s = entry[choice]!; s < entry[choice + 1]!; s++) this.#delta[row[s]!]! += sign * coefficient[s]!;
  }

  /** Makes `iterations` changes, or fewer where asked to stop. */
  run(iterations: number): void {
    const { start, gain, customers } = this.#table;
    const { allowed } = this.#options;
    const random = this.#random;
    const tenure = Math.max(3, Math.round(0.4 * Math.sqrt(customers)));
    for (let n = 0; n < iterations; n++) {
      if ((n & 7) === 0 && this.#options.stop()) return;
      const now = ++this.#time;
      let [best, at, ties] = [-Infinity, -1, 0];
      for (let i = 0; i < customers; i++) {
        const [from, to] = [start[i]!, start[i + 1]!];
        if (to - from < 2 || this.#until[i]! > now) continue;
        const out = this.choice[i]!;
        for (let c = from; c < to; c++) {
          if (c === out || !allowed[c]) continue;
          const gained = gain[c]! - gain[out]!;
          const score = gained - this.#penalty(out, c);
          if (score < best) continue;
          if (score > best) [best, at, ties] = [score, c, 1];
          else if (random() * ++ties < 1) at = c;
        }
      }
      const swap = this.#bestSwap(now, best);
      if (swap) {
        for (const c of swap) {
          const i = this.#table.owner[c]!;
          this.#apply(i, c);
          this.#until[i] = now + tenure + Math.floor(random() * tenure);
        }
      } else if (at >= 0) {
        const i = this.#table.owner[at]!;
        this.#apply(i, at);
        this.#until[i] = now + tenure + Math.floor(random() * tenure);
      }
      let broken = false;
      this.#relief = 0;
      for (let k = 0; k < this.#used.length; k++) {
        if (this.#violation(k, this.#used[k]!) > 0) {
          broken = true;
          this.#price[k]! *= rise;
          this.#relief += this.#price[k]! * this.#violation(k, this.#used[k]!);
        } else this.#price[k] = Math.max(this.#floor[k]!, fall * this.#price[k]!);
      }
      if (!broken && this.#notice()) this.#pairs();
      if ((now & 1023) === 0) this.#recount();
    }
  }

  /** Pairs of changes from the best plan, while one gains: a change that breaks rows and another that mends them. */
  #pairs(): void {
    const { start, owner, gain, entry, row } = this.#table;
    const kept = this.choice.slice();
    for (let better = true; better && !this.#options.stop(); ) {
      better = false;
      search: for (let c = 0; c < owner.length; c++) {
        if ((c & 15) === 0 && this.#options.stop()) break;
        const i = owner[c]!;
        const out = this.choice[i]!;
        if (c === out || !this.#options.allowed[c]) continue;
        this.#apply(i, c);
        // The row broken most tells who could mend it.
        let [worst, most] = [-1, 0];
        for (const from of [c, out]) {
          for (let s = entry[from]!; s < entry[from + 1]!; s++) {
            const over = this.#violation(row[s]!, this.#used[row[s]!]!) * this.#price[row[s]!]!;
            if (over > most) [worst, most] = [row[s]!, over];
          }
        }
        if (worst < 0) {
          if (this.#notice()) {
            better = true;
            continue;
          }
        } else {
          const down = this.#used[worst]! > this.#bound[worst]! ? 1 : -1;
          for (const d of this.#touching[worst]!) {
            const j = owner[d]!;
            if (j === i) continue;
            const held = this.choice[j]!;
            // Either d is held and something lighter comes, or d comes and mends from below.
            const ways = held === d ? { from: start[j]!, to: start[j + 1]! } : down < 0 ? { from: d, to: d + 1 } : { from: 0, to: 0 };
            for (let into = ways.from; into < ways.to; into++) {
              if (into === held || !this.#options.allowed[into] || gain[into]! - gain[held]! + this.#gain <= this.#enough()) continue;
              const before = this.#broken(c, out);
              if (before + this.#penalty(held, into) > 1e-9 * before) continue;
              this.#apply(j, into);
              if (this.#notice()) {
                better = true;
                continue search;
              }
              this.#apply(j, held);
            }
          }
        }
        this.#apply(i, out);
      }
    }
    this.choice.set(kept);
    this.#recount();
  }

  /** Priced violation of the rows that two choices touch. */
  #broken(c: number, out: number): number {
    const { entry, row } = this.#table;
    const seen = new Set<number>();
    for (const from of [c, out]) for (let s = entry[from]!; s < entry[from + 1]!; s++) seen.add(row[s]!);
    let total = 0;
    for (const k of seen) total += this.#price[k]! * this.#violation(k, this.#used[k]!);
    return total;
  }

  /** Goes back to the best plan found and lets a share of the customers choose anew at random. */
  shake(share: number): void {
    if (this.#bestGain > -Infinity) this.choice.set(this.#best);
    const { start, customers } = this.#table;
    for (let i = 0; i < customers; i++) {
      const many = start[i + 1]! - start[i]!;
      if (many > 1 && this.#random() < share) this.choice[i] = start[i]! + Math.floor(this.#random() * many);
    }
    this.#until.fill(0);
    this.#recount();
    this.#relief = Infinity;
  }
}
