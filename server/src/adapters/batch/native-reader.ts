import { type NativeBlock, type NativeColumn, type NativeType, parseNativeType } from './native-columns.js';

/** The bytes at hand end inside a block: more must come. */
class Short extends Error {}
const short = new Short();

/** Texts that come again and again (segments, channels) are decoded once. */
class TextCache {
  readonly #slots: ({ bytes: Buffer; text: string } | undefined)[] = new Array<undefined>(4096);

  decode(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return '';
    if (length > 24) return bytes.toString('utf8', start, end);
    let hash = length;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const index = (hash ^ (hash >>> 12)) & 4095;
    const slot = this.#slots[index];
    if (slot?.bytes.length === length) {
      const known = slot.bytes;
      let at = 0;
      while (at < length && known[at] === bytes[start + at]) at += 1;
      if (at === length) return slot.text;
    }
    const text = bytes.toString('utf8', start, end);
    this.#slots[index] = { bytes: Buffer.from(bytes.subarray(start, end)), text };
    return text;
  }
}

/**
 * Blocks of ClickHouse's Native format out of a byte stream: columns stay columns, a row never becomes an object here.
 * The format is the one of protocol revision 0, which HTTP answers use: https://clickhouse.com/docs/interfaces/formats/Native.
 */
export class NativeReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #pending: Buffer[] = [];
  #pendingLength = 0;
  /** Bytes to wait for before a block that was too short is tried again, so that they are not copied over and over. */
  #wanted = 0;
  readonly #texts = new TextCache();

  /** Adds bytes; the blocks that are whole by now. */
  push(chunk: Buffer): NativeBlock[] {
    this.#pending.push(chunk);
    this.#pendingLength += chunk.length;
    if (this.#pendingLength < this.#wanted) return [];
    return this.#take();
  }

  /** Blocks that are left at the end of the stream. Throws when the stream ended inside one. */
  end(): NativeBlock[] {
    const blocks = this.#take();
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new Error(`the answer of the analytical store broke off inside a block, ${left} bytes are left over`);
    return blocks;
  }

  #take(): NativeBlock[] {
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), ...this.#pending]);
    this.#at = 0;
    this.#pending = [];
    this.#pendingLength = 0;
    const blocks: NativeBlock[] = [];
    while (this.#at < this.#bytes.length) {
      const start = this.#at;
      try {
        const block = this.#block();
        if (block.rows > 0) blocks.push(block);
      } catch (error) {
        if (error !== short) throw error;
        this.#at = start;
        this.#wanted = Math.max(65_536, this.#bytes.length - start);
        return blocks;
      }
    }
    this.#wanted = 0;
    return blocks;
  }

  #block(): NativeBlock {
    const columnCount = this.#length();
    const rows = this.#length();
    const columns: NativeColumn[] = [];
    for (let index = 0; index < columnCount; index += 1) {
      const name = this.#text();
      const type = parseNativeType(this.#text());
      columns.push({ name, type, values: this.#values(type, rows) });
    }
    return { rows, columns };
  }

  #need(length: number): void {
    if (this.#at + length > this.#bytes.length) throw short;
  }

  #length(): number {
    let result = 0;
    for (let factor = 1; ; factor *= 128) {
      this.#need(1);
      const byte = this.#bytes[this.#at++]!;
      result += (byte & 127) * factor;
      if (byte < 128) return result;
    }
  }

  #text(): string {
    const length = this.#length();
    this.#need(length);
    this.#at += length;
    return this.#texts.decode(this.#bytes, this.#at - length, this.#at);
  }

  #values(type: NativeType, rows: number): ArrayLike<unknown> {
    switch (type.kind) {
      case 'float64':
        return new Float64Array(this.#copy(rows * 8));
      case 'int32':
        return new Int32Array(this.#copy(rows * 4));
      case 'uint64':
        return Array.from(new BigUint64Array(this.#copy(rows * 8)), Number);
      case 'bool':
        return this.#booleans(rows);
      case 'string': {
        const values = new Array<string>(rows);
        for (let row = 0; row < rows; row += 1) values[row] = this.#text();
        return values;
      }
      case 'nullable':
        return this.#nullable(type.of, rows);
      case 'array':
        return this.#arrays(type.of, rows);
    }
  }

  #booleans(rows: number): boolean[] {
    this.#need(rows);
    const values = new Array<boolean>(rows);
    for (let row = 0; row < rows; row += 1) values[row] = this.#bytes[this.#at + row] !== 0;
    this.#at += rows;
    return values;
  }

  #nullable(of: NativeType, rows: number): ArrayLike<unknown> {
    this.#need(rows);
    const nulls = this.#bytes.subarray(this.#at, this.#at + rows);
    this.#at += rows;
    const inner = this.#values(of, rows);
    if (nulls.indexOf(1) < 0) return inner;
    const values = new Array<unknown>(rows);
    for (let row = 0; row < rows; row += 1) values[row] = nulls[row] === 0 ? inner[row] : null;
    return values;
  }

  #arrays(of: NativeType, rows: number): unknown[][] {
    const ends = new BigUint64Array(this.#copy(rows * 8));
    const items = this.#values(of, rows === 0 ? 0 : Number(ends[rows - 1]));
    const values = new Array<unknown[]>(rows);
    let start = 0;
    for (let row = 0; row < rows; row += 1) {
      const end = Number(ends[row]);
      values[row] = Array.prototype.slice.call(items, start, end) as unknown[];
      start = end;
    }
    return values;
  }

  /** The next bytes as a buffer of their own, aligned for typed arrays. */
  #copy(length: number): ArrayBuffer {
    this.#need(length);
    const copy = new ArrayBuffer(length);
    new Uint8Array(copy).set(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return copy;
  }
}
