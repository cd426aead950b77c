import type { Instance } from '../problem/instance.js';
import type { CustomerTest, Limit, Problem } from '../problem/problem.js';
import { customerClasses, type CustomerTestAt } from './customer-classes.js';
import { PlanMeter } from './measure-plan.js';

/** Multiplier of a limit, of one group of it where it holds for each of something. */
export interface LimitMultiplier {
  limit: Limit;
  /** Values by key of `each` (`period`, `agent`, `customer.x`, `action.x`); empty for a limit over everything. */
  group: Readonly<Record<string, string>>;
  /** The bound of this group. */
  bound: number;
  /** ≥ 0 for atMost and below, ≤ 0 for atLeast. In the limit's own units. */
  multiplier: number;
}

export interface CertificateCheck {
  /** Σ_i max over what customer i may get of −Σ y a, plus Σ y b, in double precision. */
  value: number;
  /** What rounding may have hidden. */
  error: number;
  /** The value is below zero, rounding counted: no plan keeps these limits (Farkas). */
  holds: boolean;
}

/**
 * Checks a proof of infeasibility against the problem itself, by code that shares nothing with the search. For a plan that keeps the
 * limits, Σ y_k (b_k − used_k) ≥ 0 whatever multipliers of the right sign; if even the largest possible value of it over all
 * customers is below zero, there is no such plan. What a customer may get is never taken too small: households, histories and fixed
 * actions, which only take away, are not looked at.
 */
export function checkCertificate(problem: Problem, instance: Instance, multipliers: readonly LimitMultiplier[]): CertificateCheck {
  const used = multipliers.filter(({ multiplier }) => multiplier !== 0);
  const wrong = used.some(({ limit, multiplier }) => Number.isNaN(multiplier) || limit.orZero || limit.softPrice !== undefined || (limit.sense === 'atLeast' ? multiplier > 0 : limit.sense !== 'equal' && multiplier < 0));
  if (wrong || used.length === 0) return { value: 0, error: 0, holds: false };
  const { table, forbidden, own, classOf } = pricesByClass(problem, instance, used);
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  const best = new BestSet(problem, instance);
  const columns = [...own].map(([name, factors]) => ({ column: name === 'value' ? instance.value : instance.measures[name]!, factors }));
  let [value, part, size, terms] = [0, 0, 0, 1];
  for (const { limit } of used) terms += limit.quantity.terms.length + (limit.shareOf?.terms.length ?? 0);
  for (let i = 0; i < instance.customers.count; i++) {
    const base = classOf[i]! * options;
    best.start(i);
    let largest = 0;
    for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) {
      const q = base + instance.option[e]!;
      if (forbidden[q]) continue;
      let net = -table[q]!;
      let magnitude = Math.abs(net);
      for (const { column, factors } of columns) {
        const amount = factors[q]! * column[e]!;
        net -= amount;
        magnitude += Math.abs(amount);
      }
      if (magnitude > largest) largest = magnitude;
      best.offer(e, net);
    }
    part += best.total();
    size += largest * Math.max(1, Math.min(problem.contacts.max, options));
    if ((i & 4095) === 4095) {
      value += part;
      part = 0;
    }
  }
  value += part;
  for (const one of used) {
    const right = one.multiplier * rightSide(problem, instance, one);
    value += right;
    size += Math.abs(right);
  }
  const error = (terms + 4096 + instance.customers.count / 4096 + used.length) * 2 ** -52 * size;
  return { value, error, holds: value + error < 0 };
}

