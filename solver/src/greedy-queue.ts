import { Plan } from './finish/plan.js';
import type { Model } from './model/model.js';

/** Bits of a positive float32 that choose its bucket: its exponent and eleven bits more, so that few customers share one. */
const dropped = 12;
const buckets = 1 << (31 - dropped);

/** Whether nothing but rows forbids a customer its only action. */
export function suitsQueue({ choice, households, rules }: Model): boolean {
  return choice.max === 1 && choice.perPeriod >= 1 && !households && !rules;
}

/**
 * The plan of `greedyPlan` where each customer gets one action and only rows stand against it. Candidates are not put in order: each
 * customer waits in a bucket with the best one that it has not been refused. A refusal that nothing can undo (the row only grows, and
 * what the option adds at the least is too much) closes the option for the whole cell, so that customers step over it.
 */
export function greedyByQueue(model: Model): Plan {
  return new GreedyQueue(model).run();
}

class GreedyQueue {
  readonly #model: Model;
  readonly #held: Int32Array;
  readonly #closed: Uint8Array;
  /** Options with candidates that are not closed, of each cell and of all. */
  readonly #openIn: Uint32Array;
  #open = 0;
  readonly #caps: Caps;
  readonly #head = new Int32Array(buckets).fill(-1);
  /** Side by side for each customer, so that one read of memory finds all: the gain it waits for, the candidate, the customer behind it. */
  readonly #gains: Float64Array;
  readonly #places: Int32Array;
  readonly #heap = new FallingHeap();
  readonly #single = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#single.buffer);

  constructor(model: Model) {
    this.#model = model;
    this.#held = new Int32Array(model.customers).fill(-1);
    this.#closed = new Uint8Array(model.cells * model.options);
    this.#openIn = new Uint32Array(model.cells);
    this.#gains = new Float64Array(2 * model.customers);
    this.#places = new Int32Array(this.#gains.buffer);
    this.#caps = new Caps(model);
  }

