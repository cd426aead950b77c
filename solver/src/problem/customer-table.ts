import { type Column, idOf, isDictionary, isTyped, tableLength } from './columns.js';
import { type FaultList, shown } from './fault-list.js';
import type { TextColumn } from './instance.js';

/** Customers as they arrive, batch by batch: ids in order of arrival, attributes as columns. */
export class CustomerTable {
  readonly ids: string[] = [];
  readonly #index = new Map<string, number>();
  readonly #text = new Map<string, TextBuilder>();
  readonly #numbers = new Map<string, number[]>();
  /** True once customers were given as a table: ids that are not in it are then unknown. */
  given = false;

  /** Index of an id; −1 when it is not known. */
  find(id: string): number {
    return this.#index.get(id) ?? -1;
  }

  findOrAdd(id: string): number {
    const found = this.#index.get(id);
    if (found !== undefined) return found;
    this.#index.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  add(columns: Record<string, Column>, faults: FaultList): void {
    this.given = true;
    const { id, ...attributes } = columns;
    const length = tableLength(columns, '/customers', faults);
    if (!id) {
      if (length > 0) faults.add('/customers', 'column-missing', 'The customers have no column "id"');
      return;
    }
    const first = this.ids.length;
    for (let row = 0; row < length; row++) {
      const raw: unknown = isDictionary(id) ? id.dictionary[id.codes[row]!] : id[row];
      const own = idOf(raw);
      if (own === null) faults.add(`/customers/${first + row}/id`, 'id-missing', `Customer ${first + row} has the id ${shown(raw)}; give a text or a whole number`);
      else if (this.#index.has(own)) faults.add(`/customers/${first + row}/id`, 'duplicate-customer', `Customer ${shown(own)} stands twice: keep one row for each`);
      else this.#index.set(own, first + row);
      this.ids.push(own ?? '');
    }
    for (const [name, column] of Object.entries(attributes)) this.#addAttribute(name, column, first, length, faults);
  }

  #addAttribute(name: string, column: Column, first: number, length: number, faults: FaultList): void {
    const numeric = !isDictionary(column) && (isTyped(column) || column.every((cell) => cell === null || cell === undefined || typeof cell === 'number'));
    const allMissing = numeric && !isTyped(column) && column.every((cell) => cell === null || cell === undefined);
    if ((numeric ? this.#text : this.#numbers).has(name) && !allMissing) {
      faults.add(`/customers/${name}`, 'mixed-column', `Attribute "${name}" holds numbers in some rows and texts in others: give one kind`);
      return;
    }
    if (numeric && !this.#text.has(name)) {
      const numbers = this.#numbers.get(name) ?? [];
      this.#numbers.set(name, numbers);
      while (numbers.length < first) numbers.push(NaN);
      for (let row = 0; row < length; row++) {
        const cell = column[row] as number | null | undefined;
        if (cell === Infinity || cell === -Infinity) faults.add(`/customers/${first + row}/${name}`, 'not-a-number', `"${name}" of customer ${shown(this.ids[first + row])} is ${cell}; give a finite number or leave it empty`);
        numbers.push(cell ?? NaN);
      }
    } else {
      const text = this.#text.get(name) ?? new TextBuilder();
      this.#text.set(name, text);
      text.add(column, first, length, `/customers/${name}`, faults);
    }
  }

  /** The attributes as final columns, missing where a batch did not have them. */
  columns(): { text: Record<string, TextColumn>; numbers: Record<string, Float64Array> } {
    const count = this.ids.length;
    const numbers = Object.fromEntries([...this.#numbers].map(([name, values]) => {
      const out = new Float64Array(count).fill(NaN);
      out.set(values);
      return [name, out];
    }));
    return { text: Object.fromEntries([...this.#text].map(([name, text]) => [name, text.column(count)])), numbers };
  }
}

class TextBuilder {
  #codes = new Int32Array(1024).fill(-1);
  readonly #dictionary: string[] = [];
  readonly #index = new Map<string, number>();

  #code(value: string): number {
    let code = this.#index.get(value);
    if (code === undefined) this.#index.set(value, (code = this.#dictionary.push(value) - 1));
    return code;
  }

  add(column: Column, first: number, length: number, path: string, faults: FaultList): void {
    if (first + length > this.#codes.length) {
      const grown = new Int32Array(Math.max(this.#codes.length * 2, first + length)).fill(-1);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    if (isDictionary(column)) {
      const translated = Int32Array.from(column.dictionary, (value) => this.#code(value));
      for (let row = 0; row < length; row++) this.#codes[first + row] = translated[column.codes[row]!] ?? -1;
      return;
    }
    for (let row = 0; row < length; row++) {
      const cell: unknown = column[row];
      if (typeof cell === 'string' || typeof cell === 'boolean') this.#codes[first + row] = this.#code(String(cell));
      else if (cell !== null && cell !== undefined) faults.add(`${path}/${first + row}`, 'mixed-column', `Row ${first + row} is ${shown(cell)} among texts: give one kind of value in a column`);
    }
  }

  column(count: number): TextColumn {
    const codes = new Int32Array(count).fill(-1);
    codes.set(this.#codes.subarray(0, Math.min(count, this.#codes.length)));
    return { codes, dictionary: this.#dictionary };
  }
}
