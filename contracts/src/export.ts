import { Type, type Static } from 'typebox';
import { CatalogueId } from './catalogue.js';
import { Id } from './identifiers.js';
import { Job, jobStates } from './job.js';

/** What can be written to a file: a run's plan, the contact lists of a launched campaign, a part of its report. */
export const exportKinds = ['plan', 'contact-lists', 'report'] as const;
export type ExportKind = (typeof exportKinds)[number];
export const exportFormats = ['csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const reportParts = [
  'metrics', 'cumulative', 'time', 'cuts', 'funnel', 'contact-curve', 'uplift', 'power', 'turnover', 'cure', 'roll-rates', 'complier', 'profit', 'channels', 'limits', 'health',
] as const;
export type ReportPart = (typeof reportParts)[number];

export const ExportWish = Type.Object(
  {
    what: Type.Enum(exportKinds),
    runId: Type.Optional(Type.String({ ...Id, description: 'Plan: the run; the approved one, or else the latest that succeeded, when left out' })),
    channel: Type.Optional(Type.String({ ...CatalogueId, description: 'Plan, contact lists: this channel only' })),
    week: Type.Optional(Type.Integer({ minimum: 0, maximum: 25, description: 'Plan, contact lists: this zero-based week only' })),
    part: Type.Optional(Type.Enum(reportParts, { description: 'Report: which numbers; metrics when left out' })),
    format: Type.Optional(Type.Enum(exportFormats, { description: 'csv when left out; a report is CSV only' })),
    excel: Type.Optional(Type.Boolean({ description: 'CSV with the byte order mark by which Excel knows UTF-8' })),
  },
  { additionalProperties: false },
);
export type ExportWish = Static<typeof ExportWish>;

/** A file that was asked for; it can be fetched once its state is succeeded, until it expires. */
export const Export = Type.Object({
  id: Id,
  campaignId: Id,
  jobId: Id,
  wish: ExportWish,
  /** The state of its job. */
  state: Type.Enum(jobStates),
  progress: Job.properties.progress,
  error: Job.properties.error,
  /** What the file is called when it is downloaded. */
  fileName: Type.String(),
  /** Rows without the header; null until the end. */
  rows: Type.Union([Type.Integer(), Type.Null()]),
  sizeBytes: Type.Union([Type.Integer(), Type.Null()]),
  createdAt: Type.String(),
  /** From then on it is removed. */
  expiresAt: Type.String(),
});
export type Export = Static<typeof Export>;