/** Price of an option to each class of customers that limits and rules treat alike; and factors of measures that differ by candidate. */
function pricesByClass(problem: Problem, instance: Instance, used: readonly LimitMultiplier[]): { table: Float64Array; forbidden: Uint8Array; own: Map<string, Float64Array>; classOf: Uint32Array } {
  const periods = Math.max(1, problem.periods.length);
  const options = problem.actions.length * periods;
  const meter = new PlanMeter(problem, instance);
  const tests: CustomerTestAt[] = [];
  for (const { limit, group } of used) {
    for (const { attribute, values } of [...limit.quantity.where.customer, ...(limit.shareOf?.where.customer ?? [])]) tests.push({ attribute, passes: (value) => values.some((one) => (typeof value === 'number' ? one === value : String(one) === value)) });
    for (const [key, wanted] of Object.entries(group)) if (key.startsWith('customer.')) tests.push({ attribute: key.slice('customer.'.length), passes: (value) => String(value) === wanted });
  }
  const passesTest = (test: CustomerTest, value: string | number, days: number): boolean => {
    if (typeof value === 'string') return test.kind === 'membership' && test.values.map(String).includes(value);
    const then = value + days;
    return test.kind === 'membership' ? test.values.includes(then) : then >= test.atLeast && then <= test.atMost && then > test.above && then < test.below;
  };
  const days = (attribute: string, period: number): number => (problem.ageing.includes(attribute) ? (problem.periodStartDays?.[period] ?? 0) : 0);
  for (const rule of problem.eligibility) {
    for (const test of [...rule.for, ...(rule.unless ?? [])]) {
      const shifts = new Set(Array.from({ length: periods }, (_, period) => days(test.attribute, period)));
      for (const shift of shifts) tests.push({ attribute: test.attribute, passes: (value) => passesTest(test, value, shift) });
    }
  }
  const { classOf, representatives } = customerClasses(instance, tests);
  const table = new Float64Array(representatives.length * options);
  const forbidden = new Uint8Array(table.length);
  const own = new Map<string, Float64Array>();
  representatives.forEach((customer, c) => {
    const holds = (test: CustomerTest, period: number): boolean => {
      const value = meter.customerAttribute(customer, test.attribute);
      return value !== null && passesTest(test, value, days(test.attribute, period));
    };
    for (let o = 0; o < options; o++) {
      const q = c * options + o;
      const [action, period] = [problem.actions[Math.floor(o / periods)]!, o % periods];
      const matches = (key: string, values: readonly unknown[]): boolean => values.includes(key === 'action' ? action.id : key === 'period' ? problem.periods[period] : action.attributes[key]);
      const inFilter = (filter: Limit['quantity']['where']): boolean =>
        filter.action.every(({ attribute, values }) => matches(attribute, values)) &&
        filter.customer.every(({ attribute, values }) => {
          const value = meter.customerAttribute(customer, attribute);
          return value !== null && values.some((one) => (typeof value === 'number' ? one === value : String(one) === value));
        });
      for (const rule of problem.eligibility) {
        const actionOnly = rule.filter.action.every(({ attribute, values }) => matches(attribute, values));
        if (actionOnly === (rule.kind === 'forbid') && rule.for.every((test) => holds(test, period)) && !(rule.unless !== null && rule.unless.every((test) => holds(test, period)))) forbidden[q] = 1;
      }
      for (const { limit, group, bound, multiplier } of used) {
        const inGroup = Object.entries(group).every(([key, wanted]) => {
          if (key === 'period') return problem.periods[period] === wanted;
          if (key.startsWith('customer.')) return String(meter.customerAttribute(customer, key.slice('customer.'.length)) ?? '\u0000') === wanted;
          const name = key.startsWith('action.') ? key.slice('action.'.length) : key;
          return String((name === 'action' ? action.id : action.attributes[name]) ?? '\u0000') === wanted;
        });
        if (!inGroup) continue;
        for (const [quantity, factor] of [[limit.quantity, multiplier], ...(limit.shareOf ? [[limit.shareOf, -bound * multiplier] as const] : [])] as const) {
          if (!inFilter(quantity.where)) continue;
          for (const { measure, weight } of quantity.terms) {
            const perCandidate = measure === 'value' || instance.measures[measure] !== undefined;
            const amount = measure === 'count' ? 1 : perCandidate ? 1 : Number(action.attributes[measure]);
            if (!perCandidate) table[q]! += factor * weight * amount;
            else {
              if (!own.has(measure)) own.set(measure, new Float64Array(table.length));
              own.get(measure)![q]! += factor * weight;
            }
          }
        }
      }
    }
  });
  return { table, forbidden, own, classOf };
}

