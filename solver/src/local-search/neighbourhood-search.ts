import type { Glpk, Program, ProgramAnswer } from '../exact/glpk.js';
import { randomFrom } from '../finish/seeded-random.js';
import type { Model } from '../model/model.js';
import type { ChoiceTable } from './choice-table.js';

/** Time of one branch and bound, a safeguard that most of them do not need. */
const programMs = 300;
/** Customers that are free at first, at least and at most. */
const firstSize = 20;
const leastSize = 6;
const largestSize = 80;
/** Choices besides those held, for each customer that is free (or would be, where all are): those that lose least at the prices. */
const choicesEach = 4;

export interface NeighbourhoodOptions {
  /** Multipliers of the rows, and the net value of each choice at them. */
  prices: Float64Array;
  net: Float64Array;
  /** Choices that a better plan may have are 1. */
  open: Uint8Array;
  /** Two plans differ by this much at the least; 0 where that is not known. */
  step: number;
  seed: number;
  glpk: Glpk;
  /** Milliseconds. */
  now: () => number;
}

export interface NeighbourhoodRun {
  stop: () => boolean;
  untilMs: number;
  /** Branch and bounds in a row without a better plan after which to give up. */
  mostIdle: number;
  /** A better plan: choice of each customer. */
  found: (choice: Int32Array) => void;
}

type Kind = 'near' | 'any' | 'rows' | 'costly' | 'between' | 'all';

/**
 * Large neighbourhood search (Shaw 1998; with branch and bound as the step, Danna, Rothberg and Le Pape 2005): some customers are free to
 * choose anew, everybody else stays, and a small branch and bound finds a better plan or proves that there is none among these. Who is
 * free is drawn: near ties at the prices, anybody, those who hold a few of the rows, those who hold something that costs net value, and
 * those who two good plans differ on; or everybody, but only with what loses least at the prices. How many, adapts: more while the proofs come easily, fewer while time runs out.
 */
export class NeighbourhoodSearch {
  readonly #model: Model;
  readonly #table: ChoiceTable;
  readonly #options: NeighbourhoodOptions;
  readonly #random: () => number;
  readonly #kinds: Kind[];
  readonly #size: Record<Kind, number>;
  readonly #best: Float64Array;
  /** No plan is worth more than this at the prices. */
  readonly #value: number;
  readonly #used: Float64Array;
  /** Good plans met before, the newest last. */
  readonly #elite: Int32Array[] = [];
  #round = 0;

