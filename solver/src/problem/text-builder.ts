import { type Column, isDictionary, isUtf8 } from './columns.js';
import { type FaultList, shown } from './fault-list.js';
import { IdTable } from './id-table.js';
import type { TextColumn } from './instance.js';

/** A text attribute as it arrives: codes into the texts seen so far. A missing one is −1, as is an empty one that comes as bytes: files know no other way to leave a cell out. */
export class TextBuilder {
  #codes = new Int32Array(1024).fill(-1);
  readonly #texts = new IdTable();

  add(column: Column, first: number, length: number, path: string, rowOf: (row: number) => string, faults: FaultList): void {
    if (first + length > this.#codes.length) {
      const grown = new Int32Array(Math.max(this.#codes.length * 2, first + length)).fill(-1);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    const codes = this.#codes;
    const texts = this.#texts;
    if (isDictionary(column)) {
      const { dictionary } = column;
      const translated = isUtf8(dictionary)
        ? Int32Array.from(dictionary.starts, (start, i) => (dictionary.ends[i]! <= start ? -1 : texts.findOrAdd(dictionary.bytes, start, dictionary.ends[i]!)))
        : Int32Array.from(dictionary, (text) => texts.findOrAddText(text));
      for (let row = 0; row < length; row++) codes[first + row] = translated[column.codes[row]!] ?? -1;
      return;
    }
    if (isUtf8(column)) {
      const { bytes, starts, ends } = column;
      for (let row = 0; row < length; row++) codes[first + row] = ends[row]! <= starts[row]! ? -1 : texts.findOrAdd(bytes, starts[row]!, ends[row]!);
      return;
    }
    for (let row = 0; row < length; row++) {
      const cell: unknown = column[row];
      if (typeof cell === 'string' || typeof cell === 'boolean') codes[first + row] = texts.findOrAddText(String(cell));
      else if (cell !== null && cell !== undefined) faults.add(`${path}/${first + row}`, 'mixed-column', `${rowOf(first + row)} is ${shown(cell)} among texts: give one kind of value in a column`);
    }
  }

  column(count: number): TextColumn {
    const codes = new Int32Array(count).fill(-1);
    codes.set(this.#codes.subarray(0, Math.min(count, this.#codes.length)));
    return { codes, dictionary: this.#texts.texts() };
  }
}