  run(): Plan {
    this.#fill();
    const places = this.#places;
    for (let b = buckets - 1; b >= 0 && this.#open > 0; b--) {
      for (let i = this.#head[b]!; i >= 0; i = places[4 * i + 3]!) this.#heap.push(i, places[4 * i + 2]!, this.#gains[2 * i]!);
      while (this.#heap.length > 0 && this.#open > 0) this.#serve(this.#heap.pop(), b);
    }
    return new Plan(this.#model, this.#held);
  }

  /** Every customer waits with its best candidate, the first of equal ones. */
  #fill(): void {
    const { customers, offsets, option, gain, cell, options } = this.#model;
    const seen = new Uint8Array(this.#closed.length);
    for (let i = 0, e = 0; i < customers; i++) {
      const base = cell[i]! * options;
      let [best, most] = [-1, 0];
      for (const end = offsets[i + 1]!; e < end; e++) {
        const value = gain[e]!;
        if (value > 0) seen[base + option[e]!] = 1;
        if (value > most) [best, most] = [e, value];
      }
      if (best >= 0) this.#wait(i, best, most);
    }
    for (let q = 0; q < seen.length; q++) {
      if (!seen[q]) continue;
      this.#openIn[Math.trunc(q / options)]!++;
      this.#open++;
    }
  }

  /** Puts a customer into the bucket of its candidate, which is returned: the bits of a positive float32 are in the order of its size. */
  #wait(customer: number, candidate: number, gain: number): number {
    this.#single[0] = gain;
    const bucket = this.#bits[0]! >>> dropped;
    this.#gains[2 * customer] = gain;
    this.#places[4 * customer + 2] = candidate;
    this.#places[4 * customer + 3] = this.#head[bucket]!;
    this.#head[bucket] = customer;
    return bucket;
  }

  #serve(customer: number, bucket: number): void {
    const { cell, options, option } = this.#model;
    const candidate = this.#places[4 * customer + 2]!;
    const q = cell[customer]! * options + option[candidate]!;
    if (!this.#closed[q]) {
      const answer = this.#caps.take(q, candidate);
      if (answer === 'taken') {
        this.#held[customer] = candidate;
        return;
      }
      if (answer === 'never') {
        this.#closed[q] = 1;
        this.#openIn[cell[customer]!]!--;
        this.#open--;
      }
    }
    if (this.#openIn[cell[customer]!] === 0) return;
    const next = this.#after(customer, candidate);
    if (next < 0) return;
    const gain = this.#model.gain[next]!;
    if (this.#wait(customer, next, gain) === bucket) this.#heap.push(customer, next, gain);
  }

  /** The customer's best open candidate behind this one: of less gain, or of the same and later; −1 without one. */
  #after(customer: number, candidate: number): number {
    const { offsets, option, gain, cell, options } = this.#model;
    const [base, limit] = [cell[customer]! * options, gain[candidate]!];
    let [best, most] = [-1, 0];
    for (let e = offsets[customer]!, end = offsets[customer + 1]!; e < end; e++) {
      const value = gain[e]!;
      if (value > most && (value < limit || (value === limit && e > candidate)) && !this.#closed[base + option[e]!]) [best, most] = [e, value];
    }
    return best;
  }
}

/** How full the rows that cap are. */
class Caps {
  readonly #model: Model;
  readonly #used: Float64Array;
  readonly #size: Float64Array;
  readonly #change: Float64Array;
  readonly #caps: Uint8Array;
  /** Bound and what rounding is forgiven besides its terms' size. */
  readonly #bound: Float64Array;
  readonly #slack: Float64Array;
  /** Least that any candidate of an entry adds to its row. */
  readonly #least: Float64Array;
  /** Rows to which no candidate adds less than nothing. */
  readonly #grows: Uint8Array;

  constructor(model: Model) {
    const { rows, entries: { start, row, coefficient, channel }, own, options } = model;
    const K = rows.length;
    this.#model = model;
    [this.#used, this.#size, this.#change] = [new Float64Array(K), new Float64Array(K), new Float64Array(K)];
    this.#caps = Uint8Array.from(rows, ({ sense }) => (sense >= 0 ? 1 : 0));
    this.#bound = Float64Array.from(rows, ({ planBound }) => planBound);
    this.#slack = Float64Array.from(rows, ({ planBound, outside }) => Math.abs(planBound) + (outside ?? 0));
    const ownLeast = own.map((column) => leastByOption(model, column));
    this.#least = new Float64Array(row.length);
    this.#grows = new Uint8Array(K).fill(1);
    for (let q = 0; q < model.cells * options; q++) {
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const c = channel[s]!;
        this.#least[s] = c === 0 ? coefficient[s]! : coefficient[s]! < 0 ? -Infinity : coefficient[s]! * ownLeast[c - 1]![q]!;
        if (this.#least[s]! < 0) this.#grows[row[s]!] = 0;
      }
    }
  }

  /** Takes a candidate where no cap is exceeded. `never`: no candidate of this cell and option can be taken any more. */
  take(q: number, candidate: number): 'taken' | 'refused' | 'never' {
    const { start, row, coefficient, channel } = this.#model.entries;
    const { own } = this.#model;
    const [from, to] = [start[q]!, start[q + 1]!];
    // A row may come more than once.
    for (let s = from; s < to; s++) {
      const c = channel[s]!;
      this.#change[row[s]!]! += c === 0 ? coefficient[s]! : coefficient[s]! * own[c - 1]![candidate]!;
    }
    let answer: 'taken' | 'refused' | 'never' = 'taken';
    for (let s = from; s < to && answer !== 'never'; s++) {
      const k = row[s]!;
      if (this.#caps[k] && this.#change[k]! > 0 && this.#exceeds(k, this.#change[k]!)) answer = this.#grows[k] && this.#exceeds(k, this.#leastOf(q, k)) ? 'never' : 'refused';
    }
    for (let s = from; s < to; s++) {
      const k = row[s]!;
      if (answer === 'taken') {
        this.#used[k]! += this.#change[k]!;
        this.#size[k]! += Math.abs(this.#change[k]!);
      }
      this.#change[k] = 0;
    }
    return answer;
  }

  #exceeds(k: number, amount: number): boolean {
    return this.#used[k]! + amount - this.#bound[k]! > 2 ** -52 * (this.#size[k]! + Math.abs(amount) + this.#slack[k]!);
  }

  #leastOf(q: number, k: number): number {
    const { start, row } = this.#model.entries;
    let sum = 0;
    for (let s = start[q]!; s < start[q + 1]!; s++) if (row[s] === k) sum += this.#least[s]!;
    return sum;
  }
}

/** The least number of a column among the candidates of each cell and option; Infinity without one. */
function leastByOption({ customers, offsets, option, cell, cells, options }: Model, column: Float64Array): Float64Array {
  const least = new Float64Array(cells * options).fill(Infinity);
  for (let i = 0, e = 0; i < customers; i++) {
    const base = cell[i]! * options;
    for (const end = offsets[i + 1]!; e < end; e++) if (column[e]! < least[base + option[e]!]!) least[base + option[e]!] = column[e]!;
  }
  return least;
}

/** Customers by falling gain of their candidates, of equal gains the first candidate. */
class FallingHeap {
  length = 0;
  #customer = new Int32Array(256);
  #candidate = new Uint32Array(256);
  #gain = new Float64Array(256);

  push(customer: number, candidate: number, gain: number): void {
    if (this.length === this.#gain.length) this.#enlarge();
    let at = this.length++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#before(gain, candidate, above)) break;
      this.#move(above, at);
      at = above;
    }
    this.#set(at, customer, candidate, gain);
  }

  /** The first customer. */
  pop(): number {
    const first = this.#customer[0]!;
    const last = --this.length;
    const [customer, candidate, gain] = [this.#customer[last]!, this.#candidate[last]!, this.#gain[last]!];
    let at = 0;
    for (let below = 1; below < last; below = 2 * at + 1) {
      if (below + 1 < last && this.#before(this.#gain[below + 1]!, this.#candidate[below + 1]!, below)) below++;
      if (this.#before(gain, candidate, below)) break;
      this.#move(below, at);
      at = below;
    }
    this.#set(at, customer, candidate, gain);
    return first;
  }

  #before(gain: number, candidate: number, place: number): boolean {
    return gain > this.#gain[place]! || (gain === this.#gain[place]! && candidate < this.#candidate[place]!);
  }
  #move(from: number, to: number): void {
    this.#set(to, this.#customer[from]!, this.#candidate[from]!, this.#gain[from]!);
  }
  #set(at: number, customer: number, candidate: number, gain: number): void {
    this.#customer[at] = customer;
    this.#candidate[at] = candidate;
    this.#gain[at] = gain;
  }

  #enlarge(): void {
    const larger = <T extends Int32Array | Uint32Array | Float64Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    const length = 2 * this.length;
    this.#customer = larger(new Int32Array(length), this.#customer);
    this.#candidate = larger(new Uint32Array(length), this.#candidate);
    this.#gain = larger(new Float64Array(length), this.#gain);
  }
}
