import { Type, type Static } from 'typebox';
import { Instant } from '../identifiers.js';
import { TableRequest } from './board.js';
import { ReportFilter } from './explore.js';
import { NumberOrNull } from '../report-numbers.js';
import { ReportColumn, ReportQueryText } from './report-table.js';

/** Which customers stand behind a bar: the question that was drawn, and what the bar adds to its filters. */
export const DrillRequest = Type.Object(
  {
    request: TableRequest,
    where: Type.Array(ReportFilter, { maxItems: 20 }),
    /** Column of the measure that was clicked; the first one when left out. */
    measure: Type.Optional(Type.String({ maxLength: 80 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
  },
  { additionalProperties: false },
);
export type DrillRequest = Static<typeof DrillRequest>;

export const DrillCustomer = Type.Object({ customerId: Type.String(), name: Type.String(), segment: Type.String(), region: Type.String(), kind: Type.String(), value: NumberOrNull });
export type DrillCustomer = Static<typeof DrillCustomer>;

/** Customers behind a number, those with most of the measure first. */
export const DrillAnswer = Type.Object({
  total: Type.Integer({ minimum: 0, description: 'All of them, not only this page' }),
  measure: ReportColumn,
  customers: Type.Array(DrillCustomer),
  queries: Type.Array(ReportQueryText),
  asOf: Instant,
});
export type DrillAnswer = Static<typeof DrillAnswer>;

/** How far a question has come, while it is answered. */
export const TableProgress = Type.Object({ elapsedMs: Type.Integer(), rowsRead: Type.Integer(), rowsToRead: Type.Integer({ description: '0 where it is not known' }), share: NumberOrNull });
export type TableProgress = Static<typeof TableProgress>;
