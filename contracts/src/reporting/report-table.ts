import { Type, type Static } from 'typebox';
import { Explanation, Instant, Title } from '../identifiers.js';
import { UndefinedReason } from '../report-model.js';
import { chartTypes, type ChartType } from './chart-types.js';

export { chartTypes, type ChartType };

/**
 * Units of numbers in tables. `share`: 0.25 is 25 %. `points`: a difference of shares, 0.25 is 25 percentage points.
 * `money-minor`: kopecks, cents. `money`: major units. `per-second`: a rate. `index`: a number without unit, such as NPS or PSI.
 */
export const columnUnits = ['count', 'share', 'points', 'money-minor', 'money', 'days', 'duration-ms', 'duration-us', 'per-second', 'bytes', 'index', 'number'] as const;
export type ColumnUnit = (typeof columnUnits)[number];

export const grains = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export const Grain = Type.Enum(grains, { description: 'Length of the periods that a time is cut into; weeks begin on Monday' });
export type Grain = (typeof grains)[number];

/** A column of a report's table: what its values mean, so that a table, a chart, a file and a screen reader say the same. */
export const ReportColumn = Type.Object({
  id: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_.-]{0,79}$' }),
  title: Title,
  role: Type.Enum(['dimension', 'measure'] as const),
  type: Type.Enum(['text', 'number', 'date', 'instant', 'boolean'] as const),
  unit: Type.Optional(Type.Enum(columnUnits)),
  /** Periods of a date or instant: each value is the first moment of its period. */
  grain: Type.Optional(Grain),
  /** Titles of a dimension's values (segments, statuses, reason codes) where the value itself is a code. */
  valueTitles: Type.Optional(Type.Record(Type.String(), Title)),
  /** Columns that hold the lower and upper end of the interval about this measure. */
  low: Type.Optional(Type.String()),
  high: Type.Optional(Type.String()),
  /** This measure in the period or campaign compared with: the column that it belongs to. */
  comparedTo: Type.Optional(Type.String()),
  better: Type.Optional(Type.Enum(['higher', 'lower'] as const)),
  /** Values of several rows may be added up: sums and counts of rows; not shares, averages and distinct counts. */
  additive: Type.Optional(Type.Boolean()),
  /** Which of the two colours of an experiment the measure is drawn in. */
  arm: Type.Optional(Type.Enum(['target', 'control'] as const)),
  /** Dimension by which a click on a value filters; by default the column's own id. Null: values cannot be filtered by. */
  filterBy: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
export type ReportColumn = Static<typeof ReportColumn>;

export const ReportCell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
export type ReportCell = Static<typeof ReportCell>;

export const ReportQueryText = Type.Object({ sql: Type.String(), params: Type.Record(Type.String(), Type.Unknown()) });
export type ReportQueryText = Static<typeof ReportQueryText>;

/** The answer to every question of boards and Explore. Never NaN: a number that cannot be known is null, and `unknown` says why. */
export const ReportTable = Type.Object({
  columns: Type.Array(ReportColumn),
  rows: Type.Array(Type.Array(ReportCell), { description: 'Values in the order of the columns' }),
  rowsOmitted: Type.Integer({ minimum: 0, description: 'Rows beyond the limit' }),
  unknown: Type.Array(Type.Object({ row: Type.Integer(), column: Type.String(), reason: UndefinedReason })),
  /** What a reader must know to read the numbers right: cautions, definitions, what was left out. */
  notes: Type.Array(Explanation),
  /** The SQL behind the numbers with its parameters. */
  queries: Type.Array(ReportQueryText),
  asOf: Instant,
  tookMs: Type.Number(),
});
export type ReportTable = Static<typeof ReportTable>;

/** How a table is drawn; columns by id. What is left out is chosen from the roles and types of the columns. */
export const ChartSpec = Type.Object(
  {
    type: Type.Enum(chartTypes),
    x: Type.Optional(Type.String({ description: 'Column along the axis; rows of a pivot or heat map' })),
    y: Type.Optional(Type.Array(Type.String(), { maxItems: 12, description: 'Measures drawn' })),
    series: Type.Optional(Type.String({ description: 'Dimension whose values become series; columns of a pivot or heat map' })),
    /** Horizontal lines, such as the bounds of drift or a limit. */
    lines: Type.Optional(Type.Array(Type.Object({ value: Type.Number(), title: Title }), { maxItems: 5 })),
    /** A diagonal of "as by chance" or "perfectly calibrated" under a curve. */
    diagonal: Type.Optional(Type.Boolean()),
    fromZero: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ChartSpec = Static<typeof ChartSpec>;
