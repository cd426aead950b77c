import { forEachCoefficient, type Model, violation } from '../model/model.js';
import { mayTake } from '../scan/choose-many.js';

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
  gain = 0;
  /** Σ of the rows' violations in scaled units; zero for a plan that keeps every limit. */
  violation = 0;
  readonly #change: Float64Array;
  readonly #sizeChange: Float64Array;
  readonly #stamp: Int32Array;
  readonly #touched: Int32Array;
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

  /** Counts everything afresh, with compensated sums. */
  recount(): void {
    const { model, held, used, size, slots } = this;
    const carry = new Float64Array(used.length);
    used.fill(0);
    size.fill(0);
    let [gain, gainCarry] = [0, 0];
    for (let s = 0; s < held.length; s++) {
      const e = held[s]!;
      if (e < 0) continue;
      [gain, gainCarry] = twoSum(gain, gainCarry, model.gain[e]!);
      forEachCoefficient(model, Math.floor(s / slots), e, (k, a) => {
        [used[k], carry[k]] = twoSum(used[k]!, carry[k]!, a);
        size[k]! += Math.abs(a);
      });
    }
    for (let k = 0; k < used.length; k++) used[k]! += carry[k]!;
    this.gain = gain + gainCarry;
    this.violation = this.#totalViolation();
  }

  #totalViolation(): number {
    let total = 0;
    for (let k = 0; k < this.used.length; k++) total += this.rowViolation(k);
    return total;
  }

  rowViolation(k: number): number {
    return this.#violationAt(k, this.used[k]!, this.size[k]!);
  }

  /** The rounding error forgiven is a quarter of what the verification forgives. */
  #violationAt(k: number, used: number, size: number): number {
    const row = this.model.rows[k]!;
    return violation(row, used, 2 ** -52 * (size + Math.abs(row.planBound)));
  }

  /** Change of the total violation by a move; negative relieves. */
  violationChange(customer: number, out: number, into: number): number {
    this.#collect(customer, out, into);
    let change = 0;
    for (let z = 0; z < this.#count; z++) {
      const k = this.#touched[z]!;
      change += this.#violationAt(k, this.used[k]! + this.#change[k]!, this.size[k]! + this.#sizeChange[k]!) - this.rowViolation(k);
    }
    return change;
  }

  /** A row that caps (at most, or equal) and would be exceeded by taking a candidate; −1 without one. */
  brokenCap(customer: number, into: number): number {
    this.#collect(customer, -1, into);
    for (let z = 0; z < this.#count; z++) {
      const k = this.#touched[z]!;
      const row = this.model.rows[k]!;
      if (row.sense >= 0 && this.#change[k]! > 0 && violation({ ...row, sense: 1 }, this.used[k]! + this.#change[k]!, 2 ** -52 * (this.size[k]! + this.#sizeChange[k]! + Math.abs(row.planBound))) > 0) return k;
    }
    return -1;
  }

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
      this.violation += this.rowViolation(k) - before;
    }
    // Differences of sums leave dust; a violation is zero only where every row's is.
    if (Math.abs(this.violation) < 1e-9) this.violation = this.#totalViolation();
    this.gain += this.gainChange(out, into);
    const from = customer * this.slots;
    if (out >= 0) this.held[this.held.indexOf(out, from)] = into;
    else this.held[this.held.indexOf(-1, from)] = into;
  }

  /** Calls `visit` with every move that the customer's own rules allow. */
  forEachMove(customer: number, visit: (out: number, into: number) => void): void {
    const { model, held, slots } = this;
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

  #collect(customer: number, out: number, into: number): void {
    const stamp = ++this.#stamps;
    this.#count = 0;
    const add = (candidate: number, sign: number): void => {
      if (candidate < 0) return;
      forEachCoefficient(this.model, customer, candidate, (k, a) => {
        if (this.#stamp[k] !== stamp) {
          this.#stamp[k] = stamp;
          this.#change[k] = this.#sizeChange[k] = 0;
          this.#touched[this.#count++] = k;
        }
        this.#change[k]! += sign * a;
        this.#sizeChange[k]! += sign * Math.abs(a);
      });
    };
    add(out, -1);
    add(into, 1);
  }
}

/** Neumaier's compensated addition: [sum, carry]. */
function twoSum(sum: number, carry: number, value: number): [number, number] {
  const next = sum + value;
  return [next, carry + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum)];
}
