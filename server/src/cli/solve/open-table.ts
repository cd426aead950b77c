import { existsSync, statSync } from 'node:fs';
import type { Column } from '@arbiter/solver';
import { UsageError } from '../command.js';
import { CsvError } from './csv/csv-records.js';
import { type CellKind, CsvFile } from './csv/csv-file.js';
import { ParquetError } from './parquet/parquet-error.js';
import { ParquetFile } from './parquet/parquet-file.js';

export type Columns = Record<string, Column>;

/** A file of rows, whatever its format. */
export interface Table {
  readonly names: readonly string[];
  /** As the file's metadata say; null where only reading tells. */
  readonly rows: number | null;
  readonly bytes: number;
  /** Rows in order, in parts whose columns are good until the next one is asked for. */
  parts(kindOf: (name: string) => CellKind): AsyncIterable<Columns> | Iterable<Columns>;
  /** Columns whose every cell is a number. */
  numericColumns(): Promise<ReadonlySet<string>>;
  close(): void;
}

/** Opens a .csv or .parquet file. What cannot be read is a UsageError that names the file, here and while parts are read. */
export async function openTable(path: string): Promise<Table> {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}: check the path`);
  if (statSync(path).isDirectory()) throw new UsageError(`${path} is a folder: name the file in it`);
  if (!/\.(csv|tsv|txt)(\.gz)?$|\.(parquet|pq)$/i.test(path)) throw new UsageError(`${path} is neither .csv nor .parquet: convert it, or rename it if it is one of them`);
  try {
    return isParquet(path) ? await parquetTable(path) : await csvTable(path);
  } catch (error) {
    throw named(path, error);
  }
}

export function isParquet(path: string): boolean {
  return /\.(parquet|pq)$/i.test(path);
}

async function parquetTable(path: string): Promise<Table> {
  const file = await ParquetFile.open(path);
  return {
    names: file.names,
    rows: file.rows,
    bytes: file.size,
    async *parts() {
      try {
        yield* file.parts();
      } catch (error) {
        throw named(path, error);
      }
    },
    numericColumns: () => Promise.resolve(file.numericNames),
    close: () => file.close(),
  };
}

async function csvTable(path: string): Promise<Table> {
  const file = await CsvFile.open(path);
  return {
    names: file.names,
    rows: null,
    bytes: file.bytes,
    async *parts(kindOf) {
      try {
        yield* file.parts(kindOf);
      } catch (error) {
        throw named(path, error);
      }
    },
    async numericColumns() {
      try {
        return await file.numericColumns();
      } catch (error) {
        throw named(path, error);
      }
    },
    close: () => undefined,
  };
}

function named(path: string, error: unknown): unknown {
  if (error instanceof CsvError) return new UsageError(`${path}: ${error.message}`);
  if (error instanceof ParquetError) return new UsageError(`${path} cannot be read as Parquet: ${error.message}`);
  // Lengths that a damaged file makes up.
  if (error instanceof RangeError && isParquet(path)) return new UsageError(`${path} cannot be read as Parquet: ${error.message}: the file is damaged, or too large for the memory`);
  return error;
}
