import type { Entries, Row } from './model.js';

/** Coefficients as they come, in columns that grow. */
export class EntryList {
  count = 0;
  #q = new Uint32Array(1024);
  #row = new Uint32Array(1024);
  #coefficient = new Float64Array(1024);
  #channel = new Uint8Array(1024);

  add(q: number, row: number, coefficient: number, channel: number): void {
    if (this.count === this.#q.length) this.#grow();
    const at = this.count++;
    this.#q[at] = q;
    this.#row[at] = row;
    this.#coefficient[at] = coefficient;
    this.#channel[at] = channel;
  }

  #grow(): void {
    const size = this.#q.length * 2;
    const grown = <T extends Uint32Array | Float64Array | Uint8Array>(column: T, out: T): T => {
      out.set(column);
      return out;
    };
    this.#q = grown(this.#q, new Uint32Array(size));
    this.#row = grown(this.#row, new Uint32Array(size));
    this.#coefficient = grown(this.#coefficient, new Float64Array(size));
    this.#channel = grown(this.#channel, new Uint8Array(size));
  }

  /** By (cell, option), in order of arrival within each, every coefficient divided by its row's scale. */
  pack(size: number, rows: readonly Row[]): Entries {
    const entries: Entries = { start: new Uint32Array(size + 1), row: new Uint32Array(this.count), coefficient: new Float64Array(this.count), channel: new Uint8Array(this.count) };
    for (let z = 0; z < this.count; z++) entries.start[this.#q[z]! + 1]!++;
    for (let q = 0; q < size; q++) entries.start[q + 1]! += entries.start[q]!;
    const next = entries.start.slice();
    for (let z = 0; z < this.count; z++) {
      const at = next[this.#q[z]!]!++;
      entries.row[at] = this.#row[z]!;
      entries.coefficient[at] = this.#coefficient[z]! / rows[this.#row[z]!]!.scale;
      entries.channel[at] = this.#channel[z]!;
    }
    return entries;
  }
}
