import { Type, type Static } from 'typebox';
import { Id, Instant } from '../identifiers.js';

/** Where the rows of a batch come from. */
export const BatchSource = Type.Union([
  Type.Object({ kind: Type.Literal('table'), table: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$', description: 'A table of the analytical store' }) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('query'), statement: Type.String({ minLength: 1, maxLength: 100_000, description: 'A read-only SELECT on the analytical store, behind the gate for users’ SQL' }) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('file'), fileName: Type.String({ minLength: 1, maxLength: 255, description: 'A CSV, NDJSON or Parquet file of the folder of imports, or one uploaded to it' }) }, { additionalProperties: false }),
]);
export type BatchSource = Static<typeof BatchSource>;

/**
 * How the rows are evaluated: `sql` prints the strategy as one SELECT that runs inside ClickHouse, `threads` evaluates in
 * worker threads (and those of other worker processes), `auto` takes SQL where every node of the strategy has an exact SQL form.
 */
export const batchMethods = ['auto', 'threads', 'sql'] as const;
export const BatchMethod = Type.Enum(batchMethods);
export type BatchMethod = (typeof batchMethods)[number];

export const CreateBatch = Type.Object(
  {
    strategy: Type.Object({ id: Id, version: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
    source: BatchSource,
    /** Column that tells the rows apart for people, such as the customer's id; it is written beside each answer. */
    keyColumn: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Column by input, where the names differ. */
    columns: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.String({ minLength: 1, maxLength: 200 }))),
    method: Type.Optional(BatchMethod),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA zone of today() and local times; UTC when left out' })),
  },
  { additionalProperties: false },
);
export type CreateBatch = Static<typeof CreateBatch>;

export const batchStates = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export const Batch = Type.Object({
  id: Id,
  jobId: Id,
  strategy: Type.Object({ id: Id, version: Type.Integer(), hash: Type.String() }),
  source: BatchSource,
  keyColumn: Type.Union([Type.String(), Type.Null()]),
  /** Null until it is decided. */
  method: Type.Union([Type.Literal('threads'), Type.Literal('sql'), Type.Null()]),
  /** Why SQL was not taken: the first node that has no SQL form. */
  methodReason: Type.Union([Type.String(), Type.Null()]),
  state: Type.Enum(batchStates),
  rows: Type.Object({ read: Type.Integer(), answered: Type.Integer(), rejected: Type.Integer() }),
  parts: Type.Object({ total: Type.Integer(), done: Type.Integer() }),
  /** Table of the analytical store that holds the answers. */
  answersTable: Type.String(),
  rejectsTable: Type.String(),
  createdAt: Instant,
  endedAt: Type.Union([Instant, Type.Null()]),
  error: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()]),
});
export type Batch = Static<typeof Batch>;
