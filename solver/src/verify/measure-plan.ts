import type { Instance } from '../problem/instance.js';
import type { BoundTree, CandidateFilter, Limit, Membership, Objective, Problem, Quantity, Scalar } from '../problem/problem.js';
import { occurringCustomers, PlanClasses } from './plan-classes.js';

/** A sum with the size of what was added, from which its rounding error follows. */
export interface Sum {
  value: number;
  size: number;
}

/** What a plan uses of one limit, in one group where it holds for each. */
export interface MeasuredLimit {
  limit: Limit;
  /** Values of the group in the order of the limit's `each`; empty for all. */
  group: string[];
  /** Index of the period where the limit holds for each; −1 else. */
  period: number;
  bound: number;
  quantity: Sum;
  /** Null unless the limit is a share. */
  denominator: Sum | null;
}

/** Customers and agents of a plan's rows; agents are −1 where an action needs none, null where the problem has none. */
interface Rows {
  assignment: ArrayLike<number>;
  customers: ArrayLike<number>;
  agents: ArrayLike<number> | null;
}

/**
 * Reads what a plan amounts to straight from the problem and the instance, without any of the solver's matrices. `assignment` holds
 * indexes of candidates, `agents` beside it the agent of each.
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

  /** The customers of candidates; those that come in order are found by going along. */
  customersOf(assignment: ArrayLike<number>): Uint32Array {
    const { offsets } = this.#instance;
    const out = new Uint32Array(assignment.length);
    let [customer, last] = [0, -1];
    for (let z = 0; z < out.length; z++) {
      const e = assignment[z]!;
      if (e < last) customer = this.customerOf(e);
      else while (customer + 1 < offsets.length - 1 && offsets[customer + 1]! <= e) customer++;
      out[z] = customer;
      last = e;
    }
    return out;
  }

  /** A measure of one candidate; NaN when it has none. */
  measure(name: string, candidate: number): number {
    const column = this.#column(name);
    return column ? column[candidate]! : this.#ofAction(name, this.actionIndex(candidate));
  }

  #column(name: string): Float64Array | Float32Array | null {
    return name === 'count' ? null : name === 'value' ? this.#instance.value : (this.#instance.measures[name] ?? null);
  }

  #ofAction(name: string, action: number): number {
    if (name === 'count') return 1;
    const attribute = this.#problem.actions[action]!.attributes[name];
    return typeof attribute === 'number' ? attribute : NaN;
  }

  /** Whether a filter holds; `agent` is the index of the one who carries the action out, −1 for none. */
  passes(filter: CandidateFilter, customer: number, candidate: number, agent = -1): boolean {
    return this.passesAction(filter.action, this.#instance.option[candidate]!, agent) && filter.customer.every((membership) => this.#passesCustomer(membership, customer));
  }

  passesAction(memberships: readonly Membership[], option: number, agent: number): boolean {
    const action = this.#problem.actions[Math.trunc(option / this.#periods)]!;
    const who = agent >= 0 ? this.#problem.agents[agent]! : null;
    return memberships.every(({ attribute, values }) => {
      const own: Scalar | undefined =
        attribute === 'action' ? action.id
        : attribute === 'period' ? this.#problem.periods[option % this.#periods]
        : Object.hasOwn(action.attributes, attribute) ? action.attributes[attribute]
        : attribute === 'agent' ? who?.id
        : attribute.startsWith('agent.') ? who?.attributes[attribute.slice('agent.'.length)]
        : undefined;
      return values.some((value) => value === own);
    });
  }

  #passesCustomer({ attribute, values }: Membership, customer: number): boolean {
    const own = this.customerAttribute(customer, attribute);
    return own !== null && values.some((value) => (typeof own === 'number' ? value === own : String(value) === own));
  }

  customerAttribute(customer: number, attribute: string): string | number | null {
    const { text, numbers } = this.#instance.customers;
    const column = text[attribute];
    if (column) return column.codes[customer]! < 0 ? null : column.dictionary[column.codes[customer]!]!;
    const value = numbers[attribute]?.[customer];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  /** Every limit of the problem, group by group; a group that a map of bounds leaves out is not there. */
  limits(assignment: ArrayLike<number>, agents: ArrayLike<number> | null = null): MeasuredLimit[] {
    const rows: Rows = { assignment, customers: this.customersOf(assignment), agents };
    const { limits } = this.#problem;
    const attributes = new Set<string>();
    for (const limit of limits) {
      for (const quantity of [limit.quantity, limit.shareOf]) for (const { attribute } of quantity?.where.customer ?? []) attributes.add(attribute);
      for (const one of limit.each ?? []) if (one.kind === 'customer') attributes.add(one.attribute);
    }
    const measured = new ClassMeter(this, this.#instance, rows, [...attributes]);
    return limits.flatMap((limit) => this.#measure(limit, measured));
  }

  #measure(limit: Limit, measured: ClassMeter): MeasuredLimit[] {
    const each = limit.each ?? [];
    if (each.length === 0) {
      return [{ limit, group: [], period: -1, bound: limit.bound, quantity: measured.sums(limit.quantity, null).get('') ?? nothing(), denominator: limit.shareOf ? (measured.sums(limit.shareOf, null).get('') ?? nothing()) : null }];
    }
    const groupOf = (customer: number, option: number, agent: number): string | null => {
      const values = each.map((one) => {
        if (one.kind === 'customer') return this.customerAttribute(customer, one.attribute);
        if (one.kind === 'period') return this.#problem.periods[option % this.#periods]!;
        const action = this.#problem.actions[Math.trunc(option / this.#periods)]!;
        if (one.kind === 'agent') return agent >= 0 ? this.#problem.agents[agent]!.id : (action.attributes['agent'] ?? null);
        return one.attribute === 'action' ? action.id : (action.attributes[one.attribute] ?? null);
      });
      return values.some((value) => value === null) ? null : JSON.stringify(values.map(String));
    };
    const used = measured.sums(limit.quantity, groupOf);
    const denominators = limit.shareOf ? measured.sums(limit.shareOf, groupOf) : null;
    const byPeriod = each.findIndex((one) => one.kind === 'period');
    return this.#groups(limit).flatMap((group) => {
      const bound = boundIn(limit.bounds ?? limit.bound, group);
      if (bound === null) return [];
      const key = JSON.stringify(group);
      return [{ limit, group, period: byPeriod < 0 ? -1 : this.#problem.periods.indexOf(group[byPeriod]!), bound, quantity: used.get(key) ?? nothing(), denominator: denominators ? (denominators.get(key) ?? nothing()) : null }];
    });
  }

  /** Combinations of values that occur: of customers among all customers, of actions among all actions; every period and agent. */
  #groups({ each }: Limit): string[][] {
    const { actions, agents, periods } = this.#problem;
    const of = (keys: readonly string[], count: readonly number[], valueOf: (at: number, key: string) => Scalar | null): (string[] | null)[] => {
      const found = new Map<string, string[]>();
      for (const at of count) {
        const values = keys.map((key) => valueOf(at, key));
        if (!values.includes(null)) found.set(JSON.stringify(values.map(String)), values.map(String));
      }
      return [...found.values()];
    };
    const attributes = each!.flatMap((one) => (one.kind === 'customer' ? [one.attribute] : []));
    const own = each!.flatMap((one) => (one.kind === 'action' ? [one.attribute] : []));
    const ofCustomers = attributes.length === 0 ? [[]] : of(attributes, occurringCustomers(this.#instance, attributes), (i, key) => this.customerAttribute(i, key));
    const ofActions = of(own, [...actions.keys()], (a, key) => (key === 'action' ? actions[a]!.id : (actions[a]!.attributes[key] ?? null)));
    const groups: string[][] = [];
    for (const customer of ofCustomers) {
      for (const action of ofActions) {
        for (const period of each!.some((one) => one.kind === 'period') ? periods : ['']) {
          for (const agent of each!.some((one) => one.kind === 'agent') ? agents : [null]) {
            let [c, a] = [0, 0];
            groups.push(each!.map((one) => (one.kind === 'customer' ? customer![c++]! : one.kind === 'action' ? action![a++]! : one.kind === 'period' ? period : agent!.id)));
          }
        }
      }
    }
    return groups;
  }

  /** The first objective, without what soft limits or changes cost. */
  objective(objective: Objective, assignment: ArrayLike<number>): number {
    return objective.kind === 'ratio' ? this.total(objective.numerator, assignment) / this.total(objective.denominator, assignment) : this.total(objective.measure, assignment);
  }

  /** A measure summed over the plan, with Neumaier's compensation. */
  total(name: string, assignment: ArrayLike<number>): number {
    const column = this.#column(name);
    const byAction = column ? [] : this.#problem.actions.map((_, a) => this.#ofAction(name, a));
    let [value, carry] = [0, 0];
    for (let z = 0; z < assignment.length; z++) {
      const e = assignment[z]!;
      const amount = column ? column[e]! : byAction[this.actionIndex(e)]!;
      const next = value + amount;
      carry += Math.abs(value) >= Math.abs(amount) ? value - next + amount : amount - next + value;
      value = next;
    }
    return value + carry;
  }
}

/** By how much a limit is broken, 0 within the rounding error of its terms: 2^−50 (Σ|terms| + |bound|). */
export function violationOf({ limit, bound, quantity, denominator }: MeasuredLimit): number {
  const used = denominator ? quantity.value - bound * denominator.value : quantity.value;
  const right = denominator ? 0 : bound;
  const tolerance = 2 ** -50 * (quantity.size + (denominator ? Math.abs(bound) * denominator.size : Math.abs(right)));
  const over = limit.sense === 'atLeast' ? right - used : limit.sense === 'equal' ? Math.abs(used - right) : used - right;
  if (limit.orZero && Math.abs(used) <= tolerance) return 0;
  if (limit.sense === 'below') return over < -tolerance ? 0 : Math.max(over, tolerance, 2 ** -1074);
  return over > tolerance ? over : 0;
}

/** What a plan pays for the soft limits that it breaks. */
export function penaltyOf(measured: readonly MeasuredLimit[]): number {
  return measured.reduce((sum, one) => sum + (one.limit.softPrice === undefined ? 0 : one.limit.softPrice * violationOf(one)), 0);
}

function nothing(): Sum {
  return { value: 0, size: 0 };
}

function boundIn(bounds: BoundTree, group: readonly string[]): number | null {
  if (typeof bounds === 'number') return bounds;
  const [first, ...rest] = group;
  if (first === undefined) return null;
  const below = Object.hasOwn(bounds, first) ? bounds[first] : bounds['*'];
  return below === undefined ? null : boundIn(below, rest);
}

/** Sums quantities over the classes of a plan's rows; a class is looked up by what a filter names, so that a limit costs what it matches. */
class ClassMeter {
  readonly #meter: PlanMeter;
  readonly #instance: Instance;
  readonly #rows: Rows;
  readonly #classes: PlanClasses;
  readonly #columns = new Map<string, { value: Float64Array; carry: Float64Array; size: Float64Array } | null>();
  readonly #actions = new Map<string, Uint8Array>();
  readonly #indexes = new Map<string, Map<string, number[]>>();

  constructor(meter: PlanMeter, instance: Instance, rows: Rows, attributes: readonly string[]) {
    [this.#meter, this.#instance, this.#rows] = [meter, instance, rows];
    this.#classes = new PlanClasses(instance, rows.assignment, rows.customers, rows.agents, attributes);
  }

  /** The quantity by group ('' where all is one); rows that belong to no group are left out. */
  sums(quantity: Quantity, groupOf: ((customer: number, option: number, agent: number) => string | null) | null): Map<string, Sum> {
    const sums = new Map<string, Sum & { carry: number }>();
    const passes = this.#passing(quantity.where.action);
    for (const c of this.#matching(quantity.where.customer)) {
      if (!passes[c]) continue;
      const row = this.#classes.row[c]!;
      const key = groupOf ? groupOf(this.#rows.customers[row]!, this.#optionOf(row), this.#agentOf(row)) : '';
      if (key === null) continue;
      let sum = sums.get(key);
      if (!sum) sums.set(key, (sum = { value: 0, size: 0, carry: 0 }));
      for (const { measure, weight } of quantity.terms) {
        const column = this.#column(measure);
        const amount = weight * (column ? column.value[c]! + column.carry[c]! : this.#classes.size[c]! * this.#meter.measure(measure, this.#rows.assignment[row]!));
        const next = sum.value + amount;
        sum.carry += Math.abs(sum.value) >= Math.abs(amount) ? sum.value - next + amount : amount - next + sum.value;
        sum.value = next;
        sum.size += column ? Math.abs(weight) * column.size[c]! : Math.abs(amount);
      }
    }
    return new Map([...sums].map(([key, { value, carry, size }]) => [key, { value: value + carry, size }]));
  }

  #optionOf(row: number): number {
    return this.#instance.option[this.#rows.assignment[row]!]!;
  }
  #agentOf(row: number): number {
    return this.#rows.agents?.[row] ?? -1;
  }

  #passing(filter: readonly Membership[]): Uint8Array {
    const key = JSON.stringify(filter);
    let found = this.#actions.get(key);
    if (!found) this.#actions.set(key, (found = Uint8Array.from(this.#classes.row, (row) => (this.#meter.passesAction(filter, this.#optionOf(row), this.#agentOf(row)) ? 1 : 0))));
    return found;
  }

  /** A measure of the candidates summed by class. */
  #column(name: string): { value: Float64Array; carry: Float64Array; size: Float64Array } | null {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const numbers = name === 'count' ? undefined : name === 'value' ? this.#instance.value : this.#instance.measures[name];
    if (!numbers) {
      this.#columns.set(name, null);
      return null;
    }
    const { count, of } = this.#classes;
    const sums = { value: new Float64Array(count), carry: new Float64Array(count), size: new Float64Array(count) };
    for (let z = 0; z < of.length; z++) {
      const c = of[z]!;
      const amount = numbers[this.#rows.assignment[z]!]!;
      const before = sums.value[c]!;
      const next = before + amount;
      sums.carry[c]! += Math.abs(before) >= Math.abs(amount) ? before - next + amount : amount - next + before;
      sums.value[c] = next;
      sums.size[c]! += Math.abs(amount);
    }
    this.#columns.set(name, sums);
    return sums;
  }

  #matching(memberships: readonly Membership[]): Iterable<number> {
    if (memberships.length === 0) return this.#classes.size.keys();
    const attributes = memberships.map(({ attribute }) => attribute);
    const index = this.#index(attributes);
    const combinations = memberships.reduce((product, { values }) => product * values.length, 1);
    if (combinations > index.size) return [...index.values()].flatMap((classes) => (this.#holds(memberships, classes[0]!) ? classes : []));
    let keys: Scalar[][] = [[]];
    for (const { values } of memberships) keys = keys.flatMap((key) => [...new Set(values)].map((value) => [...key, value]));
    const found = keys.flatMap((key) => index.get(JSON.stringify(key.map(String))) ?? []).filter((c) => this.#holds(memberships, c));
    return new Set(found);
  }

  #holds(memberships: readonly Membership[], c: number): boolean {
    const row = this.#classes.row[c]!;
    return this.#meter.passes({ action: [], customer: [...memberships] }, this.#rows.customers[row]!, this.#rows.assignment[row]!);
  }

  #index(attributes: readonly string[]): Map<string, number[]> {
    const name = JSON.stringify(attributes);
    const known = this.#indexes.get(name);
    if (known) return known;
    const index = new Map<string, number[]>();
    for (let c = 0; c < this.#classes.count; c++) {
      const key = JSON.stringify(attributes.map((attribute) => String(this.#meter.customerAttribute(this.#rows.customers[this.#classes.row[c]!]!, attribute))));
      const list = index.get(key);
      if (list) list.push(c);
      else index.set(key, [c]);
    }
    this.#indexes.set(name, index);
    return index;
  }
}
