import type { FeelType } from '../feel-type.js';
import type { FeelNode } from '../parse/feel-node.js';

/** A printed part. Durations exist within an expression only: as milliseconds or months (Int64). */
export interface SqlPart {
  readonly sql: string;
  readonly type: FeelType;
  /** Never NULL. */
  readonly present?: boolean;
  /** A number that may be infinite or NaN where FEEL has null; it is made NULL before anything but a sum or a product sees it. */
  readonly raw?: boolean;
  readonly node: FeelNode;
}

/** What functions need of the printer. */
export interface SqlContext {
  part(node: FeelNode): SqlPart;
  /** The part as a finite number or NULL. */
  finite(part: SqlPart): string;
  refuse(node: FeelNode, message: string): never;
  readonly today?: string;
}

/** Days since 1970 that Date32 can hold: 1900-01-01 to 2299-12-31. */
export const firstDay = -25_567;
export const lastDay = 120_529;

/** Begins the error of a query in which a date leaves ClickHouse's calendar. */
export const outsideCalendar = 'a date leaves the years 1900 to 2299 that ClickHouse has';
const leaves = (check: string): string => `throwIf(ifNull(NOT (${check}), false), '${outsideCalendar}')`;

/** A day count as a date; the query ends with an error where ClickHouse has no such date. */
export const dateOfDays = (days: string): string => `if(${leaves(`${days} BETWEEN ${firstDay} AND ${lastDay}`)} = 0, toDate32(toInt32(${days})), NULL)`;
export const instantOfMs = (ms: string): string => `if(${leaves(`${ms} BETWEEN ${firstDay * 86_400_000} AND ${(lastDay + 1) * 86_400_000 - 1}`)} = 0, fromUnixTimestamp64Milli(${ms}, 'UTC'), NULL)`;
export const monthsLater = (point: string, months: string): string =>
  `if(${leaves(`toYear(${point}) * 12 + toMonth(${point}) - 1 + ${months} BETWEEN ${1900 * 12} AND ${2299 * 12 + 11}`)} = 0, addMonths(${point}, ${months}), NULL)`;
