import { type Model, violation } from '../model/model.js';
import { householdAllows, needsMet } from '../scan/allowed-sets.js';
import { mayTake } from '../scan/may-take.js';

/**
 * An integer plan in the making: each customer's candidates, and the use of every row kept up to date move by move.
 * A move of a customer gives up `out` and takes `into` (−1 for nothing).
 */
export class Plan {
  readonly model: Model;
  readonly slots: number;
  readonly held: Int32Array;
  readonly used: Float64Array;
  /** Σ |coefficient| of what was chosen: sets the rounding error that a row is forgiven. */
  readonly size: Float64Array;
  /** Σ gains of what was chosen, less what broken soft rows cost. */
  gain = 0;
  /** Σ of the violations of rows that must hold, in scaled units; zero for a plan that keeps every limit. */
  violation = 0;
  readonly #change: Float64Array;
  readonly #sizeChange: Float64Array;
  readonly #stamp: Int32Array;
  readonly #touched: Int32Array;
  readonly #soft: boolean;
  /** Rows that must hold and do not. */
  #broken = 0;
  #stamps = 0;
  #count = 0;

  constructor(model: Model, held: Int32Array) {
    const K = model.rows.length;
    this.model = model;
    this.held = held;
    this.slots = Math.max(1, model.choice.max);
    [this.used, this.size, this.#change, this.#sizeChange] = [new Float64Array(K), new Float64Array(K), new Float64Array(K), new Float64Array(K)];
    this.#stamp = new Int32Array(K);
    this.#touched = new Int32Array(K);
    this.#soft = model.rows.some((row) => row.mostPrice < Infinity);
    this.recount();
  }

  static empty(model: Model): Plan {
    return new Plan(model, new Int32Array(model.customers * Math.max(1, model.choice.max)).fill(-1));
  }

  clone(): Plan {
    return new Plan(this.model, this.held.slice());
  }

  get feasible(): boolean {
    return this.violation === 0;
  }

  /** Better means fewer violations first, then more gain. */
  betterThan(other: Plan | null): boolean {
    if (!other) return true;
    if (this.violation !== other.violation) return this.violation < other.violation;
    return this.gain > other.gain;
  }

  /** Counts everything afresh: choices by (cell, option), so that every row adds few large terms; compensated sums for the rest. */
  recount(): void {
    const { model, held, used, size, slots } = this;
    const { cell, options, option, gain, own } = model;
    const { start, row, coefficient, channel } = model.entries;
    const carry = new Float64Array(used.length);
    used.fill(0);
    size.fill(0);
    const add = (k: number, amount: number, weight: number): void => {
      const next = used[k]! + amount;
      carry[k]! += Math.abs(used[k]!) >= Math.abs(amount) ? used[k]! - next + amount : amount - next + used[k]!;
      used[k] = next;
      size[k]! += weight;
    };
    const counts = new Float64Array(model.cells * options);
    const owned = new Uint8Array(own.length > 0 ? counts.length : 0);
    if (own.length > 0) for (let q = 0; q < counts.length; q++) for (let s = start[q]!; s < start[q + 1]!; s++) if (channel[s]! > 0) owned[q] = 1;
    let [total, lost] = [0, 0];
    for (let s = 0, z = 0, i = 0; s < held.length; s++) {
      const e = held[s]!;
      const customer = i;
      if (++z === slots) [z, i] = [0, i + 1];
      if (e < 0) continue;
      const value = gain[e]!;
      const next = total + value;
      lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
      total = next;
      const q = cell[customer]! * options + option[e]!;
      counts[q]!++;
      if (owned.length === 0 || owned[q] === 0) continue;
      for (let t = start[q]!; t < start[q + 1]!; t++) {
        const c = channel[t]!;
        if (c === 0) continue;
        const a = coefficient[t]! * own[c - 1]![e]!;
        add(row[t]!, a, Math.abs(a));
      }
    }
    for (let q = 0; q < counts.length; q++) {
      const n = counts[q]!;
      if (n > 0) for (let t = start[q]!; t < start[q + 1]!; t++) if (channel[t] === 0) add(row[t]!, n * coefficient[t]!, n * Math.abs(coefficient[t]!));
    }
    for (let k = 0; k < used.length; k++) used[k]! += carry[k]!;
    this.gain = total + lost - this.#penalty();
    this.violation = this.#totalViolation();
  }

  #totalViolation(): number {
    let total = 0;
    this.#broken = 0;
    for (let k = 0; k < this.used.length; k++) {
      if (this.model.rows[k]!.mostPrice < Infinity) continue;
      const violated = this.rowViolation(k);
      if (violated > 0) this.#broken++;
      total += violated;
    }
    return total;
  }