/** The right side, 0 for a share. A strict limit over whole numbers asks for the largest whole number below it; over tenths, for tenths, and so on. */
function rightSide(problem: Problem, instance: Instance, { limit, bound }: LimitMultiplier): number {
  const right = limit.shareOf ? 0 : bound;
  if (limit.sense !== 'below') return right;
  const terms = [...limit.quantity.terms, ...(limit.shareOf?.terms ?? []).map(({ measure, weight }) => ({ measure, weight: weight * bound }))];
  for (let step = 1; step <= 1e6; step *= 10) {
    const whole = (amount: number): boolean => Math.abs(amount * step - Math.round(amount * step)) <= Math.min(1e-9, 1e-13 * Math.abs(amount * step)) && Math.abs(amount * step) < 2 ** 36;
    const fits = terms.every(({ measure, weight }) => {
      if (measure === 'count') return whole(weight);
      const column = measure === 'value' ? instance.value : instance.measures[measure];
      if (column) return column.every((amount) => whole(weight * amount));
      return problem.actions.every((action) => typeof action.attributes[measure] !== 'number' || whole(weight * action.attributes[measure]));
    });
    if (fits) return (Math.ceil(right * step - 1e-7) - 1) / step;
  }
  return right;
}

/** The largest sum over what one customer may get: at most so many in all and per period; exclusions where few candidates are worth it. */
class BestSet {
  readonly #problem: Problem;
  readonly #instance: Instance;
  readonly #meter: PlanMeter;
  #customer = 0;
  #largest = 0;
  #worth: { candidate: number; net: number }[] = [];

  constructor(problem: Problem, instance: Instance) {
    [this.#problem, this.#instance, this.#meter] = [problem, instance, new PlanMeter(problem, instance)];
  }
  start(customer: number): void {
    [this.#customer, this.#largest] = [customer, 0];
    if (this.#worth.length > 0) this.#worth = [];
  }
  offer(candidate: number, net: number): void {
    if (net <= 0) return;
    if (net > this.#largest) this.#largest = net;
    if (this.#problem.contacts.max > 1) this.#worth.push({ candidate, net });
  }

  total(): number {
    const { contacts, sequence } = this.#problem;
    if (contacts.max <= 1) return contacts.max === 1 && contacts.perPeriod > 0 ? this.#largest : 0;
    const worth = this.#worth.sort((a, b) => b.net - a.net);
    const exact = sequence.length > 0 && worth.length <= 14;
    const excluded = exact ? worth.map((a) => worth.map((b) => a !== b && this.#exclude(a.candidate, b.candidate))) : null;
    const periodOf = worth.map(({ candidate }) => this.#meter.periodIndex(candidate));
    let best = 0;
    const chosen: number[] = [];
    const perPeriod = new Map<number, number>();
    const go = (from: number, sum: number): void => {
      best = Math.max(best, sum);
      if (chosen.length >= contacts.max) return;
      for (let z = from; z < worth.length; z++) {
        const already = perPeriod.get(periodOf[z]!) ?? 0;
        if (already >= contacts.perPeriod || (excluded && chosen.some((other) => excluded[other]![z]))) continue;
        chosen.push(z);
        perPeriod.set(periodOf[z]!, already + 1);
        go(z + 1, sum + worth[z]!.net);
        chosen.pop();
        perPeriod.set(periodOf[z]!, already);
        // Without exclusions the first choice that fits is in a best set.
        if (!excluded) return;
      }
    };
    go(0, 0);
    return best;
  }

  #exclude(a: number, b: number): boolean {
    const meter = this.#meter;
    const customer = this.#customer;
    const days = (e: number): number => this.#problem.periodStartDays?.[meter.periodIndex(e)] ?? 0;
    return this.#problem.sequence.some((rule) => {
      if (rule.kind === 'exclude') return (rule.withinDays === Infinity || Math.abs(days(a) - days(b)) < rule.withinDays) && rule.groups.some((group, g) => meter.passes(group, customer, a) && rule.groups.some((other, h) => h !== g && meter.passes(other, customer, b)));
      if (rule.kind !== 'notBefore') return false;
      const broken = (later: number, earlier: number): boolean => meter.passes(rule.action, customer, later) && meter.passes(rule.after, customer, earlier) && days(later) - days(earlier) < rule.days;
      return broken(a, b) || broken(b, a);
    });
  }
}
