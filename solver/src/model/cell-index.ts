import type { Instance } from '../problem/instance.js';
import type { Membership, Scalar } from '../problem/problem.js';
import type { Cells } from './cells.js';

/**
 * Finds the cells that satisfy memberships of customer attributes by looking values up instead of testing cell after cell: with a
 * hundred thousand limits over a hundred thousand cells, each limit costs only what it matches.
 */
export class CellIndex {
  readonly #instance: Instance;
  readonly #cells: Cells;
  readonly #all: Uint32Array;
  /** By the attributes filtered on: cells by their values. */
  readonly #indexes = new Map<string, Map<string, number[]>>();

  constructor(instance: Instance, cells: Cells) {
    this.#instance = instance;
    this.#cells = cells;
    this.#all = Uint32Array.from({ length: cells.count }, (_, cell) => cell);
  }

  /** Value of an attribute in a cell as a text; null where it is missing. Only for attributes that are alike within the cell. */
  valueOf(cell: number, attribute: string): string | null {
    const customer = this.#cells.representative[cell]!;
    const text = this.#instance.customers.text[attribute];
    if (text) return text.codes[customer]! < 0 ? null : text.dictionary[text.codes[customer]!]!;
    const value = this.#instance.customers.numbers[attribute]?.[customer];
    return value === undefined || Number.isNaN(value) ? null : String(value === 0 ? 0 : value);
  }

  matching(memberships: readonly Membership[]): ArrayLike<number> {
    if (memberships.length === 0) return this.#all;
    const wanted = new Map<string, Set<string>>();
    for (const { attribute, values } of memberships) {
      const named = new Set(this.#keysOf(attribute, values));
      const known = wanted.get(attribute);
      wanted.set(attribute, known ? new Set([...known].filter((value) => named.has(value))) : named);
    }
    const attributes = [...wanted.keys()].sort();
    const index = this.#index(attributes);
    const combinations = attributes.reduce((product, attribute) => product * wanted.get(attribute)!.size, 1);
    if (combinations > index.size) {
      // More values are named than there are: go through those there are.
      return [...index].flatMap(([key, cells]) => ((JSON.parse(key) as string[]).every((value, a) => wanted.get(attributes[a]!)!.has(value)) ? cells : [])).sort((a, b) => a - b);
    }
    let keys: string[][] = [[]];
    for (const attribute of attributes) keys = keys.flatMap((key) => [...wanted.get(attribute)!].map((value) => [...key, value]));
    const found = keys.flatMap((key) => index.get(JSON.stringify(key)) ?? []);
    return keys.length > 1 ? found.sort((a, b) => a - b) : found;
  }

  /** A text attribute is compared as text, a number with numbers only. */
  #keysOf(attribute: string, values: readonly Scalar[]): string[] {
    if (this.#instance.customers.text[attribute]) return values.map(String);
    return values.filter((value) => typeof value === 'number').map((value) => String(value === 0 ? 0 : value));
  }

  #index(attributes: readonly string[]): Map<string, number[]> {
    const name = JSON.stringify(attributes);
    const known = this.#indexes.get(name);
    if (known) return known;
    const index = new Map<string, number[]>();
    for (let cell = 0; cell < this.#cells.count; cell++) {
      const values = attributes.map((attribute) => this.valueOf(cell, attribute));
      if (values.includes(null)) continue;
      const key = JSON.stringify(values);
      const list = index.get(key);
      if (list) list.push(cell);
      else index.set(key, [cell]);
    }
    this.#indexes.set(name, index);
    return index;
  }
}
