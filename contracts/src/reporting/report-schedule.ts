import { Type, type Static } from 'typebox';
import { Language } from '../access.js';
import { reportParts } from '../export.js';
import { Id, Instant } from '../identifiers.js';
import { TableRequest } from './board.js';
import { ReportCompare, ReportFilter, ReportPeriod } from './explore.js';
import { ChartSpec } from './report-table.js';

/** The chart of a campaign's picture; chosen by the report where left out: bars by segment, else the differences. */
export const CampaignChartWish = Type.Object(
  { kind: Type.Enum(['paired-bars', 'forest', 'cumulative', 'limits'] as const), metric: Type.Optional(Type.String({ maxLength: 200 })), arm: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);
export type CampaignChartWish = Static<typeof CampaignChartWish>;

/** What a file is made of. */
export const ReportSubject = Type.Union([
  Type.Object({ kind: Type.Literal('campaign'), campaignId: Id, by: Type.Optional(Type.String({ maxLength: 64 })), filter: Type.Optional(Type.Array(Type.String({ maxLength: 1100 }), { maxItems: 100 })), chart: Type.Optional(CampaignChartWish), part: Type.Optional(Type.Enum(reportParts, { description: 'CSV: which numbers; metrics when left out' })) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('board'), boardId: Id, tile: Type.Optional(Type.String({ ...Id, description: 'This tile alone; a picture needs one' })), period: Type.Optional(ReportPeriod), filters: Type.Optional(Type.Array(ReportFilter, { maxItems: 50 })), compare: Type.Optional(ReportCompare) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('table'), title: Type.String({ maxLength: 200 }), request: TableRequest, chart: Type.Optional(ChartSpec) }, { additionalProperties: false }),
]);
export type ReportSubject = Static<typeof ReportSubject>;

/** `csv`: all numbers, full precision. `svg`, `png`: one chart. `pdf`: pages with a cover, charts and tables. */
export const reportFormats = ['csv', 'xlsx', 'pdf', 'svg', 'png', 'json'] as const;
export const ReportFormat = Type.Enum(reportFormats);
export type ReportFormat = (typeof reportFormats)[number];

/** A file of a report that is wanted now. */
export const ReportFileWish = Type.Object(
  {
    subject: ReportSubject,
    format: ReportFormat,
    language: Language,
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'IANA name of the zone in which instants are written; UTC when left out' })),
    excel: Type.Optional(Type.Boolean({ description: 'CSV with the byte order mark by which Excel knows UTF-8' })),
  },
  { additionalProperties: false },
);
export type ReportFileWish = Static<typeof ReportFileWish>;

export const ReportScheduleDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    subject: ReportSubject,
    format: ReportFormat,
    language: Language,
    /** Wall time in the zone; a month without the day has it on its last day. */
    at: Type.Object(
      {
        every: Type.Enum(['day', 'weekday', 'week', 'month'] as const),
        weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' })),
        day: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
        time: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
        timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name' }),
      },
      { additionalProperties: false },
    ),
    to: Type.Union([
      Type.Object({ kind: Type.Literal('e-mail'), way: Id, addresses: Type.Array(Type.String({ format: 'email', maxLength: 320 }), { minItems: 1, maxItems: 50, uniqueItems: true }) }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('s3'), way: Id, prefix: Type.Optional(Type.String({ maxLength: 500 })) }, { additionalProperties: false }),
    ]),
    enabled: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type ReportScheduleDocument = Static<typeof ReportScheduleDocument>;

/** What became of the report at one address. `sending`: handed over right now, or when the process died. */
export const SendingRecipient = Type.Object({ address: Type.String(), outcome: Type.Enum(['waiting', 'sending', 'sent', 'failed', 'unknown'] as const), detail: Type.String() });
export type SendingRecipient = Static<typeof SendingRecipient>;

/** One time that a report was due or asked for. `unknown`: it may have arrived or not, and is not sent again by itself. */
export const ReportSending = Type.Object({
  id: Id,
  dueAt: Type.Union([Instant, Type.Null()], { description: 'Null where somebody asked for it by hand' }),
  state: Type.Enum(['waiting', 'making', 'sending', 'sent', 'failed', 'unknown'] as const),
  detail: Type.String({ description: 'Where it is, or what to mend' }),
  recipients: Type.Array(SendingRecipient),
  createdAt: Instant,
  endedAt: Type.Union([Instant, Type.Null()]),
});
export type ReportSending = Static<typeof ReportSending>;

export const ReportSchedule = Type.Object({
  id: Id,
  owner: Type.Union([Type.String(), Type.Null()]),
  ownerLogin: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer(),
  updatedAt: Instant,
  nextAt: Type.Union([Instant, Type.Null()]),
  last: Type.Union([Type.Null(), Type.Object({ at: Instant, outcome: Type.Enum(['sent', 'failed', 'unknown'] as const), detail: Type.String() })]),
  document: ReportScheduleDocument,
});
export type ReportSchedule = Static<typeof ReportSchedule>;
