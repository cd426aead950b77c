import type { Instance } from '../problem/instance.js';
import type { CustomerTest } from '../problem/problem.js';
import { numberPasses, textPasses } from './customer-tests.js';

/** A partition of the customers such that those of one cell answer every given test alike. */
export interface Cells {
  /** Cell of each customer. */
  of: Uint32Array;
  count: number;
  /** Some customer of each cell. */
  representative: Uint32Array;
}

/** A test together with the days by which its attribute has aged. */
export interface ShiftedTest {
  test: CustomerTest;
  shiftDays: number;
}

/**
 * Partitions the customers by refinement: attribute after attribute, cells are split by the class of the attribute's value.
 * Values of an attribute are in one class when every test answers alike, so that a thousand regions of which three are filtered on make
 * four classes; attributes of `splits` are split into all their values. Time: customers × attributes (× comparisons with numbers), and
 * the values that the tests name.
 */
export function partitionCustomers(instance: Instance, tests: readonly ShiftedTest[], splits: readonly string[] = []): Cells {
  const count = instance.customers.count;
  let cells: Cells = { of: new Uint32Array(count), count: count > 0 ? 1 : 0, representative: new Uint32Array(count > 0 ? 1 : 0) };
  for (const attribute of new Set(splits)) {
    const text = instance.customers.text[attribute];
    const numbers = instance.customers.numbers[attribute];
    if (text) cells = refine(cells, text.dictionary.length + 1, (i) => (text.codes[i]! < 0 ? text.dictionary.length : text.codes[i]!));
    else if (numbers) cells = refineByNumber(cells, numbers, new Map(), true);
  }
  for (const [attribute, own] of groupByAttribute(tests)) {
    if (splits.includes(attribute) && own.every(({ test, shiftDays }) => test.kind === 'membership' && shiftDays === 0)) continue;
    const text = instance.customers.text[attribute];
    const numbers = instance.customers.numbers[attribute];
    if (text) {
      const classOf = textClasses(own, text.dictionary);
      const missing = classOf.classes;
      cells = refine(cells, missing + 1, (i) => (text.codes[i]! < 0 ? missing : classOf.of[text.codes[i]!]!));
    } else if (numbers) {
      const named = own.filter(({ test }) => test.kind === 'membership');
      if (named.length > 0) cells = refineByNumber(cells, numbers, numberClasses(named), false);
      for (const { test, shiftDays } of own) if (test.kind === 'comparison') cells = refine(cells, 2, (i) => (numberPasses(test, numbers[i]!, shiftDays) ? 1 : 0));
    }
  }
  return cells;
}

/** Class of each dictionary value: values that the same tests name are alike. Comparisons with numbers are never true of a text. */
function textClasses(tests: readonly ShiftedTest[], dictionary: readonly string[]): { of: Int32Array; classes: number } {
  const naming = new Map<string, number[]>();
  tests.forEach(({ test }, t) => {
    if (test.kind !== 'membership') return;
    for (const value of new Set(test.values.map(String))) if (textPasses({ ...test, values: [value] }, value)) push(naming, value, t);
  });
  const classes = new Map<string, number>();
  const of = Int32Array.from(dictionary, (value) => {
    const signature = naming.get(value)?.join() ?? '';
    let found = classes.get(signature);
    if (found === undefined) classes.set(signature, (found = classes.size));
    return found;
  });
  return { of, classes: classes.size };
}

/** Class by number for the numbers that some test names: 1 and above; every other number is of class 0. */
function numberClasses(tests: readonly ShiftedTest[]): Map<number, number> {
  const naming = new Map<number, number[]>();
  tests.forEach(({ test, shiftDays }, t) => {
    if (test.kind === 'membership') for (const value of new Set(test.values)) if (typeof value === 'number') push(naming, value - shiftDays, t);
  });
  const classes = new Map<string, number>();
  return new Map([...naming].map(([value, own]) => {
    const signature = own.join();
    let found = classes.get(signature);
    if (found === undefined) classes.set(signature, (found = classes.size + 1));
    return [value, found];
  }));
}

function push<K>(lists: Map<K, number[]>, key: K, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** `open`: every other number is a class of its own; missing values are one. */
function refineByNumber(cells: Cells, numbers: Float64Array, classes: Map<number, number>, open: boolean): Cells {
  const codes = new Uint32Array(numbers.length);
  let most = 0;
  for (const code of classes.values()) most = Math.max(most, code);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    let code = Number.isNaN(value) ? 0 : classes.get(value);
    if (code === undefined) {
      code = open ? ++most : 0;
      if (open) classes.set(value, code);
    }
    codes[i] = code;
  }
  return refine(cells, most + 1, (i) => codes[i]!);
}

function groupByAttribute(tests: readonly ShiftedTest[]): Map<string, ShiftedTest[]> {
  const groups = new Map<string, ShiftedTest[]>();
  const seen = new Set<string>();
  for (const entry of tests) {
    const key = JSON.stringify([entry.test, entry.shiftDays, String(entry.test.kind === 'comparison' && [entry.test.atLeast, entry.test.atMost, entry.test.above, entry.test.below])]);
    if (seen.has(key)) continue;
    seen.add(key);
    const group = groups.get(entry.test.attribute);
    if (group) group.push(entry);
    else groups.set(entry.test.attribute, [entry]);
  }
  return groups;
}

function refine(cells: Cells, classes: number, classOf: (customer: number) => number): Cells {
  const of = new Uint32Array(cells.of.length);
  const representative: number[] = [];
  const size = cells.count * classes;
  const table = size <= 4_000_000 ? new Int32Array(size).fill(-1) : null;
  const sparse = table ? null : new Map<number, number>();
  for (let i = 0; i < of.length; i++) {
    const key = cells.of[i]! * classes + classOf(i);
    let cell = table ? table[key]! : (sparse!.get(key) ?? -1);
    if (cell < 0) {
      cell = representative.push(i) - 1;
      if (table) table[key] = cell;
      else sparse!.set(key, cell);
    }
    of[i] = cell;
  }
  return { of, count: representative.length, representative: Uint32Array.from(representative) };
}
