import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Column } from '@arbiter/solver';
import { ColumnChunkReader } from './column-chunk-reader.js';
import { ParquetError } from './parquet-error.js';
import { type ParquetMetadata, readMetadata } from './parquet-metadata.js';

const footerBytes = 8;

/**
 * A Parquet file of flat columns (parquet-format), read part by part into typed arrays: dictionary codes stay codes, texts stay bytes,
 * and no row becomes an object. Every fault of the file is a ParquetError.
 */
export class ParquetFile {
  private constructor(private readonly file: number, readonly size: number, readonly metadata: ParquetMetadata) {}

  static open(path: string): ParquetFile {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size === 0) throw new ParquetError('it is empty');
      const tail = readAt(file, Math.max(0, size - footerBytes), Math.min(size, footerBytes));
      const mark = Buffer.from(tail.subarray(-4)).toString('latin1');
      if (mark === 'PARE') throw new ParquetError('it is encrypted: write it without encryption');
      if (size < 12 || mark !== 'PAR1') throw new ParquetError('it does not end as a Parquet file does: it is cut short, or another kind of file');
      const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
      if (length > size - 12) throw new ParquetError(`its metadata would take ${length} of ${size} bytes: the file is damaged`);
      return new ParquetFile(file, size, readMetadata(readAt(file, size - footerBytes - length, length), size));
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  /** The rows in order, in parts of as many as the pages allow. All columns when `names` is left out. */
  *parts(names: readonly string[] = this.metadata.columns.map((column) => column.name)): Generator<Record<string, Column>> {
    const columns = names.map((name) => this.metadata.columns.find((column) => column.name === name)!);
    for (const [index, group] of this.metadata.rowGroups.entries()) {
      const readers = columns.map((column) => {
        const chunk = group.chunks.get(column.name);
        if (!chunk) throw new ParquetError(`row group ${index} has no column "${column.name}": the file is damaged`);
        if (chunk.values !== group.rows) throw new ParquetError(`column "${column.name}" of row group ${index} has ${chunk.values} values for ${group.rows} rows: the file is damaged`);
        return new ColumnChunkReader(this.file, column, chunk);
      });
      for (let left = group.rows; left > 0 && readers.length > 0; ) {
        const rows = readers.reduce((least, reader) => Math.min(least, reader.available()), left);
        if (rows === 0) throw new ParquetError(`row group ${index} ends ${left} rows too early: the file is damaged`);
        yield Object.fromEntries(columns.map((column, c) => [column.name, readers[c]!.take(rows)]));
        left -= rows;
      }
    }
  }

  close(): void {
    closeSync(this.file);
  }
}

function readAt(file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const read = readSync(file, bytes, at, length - at, position + at);
    if (read === 0) throw new ParquetError('it became shorter while it was read');
    at += read;
  }
  return bytes;
}
