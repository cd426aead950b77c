import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Column, NumberArray } from '@arbiter/solver';
import { type AsyncBuffer, type DecodedArray, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema, type ParquetParsers, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ParquetError } from './parquet-error.js';

const footerBytes = 8;
const isoInstant = (milliseconds: number): string => new Date(milliseconds).toISOString();
/** Dates and instants as text: the problem document knows no others. */
const parsers: Partial<ParquetParsers> = {
  dateFromDays: (days) => isoInstant(days * 86_400_000).slice(0, 10),
  timestampFromMilliseconds: (milliseconds) => isoInstant(Number(milliseconds)),
  timestampFromMicroseconds: (microseconds) => isoInstant(Number(microseconds / 1000n)),
  timestampFromNanoseconds: (nanoseconds) => isoInstant(Number(nanoseconds / 1_000_000n)),
};

/** A Parquet file of flat columns, read a row group at a time. Every fault of the file is a ParquetError. */
export class ParquetFile {
  private constructor(private readonly file: number, readonly size: number, private readonly buffer: AsyncBuffer, private readonly metadata: FileMetaData, private readonly columns: ReadonlyMap<string, SchemaElement>) {}

  static async open(path: string): Promise<ParquetFile> {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const buffer = { byteLength: size, slice: (start: number, end = size) => readAt(file, start, end - start) };
      checkEnds(buffer);
      const metadata = await parquetMetadataAsync(buffer, { parsers, geoparquet: false });
      const { children } = parquetSchema(metadata);
      const nested = children.find((child) => child.children.length > 0 || child.element.repetition_type === 'REPEATED');
      if (nested) throw new ParquetError(`column "${nested.element.name}" holds lists or structures; write plain columns`);
      return new ParquetFile(file, size, buffer, metadata, new Map(children.map(({ element }) => [element.name, element])));
    } catch (error) {
      closeSync(file);
      throw asParquetError(error);
    }
  }

  get names(): string[] {
    return [...this.columns.keys()];
  }

  get rows(): number {
    return Number(this.metadata.num_rows);
  }

  /** Columns of numbers; dates and instants are text. */
  get numericNames(): ReadonlySet<string> {
    return new Set([...this.columns.values()].filter(isNumeric).map((element) => element.name));
  }

  /** The rows in order, a row group at a time. */
  async *parts(): AsyncGenerator<Record<string, Column>> {
    let rowStart = 0;
    for (const [index, group] of this.metadata.row_groups.entries()) {
      const rows = Number(group.num_rows);
      if (rows === 0) continue;
      const columns: [string, Column][] = [];
      // One column after the other: where two fail at once the library answers for the first alone.
      for (const name of this.names) {
        const pieces = await this.#readColumn(name, rowStart, rowStart + rows);
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        if (length !== rows) throw new ParquetError(`column "${name}" of row group ${index} has ${length} values for ${rows} rows: the file is damaged`);
        columns.push([name, asColumn(pieces, length, this.columns.get(name)!)]);
      }
      yield Object.fromEntries(columns);
      rowStart += rows;
    }
  }

  async #readColumn(name: string, rowStart: number, rowEnd: number): Promise<DecodedArray[]> {
    const pieces: DecodedArray[] = [];
    try {
      await parquetRead({ file: this.buffer, metadata: this.metadata, columns: [name], rowStart, rowEnd, compressors, parsers, geoparquet: false, onChunk: ({ columnData }) => pieces.push(columnData) });
    } catch (error) {
      throw asParquetError(error);
    }
    return pieces;
  }

  close(): void {
    closeSync(this.file);
  }
}

function checkEnds(buffer: { byteLength: number; slice: (start: number, end?: number) => ArrayBuffer }): void {
  const size = buffer.byteLength;
  if (size === 0) throw new ParquetError('it is empty');
  const tail = new DataView(buffer.slice(Math.max(0, size - footerBytes)));
  const mark = Buffer.from(tail.buffer).toString('latin1').slice(-4);
  if (mark === 'PARE') throw new ParquetError('it is encrypted: write it without encryption');
  if (size < 12 || mark !== 'PAR1') throw new ParquetError('it does not end as a Parquet file does: it is cut short, or another kind of file');
  const length = tail.getUint32(0, true);
  if (length > size - 12) throw new ParquetError(`its metadata would take ${length} of ${size} bytes: the file is damaged`);
}

function isNumeric({ type, converted_type: converted }: SchemaElement): boolean {
  if (converted === 'DECIMAL') return true;
  return /^(INT32|INT64|FLOAT|DOUBLE)$/.test(type ?? '') && !/^(DATE|TIME)/.test(converted ?? '');
}

/** One column out of its pages: numbers as typed arrays where none is missing, anything else as plain values. */
function asColumn(pieces: readonly DecodedArray[], length: number, element: SchemaElement): Column {
  const [first] = pieces;
  const decimals = element.converted_type === 'DECIMAL' ? 10 ** (element.scale ?? 0) : null;
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    // A product with 0.01 is a digit off where a quotient by 100 is not.
    return decimals !== null && typeof value === 'number' ? Math.round(value * decimals) / decimals : value;
  };
  if (pieces.length === 1 && first && decimals === null && (Array.isArray(first) ? element.type !== 'INT64' : isNumberArray(first))) return first as Column;
  if (first && decimals === null && pieces.every((piece) => piece.constructor === first.constructor && isNumberArray(piece))) {
    const whole = new (first.constructor as new (length: number) => NumberArray)(length);
    let at = 0;
    for (const piece of pieces as readonly NumberArray[]) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
  const whole = new Array<unknown>(length);
  let at = 0;
  for (const piece of pieces) for (let row = 0; row < piece.length; row++) whole[at++] = plain(piece[row]);
  return whole;
}

function isNumberArray(piece: DecodedArray): boolean {
  return ArrayBuffer.isView(piece) && !(piece instanceof BigInt64Array) && !(piece instanceof BigUint64Array);
}

function readAt(file: number, position: number, length: number): ArrayBuffer {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const read = readSync(file, bytes, at, length - at, position + at);
    if (read === 0) throw new ParquetError('it became shorter while it was read, or names places beyond its end: the file is damaged');
    at += read;
  }
  return bytes.buffer;
}

function asParquetError(error: unknown): ParquetError {
  if (error instanceof ParquetError) return error;
  return new ParquetError(`${error instanceof Error ? error.message : String(error)}: the file is damaged, or written in a way that is not read here`);
}
