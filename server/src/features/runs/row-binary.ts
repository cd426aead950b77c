import type { Readable } from 'node:stream';

/**
 * Reads values of ClickHouse's RowBinary format out of the bytes at hand. A read past their end sets `short` and returns
 * a zero: the reader then waits for more bytes and reads the row again, so that no row needs an exception or a promise of its own.
 */
export class RowCursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  short = false;

  #has(length: number): boolean {
    if (this.at + length <= this.bytes.length) return true;
    this.short = true;
    return false;
  }

  /** Length of a text or an array (LEB128). */
  length(): number {
    let result = 0;
    for (let factor = 1; this.#has(1); factor *= 128) {
      const byte = this.bytes[this.at++]!;
      result += (byte & 127) * factor;
      if (byte < 128) return result;
    }
    return 0;
  }

  /** The bytes of a text; valid until the next row is read. */
  textBytes(): Buffer {
    const length = this.length();
    if (!this.#has(length)) return this.bytes.subarray(0, 0);
    return this.bytes.subarray(this.at, (this.at += length));
  }

  int32(): number {
    if (!this.#has(4)) return 0;
    this.at += 4;
    return this.bytes.readInt32LE(this.at - 4);
  }

  uint16(): number {
    if (!this.#has(2)) return 0;
    this.at += 2;
    return this.bytes.readUInt16LE(this.at - 2);
  }

  float64(): number {
    if (!this.#has(8)) return 0;
    this.at += 8;
    return this.bytes.readDoubleLE(this.at - 8);
  }
}

/** Rows of a RowBinary stream, one at a time. `read` takes one whole row from the cursor into a place of its own. */
export class RowReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #cursor = new RowCursor();
  readonly #stream: Readable;
  readonly #read: (cursor: RowCursor) => void;

  constructor(stream: Readable, read: (cursor: RowCursor) => void) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#read = read;
  }

  /** True when `read` has taken the next row, false at the end. Answers at once while bytes are at hand. */
  next(): boolean | Promise<boolean> {
    return this.#take() || this.#nextAfterMore();
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #take(): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (start >= cursor.bytes.length) return false;
    cursor.short = false;
    this.#read(cursor);
    if (!cursor.short) return true;
    cursor.at = start;
    return false;
  }

  async #nextAfterMore(): Promise<boolean> {
    const cursor = this.#cursor;
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done) {
        if (cursor.at < cursor.bytes.length) throw new Error(`the analytical store's answer ended inside a row, ${cursor.bytes.length - cursor.at} bytes are left over`);
        return false;
      }
      const rest = cursor.bytes.subarray(cursor.at);
      cursor.bytes = rest.length === 0 ? value : Buffer.concat([rest, value]);
      cursor.at = 0;
      if (this.#take()) return true;
    }
  }
}
