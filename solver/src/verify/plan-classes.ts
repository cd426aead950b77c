import type { Instance } from '../problem/instance.js';

/** Codes of an attribute over the customers: 0 is a missing value, equal codes are equal values. */
function codesOf(instance: Instance, attribute: string): { codeOf: (customer: number) => number; most: number } {
  const text = instance.customers.text[attribute];
  if (text) return { codeOf: (customer) => Math.max(0, text.codes[customer]! + 1), most: text.dictionary.length };
  const numbers = instance.customers.numbers[attribute];
  const known = new Map<number, number>();
  const codes = new Uint32Array(instance.customers.count);
  for (let i = 0; numbers && i < codes.length; i++) {
    if (Number.isNaN(numbers[i]!)) continue;
    let code = known.get(numbers[i]!);
    if (code === undefined) known.set(numbers[i]!, (code = known.size + 1));
    codes[i] = code;
  }
  return { codeOf: (customer) => codes[customer]!, most: known.size };
}

/** Splits classes by a code; classes are numbered as they come. */
function split(of: Uint32Array, count: number, codes: number, codeOf: (row: number) => number): number {
  const size = count * codes;
  const table = size <= 1 << 22 ? new Int32Array(size).fill(-1) : null;
  const sparse = new Map<number, number>();
  let next = 0;
  for (let z = 0; z < of.length; z++) {
    const key = of[z]! * codes + codeOf(z);
    let found = table ? table[key]! : (sparse.get(key) ?? -1);
    if (found < 0) {
      found = next++;
      if (table) table[key] = found;
      else sparse.set(key, found);
    }
    of[z] = found;
  }
  return next;
}

/** Combinations of customers' values that occur, missing ones left out. One customer of each. */
export function occurringCustomers(instance: Instance, attributes: readonly string[]): number[] {
  const of = new Uint32Array(instance.customers.count);
  const whole = new Uint8Array(of.length).fill(1);
  let count = of.length > 0 ? 1 : 0;
  for (const attribute of attributes) {
    const { codeOf, most } = codesOf(instance, attribute);
    for (let i = 0; i < of.length; i++) if (codeOf(i) === 0) whole[i] = 0;
    count = split(of, count, most + 1, codeOf);
  }
  const seen = new Uint8Array(count);
  const found: number[] = [];
  for (let i = 0; i < of.length; i++) {
    if (seen[of[i]!]) continue;
    seen[of[i]!] = 1;
    if (whole[i]) found.push(i);
  }
  return found;
}

/**
 * The rows of a plan by class: those of one class have the same action, period and agent, and customers with the same values of the
 * attributes that limits look at. So a plan of a million rows is measured against a thousand limits in the time of one pass.
 */
export class PlanClasses {
  readonly count: number;
  /** Class of each row of the plan. */
  readonly of: Uint32Array;
  /** Some row of each class, and how many there are. */
  readonly row: Uint32Array;
  readonly size: Float64Array;

  constructor(instance: Instance, assignment: ArrayLike<number>, customers: ArrayLike<number>, agents: ArrayLike<number> | null, attributes: readonly string[]) {
    const rows = assignment.length;
    this.of = new Uint32Array(rows);
    let count = rows > 0 ? 1 : 0;
    const options = instance.option.length > 0 ? largestOption(instance, assignment) + 1 : 1;
    count = split(this.of, count, options, (z) => instance.option[assignment[z]!]!);
    if (agents) {
      let most = 0;
      for (let z = 0; z < rows; z++) most = Math.max(most, agents[z]!);
      count = split(this.of, count, most + 2, (z) => agents[z]! + 1);
    }
    for (const attribute of attributes) {
      const { codeOf, most } = codesOf(instance, attribute);
      count = split(this.of, count, most + 1, (z) => codeOf(customers[z]!));
    }
    this.count = count;
    this.row = new Uint32Array(count);
    this.size = new Float64Array(count);
    for (let z = 0; z < rows; z++) {
      this.row[this.of[z]!] = z;
      this.size[this.of[z]!]!++;
    }
  }
}

function largestOption(instance: Instance, assignment: ArrayLike<number>): number {
  let most = 0;
  for (let z = 0; z < assignment.length; z++) most = Math.max(most, instance.option[assignment[z]!]!);
  return most;
}