  constructor(model: Model, table: ChoiceTable, options: NeighbourhoodOptions) {
    [this.#model, this.#table, this.#options] = [model, table, options];
    this.#random = randomFrom(options.seed + 7);
    this.#used = new Float64Array(model.rows.length);
    this.#best = new Float64Array(table.customers).fill(-Infinity);
    for (let c = 0; c < table.owner.length; c++) this.#best[table.owner[c]!] = Math.max(this.#best[table.owner[c]!]!, options.net[c]!);
    let value = this.#best.reduce((sum, net) => sum + net, 0);
    model.rows.forEach((row, k) => (value += table.active[k] ? options.prices[k]! * row.planBound : 0));
    this.#value = value;
    const perChoice = table.row.length / Math.max(1, table.owner.length);
    // Where a choice touches few of the rows, those who hold the same rows change places with each other.
    const apart = perChoice <= 3 && model.rows.length > 2 * perChoice;
    this.#kinds = apart ? ['rows', 'all', 'near', 'rows', 'all', 'costly', 'between', 'any'] : ['near', 'all', 'costly', 'near', 'between', 'any'];
    this.#size = { near: firstSize, any: firstSize, rows: firstSize, costly: firstSize, between: firstSize, all: firstSize };
    // Packing a few rows to the last unit is harder than a choice among many of them.
    if (apart) this.#size.rows = this.#size.all = 0.7 * firstSize;
  }

  /** A good plan, to look between it and the best one. */
  remember(choice: Int32Array): void {
    this.#elite.push(choice.slice());
    if (this.#elite.length > 8) this.#elite.shift();
  }

  /** Goes on from a plan that keeps every row; the best one found. */
  run(from: Int32Array, run: NeighbourhoodRun): Int32Array {
    const { glpk, now } = this.#options;
    const choice = from.slice();
    for (let idle = 0; idle < run.mostIdle && !glpk.broken && !run.stop() && now() < run.untilMs; ) {
      const kind = this.#kinds[this.#round++ % this.#kinds.length]!;
      const { free, rows } = this.#draw(kind, choice);
      const { program, columns } = this.#program(choice, free, rows, Math.round(choicesEach * this.#size[kind]));
      if (program.columns.length < 2) {
        idle++;
        continue;
      }
      const limit = Math.min(programMs, run.untilMs - now());
      const started = now();
      const answer = glpk.solve(program, { timeLimitMs: limit, gap: 0, now, confirm: false });
      const late = now() - started >= 0.9 * limit;
      this.#size[kind] = Math.min(largestSize, Math.max(leastSize, this.#size[kind] * (late ? 0.88 : 1.06)));
      idle++;
      if (this.#take(choice, answer, columns)) {
        idle = 0;
        run.found(choice);
      }
    }
    return choice;
  }

  /** Writes an answer into the choices; false where it is none. */
  #take(choice: Int32Array, answer: ProgramAnswer, columns: readonly number[]): boolean {
    if (answer.status !== 'optimal' && answer.status !== 'feasible') return false;
    const { owner, gain, start, candidate } = this.#table;
    let gained = 0;
    const next = new Map<number, number>();
    columns.forEach((c, j) => {
      const i = owner[c]!;
      if (answer.x[j]! > 0.5) next.set(i, c);
      else if (!next.has(i)) next.set(i, -1);
    });
    for (const [i, c] of next) {
      // Nothing stands first among a customer's choices and has no column.
      if (c < 0) {
        if (candidate[start[i]!]! >= 0) return false;
        next.set(i, start[i]!);
      }
      gained += gain[next.get(i)!]! - gain[choice[i]!]!;
    }
    if (!(gained > 0)) return false;
    this.remember(choice);
    for (const [i, c] of next) choice[i] = c;
    return true;
  }

  /** Who is free; `rows`: only choices that touch nothing but these, 1 each, are theirs. */
  #draw(kind: Kind, choice: Int32Array): { free: number[]; rows: Uint8Array | null } {
    const { customers, start, entry, row } = this.#table;
    const { net } = this.#options;
    const size = Math.min(customers, Math.round(this.#size[kind]));
    const random = this.#random;
    if (kind === 'all') return { free: Array.from({ length: customers }, (_, i) => i), rows: null };
    const rows = kind === 'rows' ? new Uint8Array(this.#model.rows.length) : null;
    const score = new Float64Array(customers);
    if (rows) {
      // Rows one after the other until those who hold them are enough.
      const order = this.#model.rows.flatMap((_, k) => (this.#table.active[k] ? [{ k, at: random() }] : [])).sort((a, b) => a.at - b.at);
      const free = new Set<number>();
      for (const { k } of order) {
        if (free.size >= 2 && free.size >= size) break;
        rows[k] = 1;
        for (let i = 0; i < customers; i++) for (let s = entry[choice[i]!]!; s < entry[choice[i]! + 1]!; s++) if (row[s] === k) free.add(i);
      }
      const all = [...free];
      while (all.length > 1.5 * size) all.splice(Math.floor(random() * all.length), 1);
      return { free: all, rows };
    }
    const other = kind === 'between' && this.#elite.length > 0 ? this.#elite[Math.floor(random() * this.#elite.length)]! : null;
    const near = Float64Array.from({ length: customers }, (_, i) => {
      let least = Infinity;
      for (let c = start[i]!; c < start[i + 1]!; c++) if (c !== choice[i] && this.#options.open[c]) least = Math.min(least, Math.abs(net[c]! - net[choice[i]!]!));
      return least;
    });
    const typical = near.filter((value) => value < Infinity).sort()[Math.floor(0.3 * customers)] ?? 1;
    for (let i = 0; i < customers; i++) {
      if (near[i] === Infinity) continue;
      const lost = this.#best[i]! - net[choice[i]!]!;
      const weight = kind === 'near' ? Math.exp(-near[i]! / (typical || 1)) : kind === 'costly' ? 0.05 + lost / (typical || 1) : other ? (other[i] === choice[i] ? 0.02 : 1) : 1;
      // Weighted draw without replacement (Efraimidis and Spirakis 2006).
      score[i] = Math.log(Math.max(1e-300, random())) / Math.max(1e-12, weight);
    }
    const free = Array.from(score.keys()).filter((i) => near[i]! < Infinity).sort((a, b) => score[b]! - score[a]!).slice(0, size);
    return { free, rows: null };
  }

  /** The program over the free customers and at most so many other choices, which only better plans satisfy. */
  #program(choice: Int32Array, free: readonly number[], rows: Uint8Array | null, most: number): { program: Program; columns: number[] } {
    const { start, entry, row, coefficient, gain, active, candidate, owner } = this.#table;
    const { net, open, step } = this.#options;
    const K = this.#model.rows.length;
    const used = this.#used.fill(0);
    let [whole, held] = [0, 0];
    for (const c of choice) {
      whole += gain[c]!;
      for (let s = entry[c]!; s < entry[c + 1]!; s++) used[row[s]!]! += coefficient[s]!;
    }
    // A choice that falls short of its customer's best by all that is open is in no better plan.
    const room = (this.#value - whole) * (1 + 1e-9) + 1e-9;
    const program: Program = { columns: [], rows: [] };
    const columns: number[] = [];
    const at = new Int32Array(K).fill(-1);
    const rowAt = (k: number): number => {
      if (at[k]! < 0) at[k] = program.rows.push({ lower: 0, upper: 0 }) - 1;
      return at[k]!;
    };
    const cutoff = program.rows.push({ lower: 0, upper: Infinity }) - 1;
    const base = used.slice();
    const others: { c: number; loss: number }[] = [];
    for (const i of free) {
      for (let c = start[i]!; c < start[i + 1]!; c++) {
        const loss = this.#best[i]! - net[c]!;
        if (c === choice[i] || !open[c] || loss > room || (rows && !this.#within(c, rows))) continue;
        others.push({ c, loss: loss * (0.5 + this.#random()) });
      }
    }
    others.sort((x, y) => x.loss - y.loss);
    others.length = Math.min(others.length, most);
    const choices = new Map<number, number[]>();
    for (const { c } of others) {
      const own = choices.get(owner[c]!);
      if (own) own.push(c);
      else choices.set(owner[c]!, [c]);
    }
    for (const [i, own] of choices) {
      const kept = choice[i]!;
      own.push(kept);
      held += gain[kept]!;
      for (let s = entry[kept]!; s < entry[kept + 1]!; s++) base[row[s]!]! -= coefficient[s]!;
      const nothing = own.some((c) => candidate[c]! < 0);
      const once = program.rows.push({ lower: nothing ? 0 : 1, upper: 1 }) - 1;
      for (const c of own) {
        if (candidate[c]! < 0) continue;
        const column = { cost: gain[c]!, lower: 0, upper: 1, rows: [once], coefficients: [1], integer: true };
        for (let s = entry[c]!; s < entry[c + 1]!; s++) {
          column.rows.push(rowAt(row[s]!));
          column.coefficients.push(coefficient[s]!);
        }
        if (gain[c] !== 0) {
          column.rows.push(cutoff);
          column.coefficients.push(gain[c]!);
        }
        program.columns.push(column);
        columns.push(c);
      }
    }
    program.rows[cutoff]!.lower = held + Math.max(0.9 * step, 1e-9 * Math.abs(whole));
    for (let k = 0; k < K; k++) {
      if (at[k]! < 0 || !active[k]) continue;
      const left = this.#model.rows[k]!.planBound - base[k]!;
      const { sense } = this.#model.rows[k]!;
      program.rows[at[k]!] = { lower: sense > 0 ? -Infinity : left, upper: sense < 0 ? Infinity : left };
    }
    return { program, columns };
  }

  #within(c: number, rows: Uint8Array): boolean {
    const { entry, row } = this.#table;
    for (let s = entry[c]!; s < entry[c + 1]!; s++) if (!rows[row[s]!]) return false;
    return true;
  }
}
