import { Type, type Static } from 'typebox';
import { AttributeType, DatasetId } from './data-model.js';
import { Id, Name, Title } from './identifiers.js';
import { Fault } from './problems.js';

export const FileFormat = Type.Object({
  kind: Type.Union([Type.Literal('csv'), Type.Literal('parquet')]),
  encoding: Type.Union([Type.Literal('utf-8'), Type.Literal('windows-1251'), Type.Literal('utf-16le'), Type.Literal('utf-16be')]),
  byteOrderMark: Type.Boolean(),
  separator: Type.Union([Type.Literal(','), Type.Literal(';'), Type.Literal('\t'), Type.Literal('|')]),
  header: Type.Boolean(),
  decimalComma: Type.Boolean(),
  /** How dates are written: year first, day first or month first; the time of day may follow. */
  dateOrder: Type.Union([Type.Literal('ymd'), Type.Literal('dmy'), Type.Literal('mdy')]),
});
export type FileFormat = Static<typeof FileFormat>;

/** What becomes of one column of the file. */
export const ColumnMapping = Type.Object(
  {
    column: Type.Integer({ minimum: 0, description: 'Zero-based column of the file' }),
    to: Type.Union([
      Type.Object({ field: Name }, { additionalProperties: false }),
      Type.Object({ newAttribute: Type.Object({ name: Name, type: AttributeType, title: Title }) }, { additionalProperties: false }),
      Type.Object({ outcome: Name }, { additionalProperties: false, description: 'A measured outcome of a finished campaign' }),
      Type.Object({ dimension: Name }, { additionalProperties: false, description: 'An attribute of the finished campaign’s customers to cut the report by' }),
      Type.Object({ skip: Type.Literal(true) }, { additionalProperties: false }),
    ]),
  },
  { additionalProperties: false },
);
export type ColumnMapping = Static<typeof ColumnMapping>;

export const ImportSettings = Type.Object(
  {
    dataset: DatasetId,
    format: FileFormat,
    mapping: Type.Array(ColumnMapping),
    /** Values for required fields that the file has no column for (a score set’s name, a channel). */
    constants: Type.Optional(Type.Record(Name, Type.String())),
    /** For a finished campaign: its name, which value of the arm column is the control group, the planned share of each arm. */
    experiment: Type.Optional(Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), controlArm: Type.String(), shares: Type.Optional(Type.Record(Type.String(), Type.Number())), endedOn: Type.Optional(Type.String()) })),
  },
  { additionalProperties: false },
);
export type ImportSettings = Static<typeof ImportSettings>;

/** Why a row was refused. The first four speak of the whole row, the others of one cell. */
export const rejectReasons = [
  'malformed-quotes', 'too-few-columns', 'too-many-columns', 'not-utf-8',
  'missing-key', 'missing-value', 'not-a-number', 'not-a-date', 'not-a-boolean', 'out-of-range', 'control-characters', 'too-long', 'unknown-action',
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** A cell that could not be read. Lines are counted from one, the header included; of a Parquet file, rows. An empty column means the whole row. */
export const Reject = Type.Object({ line: Type.Integer(), column: Type.String(), value: Type.String(), reason: Type.Union(rejectReasons.map((reason) => Type.Literal(reason))) });
export type Reject = Static<typeof Reject>;

export const ImportPreview = Type.Object({
  columns: Type.Array(Type.Object({ index: Type.Integer(), name: Type.String(), detectedType: AttributeType, samples: Type.Array(Type.String()) })),
  rows: Type.Array(Type.Array(Type.String())),
  settings: ImportSettings,
  rejects: Type.Array(Reject),
  /** What still stands in the way of the import; empty when it can start. */
  faults: Type.Array(Fault),
  /** Values of the arm column of a finished campaign, to choose the control group from. */
  arms: Type.Optional(Type.Array(Type.String())),
});
export type ImportPreview = Static<typeof ImportPreview>;

export const Import = Type.Object({
  id: Id,
  fileName: Type.String(),
  sizeBytes: Type.Integer(),
  state: Type.Enum(['uploaded', 'waiting', 'running', 'succeeded', 'failed', 'cancelled', 'unchanged']),
  settings: Type.Union([ImportSettings, Type.Null()]),
  jobId: Type.Union([Type.String(), Type.Null()]),
  campaignId: Type.Union([Type.String(), Type.Null()]),
  /** Rows without the header and blank lines. Of rows with the same key in one file the last one is loaded and the others are counted as duplicates; `unknownCustomers` were loaded, but no such customer is known yet. */
  rows: Type.Object({ read: Type.Integer(), loaded: Type.Integer(), rejected: Type.Integer(), duplicates: Type.Integer(), unknownCustomers: Type.Optional(Type.Integer()) }),
  error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]),
  createdAt: Type.String(),
});
export type Import = Static<typeof Import>;
