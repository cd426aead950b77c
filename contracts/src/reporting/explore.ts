import { Type, type Static } from 'typebox';
import { CalendarDate, Id, Title } from '../identifiers.js';
import { columnUnits, Grain } from './report-table.js';

const DimensionId = Type.String({ pattern: '^[a-z][a-zA-Z0-9_.]{0,79}$' });

/**
 * A condition on a dimension. The id of a dimension means the same in every dataset and view (channel, action, segment, campaign …), so that a
 * filter of a board reaches every tile that knows the dimension.
 */
export const ReportFilter = Type.Object(
  {
    dimension: DimensionId,
    op: Type.Enum(['in', 'not-in', 'at-least', 'below', 'contains'] as const),
    /** `in`, `not-in`: any number of values, an empty text is "no value"; the others: one. Numbers and dates as text. */
    values: Type.Array(Type.String({ maxLength: 1000 }), { minItems: 1, maxItems: 1000 }),
  },
  { additionalProperties: false },
);
export type ReportFilter = Static<typeof ReportFilter>;

/** A span of days; `last` ends today, the day under way included. */
export const ReportPeriod = Type.Union([
  Type.Object({ kind: Type.Literal('last'), count: Type.Integer({ minimum: 1, maximum: 3650 }), unit: Type.Enum(['day', 'week', 'month', 'quarter', 'year'] as const) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('between'), from: CalendarDate, before: CalendarDate }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('all') }, { additionalProperties: false }),
]);
export type ReportPeriod = Static<typeof ReportPeriod>;

/** What the numbers are held against. */
export const ReportCompare = Type.Union([
  Type.Object({ kind: Type.Literal('previous-period') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('year-before') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('period'), from: CalendarDate, before: CalendarDate }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('campaign'), campaignId: Id }, { additionalProperties: false }),
]);
export type ReportCompare = Static<typeof ReportCompare>;

export const aggregates = ['sum', 'average', 'median', 'p95', 'min', 'max', 'distinct'] as const;
export const MeasureWish = Type.Union([
  Type.String({ maxLength: 80, description: 'A measure of the dataset' }),
  Type.Object({ aggregate: Type.Enum(aggregates), of: DimensionId }, { additionalProperties: false, description: 'An aggregate of a dimension' }),
]);
export type MeasureWish = Static<typeof MeasureWish>;

/** A question to one dataset (mart): measures by dimensions. */
export const ExploreQuery = Type.Object(
  {
    dataset: Type.String({ maxLength: 80 }),
    measures: Type.Array(MeasureWish, { minItems: 1, maxItems: 12 }),
    dimensions: Type.Array(Type.Object({ id: DimensionId, grain: Type.Optional(Grain) }, { additionalProperties: false }), { maxItems: 5 }),
    filters: Type.Optional(Type.Array(ReportFilter, { maxItems: 50 })),
    order: Type.Optional(Type.Array(Type.Object({ by: Type.String({ maxLength: 80 }), descending: Type.Optional(Type.Boolean()) }, { additionalProperties: false }), { maxItems: 5 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    /** Zone in which instants are cut into days and hours, an IANA name; UTC when left out. Dates have no zone. */
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$' })),
  },
  { additionalProperties: false },
);
export type ExploreQuery = Static<typeof ExploreQuery>;

export const DatasetDimension = Type.Object({
  id: DimensionId,
  title: Title,
  type: Type.Enum(['text', 'number', 'date', 'instant', 'boolean'] as const),
  unit: Type.Optional(Type.Enum(columnUnits)),
  valueTitles: Type.Optional(Type.Record(Type.String(), Title)),
});
export type DatasetDimension = Static<typeof DatasetDimension>;

export const DatasetMeasure = Type.Object({ id: Type.String(), title: Title, unit: Type.Enum(columnUnits), better: Type.Optional(Type.Enum(['higher', 'lower'] as const)), meaning: Title });
export type DatasetMeasure = Static<typeof DatasetMeasure>;

/** What can be asked of: a mart with its dimensions and measures. `time` is the dimension that a period speaks of. */
export const Dataset = Type.Object({
  id: Type.String(),
  title: Title,
  meaning: Title,
  time: Type.Union([DimensionId, Type.Null()]),
  /** Whether its rows belong to customers, so that one can drill to them. */
  customers: Type.Boolean(),
  dimensions: Type.Array(DatasetDimension),
  measures: Type.Array(DatasetMeasure),
});
export type Dataset = Static<typeof Dataset>;
