import type { Fault } from '@arbiter/contracts/problems';
import type { SqlTable } from './sql-table.js';

export interface SqlGateRequest {
  /** One SELECT with parameters `{name}`, `{name:Type}` or `:name`. */
  statement: string;
  /** By name: a type of `sqlParameterTypes` and a JSON value. */
  parameters: Readonly<Record<string, { type: string; value: unknown }>>;
  /** More rows than this are an error, or are cut off where `overflow` says so. */
  rowLimit: number;
  /** `cut` answers the first rows alone, for a look at what comes; `error` unless told. */
  overflow?: 'error' | 'cut';
  timeoutMs: number;
}

export interface SqlGateAnswer {
  /** With the store's own names of types. */
  columns: { name: string; type: string }[];
  /** JSON values; whole numbers beyond 2^53 as text, dates and instants as ISO 8601. */
  rows: Record<string, unknown>[];
}

export type SqlGateFailure = 'sql-refused' | 'sql-timeout' | 'too-many-rows' | 'source-failed';

/** Why a statement gave no rows. `sql-refused`: it is not allowed or not understood; the message says what to change. */
export class SqlGateError extends Error {
  override readonly name = 'SqlGateError';
  constructor(
    readonly code: SqlGateFailure,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * The only way by which statements of users reach a store: one statement, reading only, from allowed functions and tables, within limits of
 * time, memory and rows; values travel apart from the text.
 */
export interface SqlGate {
  /** Faults of a statement as far as they are known without running it; the paths point into the request. */
  check(request: Pick<SqlGateRequest, 'statement' | 'parameters'>): Promise<Fault[]>;
  /** Throws SqlGateError; rejects with the signal's reason when it fires. */
  run(request: SqlGateRequest, signal?: AbortSignal): Promise<SqlGateAnswer>;
  /** Tables that statements may read, for whoever writes one; the first `mostSchemaColumns` columns. Throws SqlGateError. */
  tables(signal?: AbortSignal): Promise<SqlTable[]>;
  close(): Promise<void>;
}

export interface SqlGateLimits {
  /** Longest that a statement may run, whatever its node says. */
  timeoutMs: number;
  memoryBytes: number;
  /** Most rows that a statement may read to find its answer. */
  rowsToRead: number;
  /** Largest answer. */
  answerBytes: number;
  /** Statements at once. */
  connections: number;
}
