import type { Readable } from 'node:stream';

export type QueryParams = Record<string, unknown>;
export type QuerySettings = Record<string, string | number | boolean>;

export interface QueryOptions {
  settings?: QuerySettings;
  signal?: AbortSignal;
  /** Lets a running query be found and cancelled. */
  queryId?: string;
}

export interface FileLoad {
  /** Absolute path of a file of this process's machine. */
  path: string;
  /** ClickHouse input format: CSV, TSV, Parquet … */
  format: string;
  /** Column structure of the file, ClickHouse syntax: `c0 String, c1 String`. */
  structure: string;
  /** `INSERT INTO <into> SELECT <select> FROM <the file>`. */
  into: string;
  select: string;
  settings?: QuerySettings;
  signal?: AbortSignal;
}

/** The analytical store (ClickHouse). Values travel only as typed parameters `{name:Type}`. */
export interface Analytics {
  /** Rows of a SELECT, 64-bit integers as strings. */
  query<Row>(sql: string, params?: QueryParams, options?: QueryOptions): Promise<Row[]>;
  /** The answer's bytes in the given ClickHouse output format, as they come. */
  stream(sql: string, format: string, params?: QueryParams, options?: QueryOptions): Promise<Readable>;
  command(sql: string, params?: QueryParams, options?: QueryOptions): Promise<void>;
  /** Rows as objects (JSONEachRow). The token makes a repeated insert of the same batch a no-op. */
  insert(table: string, rows: readonly object[], options?: { deduplicationToken?: string }): Promise<void>;
  /** Rows as lines of JSON, one object each, in one insert: for many rows whose text is there or is made bit by bit. The token as in `insert`. */
  insertLines(table: string, lines: readonly string[], options?: { deduplicationToken?: string }): Promise<void>;
  /** Bytes in the given ClickHouse input format, as they come. Not repeated by itself: bytes that were sent are gone. */
  insertBytes(table: string, format: string, bytes: Readable, signal?: AbortSignal): Promise<void>;
  /** Lets ClickHouse read a file itself where it can see it, else pipes the file's bytes to it; it is never parsed here. */
  loadFile(load: FileLoad): Promise<void>;
  ping(): Promise<void>;
}
