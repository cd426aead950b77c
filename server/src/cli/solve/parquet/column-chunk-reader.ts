import { readSync } from 'node:fs';
import type { Column, NumberArray, Utf8Column } from '@arbiter/solver';
import { decompress } from './decompress.js';
import { readHybrid } from './hybrid-runs.js';
import { asColumn, decodeValues, plainValues } from './page-values.js';
import { ParquetError } from './parquet-error.js';
import type { ColumnChunk, ParquetColumn } from './parquet-metadata.js';
import { numberOf, ShortInput, structOf, ThriftReader, type ThriftStruct } from './thrift-reader.js';

const windowBytes = 2 ** 20;
const mostHeaderBytes = 2 ** 24;
const mostPageBytes = 2 ** 31;

/** Reads the pages of one column of one row group, one at a time: what is decoded is what is wanted next. */
export class ColumnChunkReader {
  #window = new Uint8Array(0);
  /** Place in the file of the window's first byte, and in the window of the next one. */
  #windowStart: number;
  #at = 0;
  readonly #end: number;
  #left: number;
  #dictionary: NumberArray | Utf8Column | null = null;
  /** The page at hand and the first of its rows not yet taken. */
  #page: Column | null = null;
  #row = 0;
  #rows = 0;

  constructor(private readonly file: number, private readonly column: ParquetColumn, private readonly chunk: ColumnChunk) {
    this.#windowStart = chunk.start;
    this.#end = chunk.start + chunk.bytes;
    this.#left = chunk.values;
  }

  /** Rows at hand without decoding another page; 0 at the end. */
  available(): number {
    while (this.#row === this.#rows && this.#left > 0) this.#nextPage();
    return this.#rows - this.#row;
  }

  /** The next rows, at most as many as are available. */
  take(rows: number): Column {
    const column = part(this.#page!, this.#row, this.#row + rows, this.#rows);
    this.#row += rows;
    return column;
  }

  #nextPage(): void {
    const header = this.#header();
    const kind = numberOf(header[1]);
    const [unpacked, packed] = [numberOf(header[2]) ?? -1, numberOf(header[3]) ?? -1];
    if (unpacked < 0 || packed < 0 || unpacked > mostPageBytes || this.#windowStart + this.#at + packed > this.#end) throw new ParquetError(`a page of column "${this.column.name}" announces ${packed} bytes (${unpacked} unpacked), more than the column has: the file is damaged or cut short`);
    if (kind === 2) {
      const own = structOf(header[7]) ?? {};
      const bytes = decompress(this.chunk.codec, this.#bytes(packed), unpacked);
      this.#dictionary = plainValues(this.column, bytes.slice(), 0, bytes.length, numberOf(own[1]) ?? 0);
    } else if (kind === 0 || kind === 3) this.#dataPage(header, kind === 3, packed, unpacked);
    else this.#bytes(packed);
  }

  #dataPage(header: ThriftStruct, second: boolean, packed: number, unpacked: number): void {
    const own = structOf(header[second ? 8 : 5]) ?? {};
    const rows = numberOf(own[1]) ?? -1;
    const encoding = numberOf(own[second ? 4 : 2]) ?? -1;
    if (rows < 0 || rows > this.#left) throw new ParquetError(`a page of column "${this.column.name}" announces ${rows} rows where ${this.#left} are left: the file is damaged`);
    const raw = this.#bytes(packed);
    let bytes: Uint8Array;
    let start = 0;
    let present: Uint8Array | null = null;
    if (second) {
      // Levels stand unpacked before the values.
      const levels = (numberOf(own[5]) ?? 0) + (numberOf(own[6]) ?? 0);
      if (levels > packed) throw new ParquetError(`a page of column "${this.column.name}" has more levels than bytes: the file is damaged`);
      if (this.column.optional && (numberOf(own[2]) ?? 1) > 0) present = this.#levels(raw, numberOf(own[6]) ?? 0, levels, rows);
      bytes = own[7] === false ? raw.slice(levels) : decompress(this.chunk.codec, raw.subarray(levels), unpacked - levels).slice();
    } else {
      bytes = decompress(this.chunk.codec, raw, unpacked);
      // What is not packed still stands in the window, which is filled anew.
      if (this.chunk.codec === 0) bytes = bytes.slice();
      if (this.column.optional) {
        const length = bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) : Infinity;
        if (4 + length > bytes.length) throw new ParquetError(`the levels of a page of column "${this.column.name}" go past its end: the file is damaged`);
        present = this.#levels(bytes, 4, 4 + length, rows);
        start = 4 + length;
      }
    }
    let count = rows;
    if (present) {
      count = 0;
      for (let row = 0; row < rows; row++) count += present[row]!;
      if (count === rows) present = null;
    }
    this.#page = asColumn(this.column, decodeValues(this.column, encoding, bytes, start, bytes.length, count), this.#dictionary, present);
    this.#row = 0;
    this.#rows = rows;
    this.#left -= rows;
  }

  #levels(bytes: Uint8Array, start: number, end: number, rows: number): Uint8Array {
    const present = new Uint8Array(rows);
    readHybrid(bytes, start, end, 1, present);
    return present;
  }

  /** The header of the next page; its length shows only as it is read. */
  #header(): ThriftStruct {
    for (let most = windowBytes; ; most *= 4) {
      this.#fill(most);
      const reader = new ThriftReader(this.#window, this.#at);
      try {
        const header = reader.struct();
        this.#at = reader.at;
        return header;
      } catch (error) {
        if (!(error instanceof ShortInput)) throw error;
        if (this.#windowStart + this.#window.length >= this.#end || most > mostHeaderBytes) throw new ParquetError(`column "${this.column.name}" ends ${this.#left} rows too early: the file is damaged or cut short`);
      }
    }
  }

  /** Valid until the next call. */
  #bytes(length: number): Uint8Array {
    this.#fill(length);
    return this.#window.subarray(this.#at, (this.#at += length));
  }

  /** Makes sure that so many bytes stand in the window, as far as the column has them. */
  #fill(length: number): void {
    const from = this.#windowStart + this.#at;
    const wanted = Math.min(length, this.#end - from);
    if (this.#window.length - this.#at >= wanted) return;
    const rest = this.#window.subarray(this.#at);
    const size = Math.min(this.#end - from, Math.max(wanted, windowBytes));
    const next = new Uint8Array(size);
    next.set(rest);
    for (let at = rest.length; at < size; ) {
      const read = readSync(this.file, next, at, size - at, from + at);
      if (read === 0) throw new ParquetError('it became shorter while it was read');
      at += read;
    }
    [this.#window, this.#windowStart, this.#at] = [next, from, 0];
  }
}

/** Rows of a page, which shares its memory. */
function part(page: Column, from: number, to: number, rows: number): Column {
  if (from === 0 && to === rows) return page;
  if ('codes' in page) return { codes: (page.codes as Int32Array).subarray(from, to), dictionary: page.dictionary };
  if ('starts' in page) return { bytes: page.bytes, starts: page.starts.subarray(from, to), ends: page.ends.subarray(from, to) };
  return (page as NumberArray).subarray(from, to);
}
