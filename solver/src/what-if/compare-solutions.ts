import type { Instance } from '../problem/instance.js';
import { customerId } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import { PlanMeter } from '../verify/measure-plan.js';

/** One action of a plan, as solution documents and CSV files have it. */
export interface PlanEntry {
  customer: string;
  action: string;
  period?: string | undefined;
}

export interface PlanMove {
  /** Actions of the customer in each plan, by period and then by id, joined with " + "; null for customers who get nothing. */
  from: string | null;
  to: string | null;
  customers: number;
  valueA: number;
  valueB: number;
}

interface Changes {
  /** Customers with the same actions in the same periods; with others; with actions in b only; in a only. */
  same: number;
  moved: number;
  added: number;
  dropped: number;
  valueA: number;
  valueB: number;
}

export interface PlanComparison extends Changes {
  /** The most customers first. */
  moves: PlanMove[];
  /** By the values of an attribute of the customers, where one was given; "" for customers without a value. */
  groups?: (Changes & { value: string })[];
}

export interface ComparisonOptions {
  /** What an action of a customer is worth; 0 when left out. */
  worthOf?: (entry: PlanEntry) => number;
  groupOf?: (customer: string) => string;
}

/** Two plans customer by customer, by ids: of one problem or of two. Customers who get nothing in both are in neither, and not counted. */
export function comparePlans(a: Iterable<PlanEntry>, b: Iterable<PlanEntry>, { worthOf = () => 0, groupOf }: ComparisonOptions = {}): PlanComparison {
  const customers = new Map<string, { a: PlanEntry[]; b: PlanEntry[] }>();
  for (const [name, plan] of [['a', a], ['b', b]] as const) {
    for (const entry of plan) {
      let own = customers.get(entry.customer);
      if (!own) customers.set(entry.customer, (own = { a: [], b: [] }));
      own[name].push(entry);
    }
  }
  const whole = { same: 0, moved: 0, added: 0, dropped: 0, valueA: 0, valueB: 0 };
  const moves = new Map<string, PlanMove>();
  const groups = new Map<string, Changes>();
  for (const [customer, own] of customers) {
    const [from, to] = [own.a.sort(inOrder), own.b.sort(inOrder)];
    const [valueA, valueB] = [sum(from, worthOf), sum(to, worthOf)];
    const kind = from.length === 0 ? 'added' : to.length === 0 ? 'dropped' : keyOf(from) === keyOf(to) ? 'same' : 'moved';
    const key = JSON.stringify([namesOf(from), namesOf(to)]);
    let move = moves.get(key);
    if (!move) moves.set(key, (move = { from: namesOf(from), to: namesOf(to), customers: 0, valueA: 0, valueB: 0 }));
    move.customers++;
    const counted: Changes[] = [whole];
    if (groupOf) {
      const group = groupOf(customer);
      let changes = groups.get(group);
      if (!changes) groups.set(group, (changes = { ...whole, same: 0, moved: 0, added: 0, dropped: 0, valueA: 0, valueB: 0 }));
      counted.push(changes);
    }
    for (const changes of counted) changes[kind]++;
    for (const sums of [move, ...counted]) {
      sums.valueA += valueA;
      sums.valueB += valueB;
    }
  }
  const sorted = [...moves.values()].sort((x, y) => y.customers - x.customers || compareText(x.from ?? '', y.from ?? '') || compareText(x.to ?? '', y.to ?? ''));
  return { ...whole, moves: sorted, ...(groupOf ? { groups: [...groups].map(([value, changes]) => ({ value, ...changes })).sort((x, y) => compareText(x.value, y.value)) } : {}) };
}

/** Two assignments of one instance (candidates, ascending), by the values of an attribute of the customers where one is named. */
export function compareSolutions(problem: Problem, instance: Instance, a: ArrayLike<number>, b: ArrayLike<number>, attribute?: string): PlanComparison {
  const meter = new PlanMeter(problem, instance);
  const customerOf = new Map<string, number>();
  const value = new Map<string, number>();
  const entries = (assignment: ArrayLike<number>): PlanEntry[] => {
    const customers = meter.customersOf(assignment);
    return Array.from(assignment, (e, z) => {
      const entry: PlanEntry = { customer: customerId(instance, customers[z]!), action: problem.actions[meter.actionIndex(e)]!.id, period: problem.periods[meter.periodIndex(e)] };
      customerOf.set(entry.customer, customers[z]!);
      value.set(entryKey(entry), instance.value[e]!);
      return entry;
    });
  };
  const groupOf = (customer: string): string => String(meter.customerAttribute(customerOf.get(customer)!, attribute!) ?? '');
  return comparePlans(entries(a), entries(b), { worthOf: (entry) => value.get(entryKey(entry)) ?? 0, ...(attribute === undefined ? {} : { groupOf }) });
}

function entryKey({ customer, action, period }: PlanEntry): string {
  return JSON.stringify([customer, action, period ?? null]);
}
function keyOf(entries: readonly PlanEntry[]): string {
  return JSON.stringify(entries.map(({ action, period }) => [action, period ?? null]));
}
function namesOf(entries: readonly PlanEntry[]): string | null {
  return entries.length === 0 ? null : entries.map(({ action }) => action).join(' + ');
}
function inOrder(x: PlanEntry, y: PlanEntry): number {
  return compareText(x.period ?? '', y.period ?? '') || compareText(x.action, y.action);
}
function compareText(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0;
}
function sum(entries: readonly PlanEntry[], worthOf: (entry: PlanEntry) => number): number {
  return entries.reduce((total, entry) => total + worthOf(entry), 0);
}
