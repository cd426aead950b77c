import { type Column, cellAt, idOf, isDictionary, isTyped, isUtf8, type NumberArray, RowNames, tableLength } from './columns.js';
import { type FaultList, shown } from './fault-list.js';
import { IdTable } from './id-table.js';
import type { TextColumn } from './instance.js';
import { TextBuilder } from './text-builder.js';

/** Customers as they arrive, batch by batch: ids in order of arrival, attributes as columns. */
export class CustomerTable {
  readonly ids = new IdTable();
  readonly #text = new Map<string, TextBuilder>();
  readonly #numbers = new Map<string, Float64Array>();
  readonly #rows: RowNames;
  /** Rows given so far; more than there are ids where some are at fault. */
  #given = 0;
  /** True once customers were given as a table: ids that are not in it are then unknown. */
  given = false;

  constructor(private readonly file?: string) {
    this.#rows = new RowNames(file, 'Customer');
  }

  add(columns: Record<string, Column>, faults: FaultList): void {
    this.given = true;
    const { id, ...attributes } = columns;
    const length = tableLength(columns, '/customers', faults);
    if (!id) {
      if (length > 0) faults.add('/customers', 'column-missing', `${this.#rows.prefix}The customers have no column "id", only ${Object.keys(attributes).map(shown).join(', ')}`);
      return;
    }
    const first = this.#given;
    this.#addIds(id, first, length, faults);
    this.#given += length;
    for (const [name, column] of Object.entries(attributes)) this.#addAttribute(name, column, first, length, faults);
  }

  #addIds(column: Column, first: number, length: number, faults: FaultList): void {
    const ids = this.ids;
    const dictionary = isDictionary(column) && isUtf8(column.dictionary) ? column.dictionary : null;
    for (let row = 0; row < length; row++) {
      const before = ids.count;
      if (isUtf8(column)) {
        if (column.ends[row]! > column.starts[row]!) ids.findOrAdd(column.bytes, column.starts[row]!, column.ends[row]!);
        else this.#missing(column, row, first, faults);
      } else if (dictionary) {
        const code = (column as { codes: ArrayLike<number> }).codes[row]!;
        if (dictionary.ends[code]! > dictionary.starts[code]!) ids.findOrAdd(dictionary.bytes, dictionary.starts[code]!, dictionary.ends[code]!);
        else this.#missing(column, row, first, faults);
      } else {
        const own = idOf(cellAt(column, row));
        if (own !== null) ids.findOrAddText(own);
        else this.#missing(column, row, first, faults);
      }
      if (ids.count === before && idOf(cellAt(column, row)) !== null) faults.add(`/customers/${first + row}/id`, 'duplicate-customer', `${this.file === undefined ? '' : `${this.#rows.of(first + row)}: `}Customer ${shown(idOf(cellAt(column, row)))} stands twice: keep one row for each`);
    }
  }

  #missing(column: Column, row: number, first: number, faults: FaultList): void {
    faults.add(`/customers/${first + row}/id`, 'id-missing', `${this.#rows.of(first + row)} has the id ${shown(cellAt(column, row))}; give a text or a whole number`);
  }

  #addAttribute(name: string, column: Column, first: number, length: number, faults: FaultList): void {
    const plain = !isDictionary(column) && !isUtf8(column) ? column : null;
    const numeric = plain !== null && (isTyped(plain) || plain.every((cell) => cell === null || cell === undefined || typeof cell === 'number'));
    const allMissing = numeric && !isTyped(plain) && plain.every((cell) => cell === null || cell === undefined);
    if ((numeric ? this.#text : this.#numbers).has(name) && !allMissing) {
      faults.add(`/customers/${name}`, 'mixed-column', `${this.#rows.prefix}Attribute "${name}" holds numbers in some rows and texts in others: give one kind`);
      return;
    }
    if (numeric && !this.#text.has(name)) this.#addNumbers(name, plain, first, length, faults);
    else {
      const text = this.#text.get(name) ?? new TextBuilder();
      this.#text.set(name, text);
      text.add(column, first, length, `/customers/${name}`, (row) => (this.file === undefined ? `Row ${row}` : `${this.#rows.of(row)}: "${name}"`), faults);
    }
  }

  #addNumbers(name: string, column: readonly unknown[] | NumberArray, first: number, length: number, faults: FaultList): void {
    let numbers = this.#numbers.get(name) ?? new Float64Array(0);
    if (numbers.length < first + length) {
      const grown = new Float64Array(Math.max(first === 0 ? 0 : numbers.length * 2, first + length)).fill(NaN, numbers.length);
      grown.set(numbers);
      this.#numbers.set(name, (numbers = grown));
    }
    for (let row = 0; row < length; row++) {
      const cell = column[row] as number | null | undefined;
      if (cell === Infinity || cell === -Infinity) faults.add(`/customers/${first + row}/${name}`, 'not-a-number', `${this.file === undefined ? '' : `${this.#rows.of(first + row)}: `}"${name}" of customer ${shown(this.ids.text(Math.min(first + row, this.ids.count - 1)))} is ${cell}; give a finite number or leave it empty`);
      numbers[first + row] = cell ?? NaN;
    }
  }

  /** The attributes as final columns, missing where a batch did not have them. */
  columns(): { text: Record<string, TextColumn>; numbers: Record<string, Float64Array> } {
    const { count } = this.ids;
    const numbers = Object.fromEntries([...this.#numbers].map(([name, values]) => {
      if (values.length === count) return [name, values];
      const out = new Float64Array(count).fill(NaN);
      out.set(values.subarray(0, count));
      return [name, out];
    }));
    return { text: Object.fromEntries([...this.#text].map(([name, text]) => [name, text.column(count)])), numbers };
  }
}