  /** What the soft rows that are broken cost. */
  #penalty(): number {
    let total = 0;
    for (let k = 0; k < this.used.length; k++) {
      const { mostPrice } = this.model.rows[k]!;
      if (mostPrice < Infinity) total += mostPrice * this.rowViolation(k);
    }
    return total;
  }

  rowViolation(k: number): number {
    return this.#violationAt(k, this.used[k]!, this.size[k]!);
  }

  /** The rounding error forgiven is a quarter of what the verification forgives. */
  #violationAt(k: number, used: number, size: number): number {
    const row = this.model.rows[k]!;
    return violation(row, used, 2 ** -52 * (size + Math.abs(row.planBound) + (row.outside ?? 0)));
  }

  /** Change of the total violation by a move; negative relieves. */
  violationChange(customer: number, out: number, into: number): number {
    this.#collect(customer, out, into);
    let change = 0;
    for (let z = 0; z < this.#count; z++) {
      const k = this.#touched[z]!;
      if (this.model.rows[k]!.mostPrice === Infinity) change += this.#violationAt(k, this.used[k]! + this.#change[k]!, this.size[k]! + this.#sizeChange[k]!) - this.rowViolation(k);
    }
    return change;
  }

  /** Change of the gain by a move, that of the soft rows' costs included. */
  worthChange(customer: number, out: number, into: number): number {
    let change = this.gainChange(out, into);
    if (!this.#soft) return change;
    this.#collect(customer, out, into);
    for (let z = 0; z < this.#count; z++) {
      const k = this.#touched[z]!;
      const { mostPrice } = this.model.rows[k]!;
      if (mostPrice < Infinity) change -= mostPrice * (this.#violationAt(k, this.used[k]! + this.#change[k]!, this.size[k]! + this.#sizeChange[k]!) - this.rowViolation(k));
    }
    return change;
  }

  /** A row that caps (at most, or equal) and would be exceeded by taking a candidate; −1 without one. */
  brokenCap(customer: number, into: number): number {
    this.#collect(customer, -1, into);
    for (let z = 0; z < this.#count; z++) {
      const k = this.#touched[z]!;
      const row = this.model.rows[k]!;
      if (row.sense >= 0 && this.#change[k]! > 0 && violation({ ...row, sense: 1 }, this.used[k]! + this.#change[k]!, 2 ** -52 * (this.size[k]! + this.#sizeChange[k]! + Math.abs(row.planBound) + (row.outside ?? 0))) > 0) return k;
    }
    return -1;
  }

  /** Difference of the two candidates' own gains. */
  gainChange(out: number, into: number): number {
    return (into >= 0 ? this.model.gain[into]! : 0) - (out >= 0 ? this.model.gain[out]! : 0);
  }

  apply(customer: number, out: number, into: number): void {
    this.#collect(customer, out, into);
    for (let z = 0; z < this.#count; z++) {
      const k = this.#touched[z]!;
      const before = this.rowViolation(k);
      this.used[k]! += this.#change[k]!;
      this.size[k]! += this.#sizeChange[k]!;
      const after = this.rowViolation(k);
      const { mostPrice } = this.model.rows[k]!;
      if (mostPrice === Infinity) {
        this.violation += after - before;
        this.#broken += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
      } else this.gain -= mostPrice * (after - before);
    }
    // Differences of sums leave dust; a violation is zero only where every row's is.
    if (this.#broken === 0) this.violation = 0;
    else if (Math.abs(this.violation) < 1e-9) this.violation = this.#totalViolation();
    this.gain += this.gainChange(out, into);
    const from = customer * this.slots;
    if (out >= 0) this.held[this.held.indexOf(out, from)] = into;
    else this.held[this.held.indexOf(-1, from)] = into;
  }

  /** Calls `visit` with every row that a move changes, and by how much. */
  forEachChange(customer: number, out: number, into: number, visit: (row: number, change: number) => void): void {
    this.#collect(customer, out, into);
    for (let z = 0; z < this.#count; z++) visit(this.#touched[z]!, this.#change[this.#touched[z]!]!);
  }

  /** Whether a move leaves the customer and its households with what they may have. */
  mayMove(customer: number, out: number, into: number): boolean {
    const { model, held, slots } = this;
    const [from, to] = [customer * slots, (customer + 1) * slots];
    if (into < 0) return needsMet(model, held, from, to, -1, out);
    if (slots === 1 && out !== held[from]) return false;
    return mayTake(model, held, from, to, into, out) && householdAllows(model, held, slots, customer, into, out);
  }

  /** Calls `visit` with every move that the customer's own rules allow, and the caps of its household; `alone`: those aside. */
  forEachMove(customer: number, visit: (out: number, into: number) => void, alone = false): void {
    const { model, held, slots } = this;
    if (model.rules || (model.households && !alone && model.households.block[customer]! >= 0)) {
      const check = visit;
      visit = (out, into) => {
        if (alone && model.households ? this.#ownAllow(customer, out, into) : this.mayMove(customer, out, into)) check(out, into);
      };
    }
    const [from, to] = [customer * slots, (customer + 1) * slots];
    const [start, end] = [model.offsets[customer]!, model.offsets[customer + 1]!];
    for (let s = from; s < to; s++) if (held[s]! >= 0) visit(held[s]!, -1);
    if (model.choice.max === 0) return;
    for (let e = start; e < end; e++) {
      if (slots === 1) {
        if (held[from] !== e) visit(held[from]!, e);
        continue;
      }
      if (mayTake(model, held, from, to, e, -1)) visit(-1, e);
      for (let s = from; s < to; s++) if (held[s]! >= 0 && mayTake(model, held, from, to, e, held[s]!)) visit(held[s]!, e);
    }
  }

  #ownAllow(customer: number, out: number, into: number): boolean {
    const { model, held, slots } = this;
    const [from, to] = [customer * slots, (customer + 1) * slots];
    return into < 0 ? needsMet(model, held, from, to, -1, out) : mayTake(model, held, from, to, into, out);
  }

  #collect(customer: number, out: number, into: number): void {
    ++this.#stamps;
    this.#count = 0;
    this.#addChange(customer, out, -1);
    this.#addChange(customer, into, 1);
  }

  #addChange(customer: number, candidate: number, sign: number): void {
    if (candidate < 0) return;
    const { entries: { start, row, coefficient, channel }, own, cell, options, option } = this.model;
    const [stamps, stamp] = [this.#stamp, this.#stamps];
    const q = cell[customer]! * options + option[candidate]!;
    for (let s = start[q]!, end = start[q + 1]!; s < end; s++) {
      const c = channel[s]!;
      const a = c === 0 ? coefficient[s]! : coefficient[s]! * own[c - 1]![candidate]!;
      const k = row[s]!;
      if (stamps[k] !== stamp) {
        stamps[k] = stamp;
        this.#change[k] = this.#sizeChange[k] = 0;
        this.#touched[this.#count++] = k;
      }
      this.#change[k]! += sign * a;
      this.#sizeChange[k]! += sign * Math.abs(a);
    }
  }
}
