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
 * Values of a text attribute are in one class when every test answers alike, so that a thousand regions of which three are
 * filtered on make four classes. Time: customers × attributes filtered on (× tests for numeric ones).
 */
export function partitionCustomers(instance: Instance, tests: readonly ShiftedTest[]): Cells {
  const count = instance.customers.count;
  let cells: Cells = { of: new Uint32Array(count), count: count > 0 ? 1 : 0, representative: new Uint32Array(count > 0 ? 1 : 0) };
  const byAttribute = groupByAttribute(tests);
  for (const [attribute, own] of byAttribute) {
    const text = instance.customers.text[attribute];
    const numbers = instance.customers.numbers[attribute];
    if (text) {
      const classes = new Map<string, number>();
      const classOf = Int32Array.from(text.dictionary, (value) => {
        const signature = own.map(({ test }) => (textPasses(test, value) ? '1' : '0')).join('');
        let found = classes.get(signature);
        if (found === undefined) classes.set(signature, (found = classes.size));
        return found;
      });
      const missing = classes.size;
      cells = refine(cells, missing + 1, (i) => (text.codes[i]! < 0 ? missing : classOf[text.codes[i]!]!));
    } else if (numbers) {
      for (const { test, shiftDays } of own) cells = refine(cells, 2, (i) => (numberPasses(test, numbers[i]!, shiftDays) ? 1 : 0));
    }
  }
  return cells;
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
