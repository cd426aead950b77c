import type { Instance } from '../problem/instance.js';
import type { CandidateFilter, Limit, Objective, Problem, Quantity } from '../problem/problem.js';

/** A sum with the size of what was added, from which its rounding error follows. */
export interface Sum {
  value: number;
  size: number;
}

/** What a plan uses of one limit, in one period where it holds for each. */
export interface MeasuredLimit {
  limit: Limit;
  /** Index of the period, −1 for all. */
  period: number;
  quantity: Sum;
  /** Null unless the limit is a share. */
  denominator: Sum | null;
}

/**
 * Reads what a plan amounts to straight from the problem and the instance, candidate by candidate, without any of the solver's
 * matrices. `assignment` holds indexes of candidates.
 */
export class PlanMeter {
  readonly #problem: Problem;
  readonly #instance: Instance;
  readonly #periods: number;

  constructor(problem: Problem, instance: Instance) {
    this.#problem = problem;
    this.#instance = instance;
    this.#periods = Math.max(1, problem.periods.length);
  }

  actionIndex(candidate: number): number {
    return Math.trunc(this.#instance.option[candidate]! / this.#periods);
  }
  periodIndex(candidate: number): number {
    return this.#instance.option[candidate]! % this.#periods;
  }

  /** The customer of a candidate, by bisection of the offsets. */
  customerOf(candidate: number): number {
    const { offsets } = this.#instance;
    let [low, high] = [0, offsets.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (offsets[middle]! <= candidate) low = middle;
      else high = middle;
    }
    return low;
  }

  /** A measure of one candidate; NaN when it has none. */
  measure(name: string, candidate: number): number {
    if (name === 'count') return 1;
    if (name === 'value') return this.#instance.value[candidate]!;
    const own = this.#instance.measures[name];
    if (own) return own[candidate]!;
    const attribute = this.#problem.actions[this.actionIndex(candidate)]!.attributes[name];
    return typeof attribute === 'number' ? attribute : NaN;
  }

  passes(filter: CandidateFilter, customer: number, candidate: number): boolean {
    const action = this.#problem.actions[this.actionIndex(candidate)]!;
    for (const { attribute, values } of filter.action) {
      const own = attribute === 'action' ? action.id : attribute === 'period' ? this.#problem.periods[this.periodIndex(candidate)] : action.attributes[attribute];
      if (!values.some((value) => value === own)) return false;
    }
    for (const { attribute, values } of filter.customer) {
      const own = this.customerAttribute(customer, attribute);
      if (own === null || !values.some((value) => (typeof own === 'number' ? value === own : String(value) === own))) return false;
    }
    return true;
  }

  customerAttribute(customer: number, attribute: string): string | number | null {
    const { text, numbers } = this.#instance.customers;
    const column = text[attribute];
    if (column) return column.codes[customer]! < 0 ? null : column.dictionary[column.codes[customer]!]!;
    const value = numbers[attribute]?.[customer];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  /** A quantity over the plan, in one period or all (−1), with Neumaier's compensation. */
  sum(quantity: Quantity, period: number, assignment: ArrayLike<number>, customers: ArrayLike<number>): Sum {
    let [value, carry, size] = [0, 0, 0];
    for (let z = 0; z < assignment.length; z++) {
      const e = assignment[z]!;
      if ((period >= 0 && this.periodIndex(e) !== period) || !this.passes(quantity.where, customers[z]!, e)) continue;
      for (const { measure, weight } of quantity.terms) {
        const amount = weight * this.measure(measure, e);
        const next = value + amount;
        carry += Math.abs(value) >= Math.abs(amount) ? value - next + amount : amount - next + value;
        value = next;
        size += Math.abs(amount);
      }
    }
    return { value: value + carry, size };
  }

  limits(assignment: ArrayLike<number>): MeasuredLimit[] {
    const customers = this.customersOf(assignment);
    return this.#problem.limits.flatMap((limit) =>
      (limit.each?.length ? [...this.#problem.periods.keys()] : [-1]).map((period) => ({
        limit,
        period,
        quantity: this.sum(limit.quantity, period, assignment, customers),
        denominator: limit.shareOf ? this.sum(limit.shareOf, period, assignment, customers) : null,
      })),
    );
  }

  customersOf(assignment: ArrayLike<number>): Uint32Array {
    return Uint32Array.from(assignment, (candidate) => this.customerOf(candidate));
  }

  objective(objective: Objective, assignment: ArrayLike<number>): number {
    const whole = (measure: string): number => this.sum({ terms: [{ measure, weight: 1 }], where: { action: [], customer: [] } }, -1, assignment, new Uint32Array(assignment.length)).value;
    return objective.kind === 'ratio' ? whole(objective.numerator) / whole(objective.denominator) : whole(objective.measure);
  }
}
