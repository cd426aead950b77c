import type { Grain } from '@arbiter/contracts/reporting/report-table';
import type { DimensionSql } from './filter-sql.js';
import type { SpanShift } from './period-days.js';

const dayGrains = new Set<Grain>(['day', 'week', 'month', 'quarter', 'year']);
export const isDayGrain = (grain: Grain): boolean => dayGrains.has(grain);

/** First day of the period that a Date32 lies in. Written out, since the store's own functions return the narrower Date. */
function periodStart(day: string, grain: Grain): string {
  switch (grain) {
    case 'week':
      return `addDays(${day}, 1 - toDayOfWeek(${day}))`;
    case 'month':
      return `addDays(${day}, 1 - toDayOfMonth(${day}))`;
    case 'quarter':
      return `makeDate32(toYear(${day}), toQuarter(${day}) * 3 - 2, 1)`;
    case 'year':
      return `makeDate32(toYear(${day}), 1, 1)`;
    default:
      return day;
  }
}

/** The moment moved onto the axis of the period asked about. */
export function shifted(sql: string, shift: SpanShift | null): string {
  if (shift === null || shift.count === 0) return sql;
  return `${shift.unit === 'day' ? 'addDays' : 'addMonths'}(${sql}, ${shift.count})`;
}

/**
 * The expression that rows are grouped by: one value for "none" of a text, periods of a time in the zone of the parameter `zone`. Dates for grains of a
 * day and longer, instants for shorter ones.
 */
export function groupingSql(dimension: DimensionSql, grain: Grain | undefined, shift: SpanShift | null = null): string {
  const { sql, type, list } = dimension;
  if (list) return `arrayStringConcat(arraySort(${sql}), ', ')`;
  switch (type) {
    case 'text':
      return `ifNull(toString(${sql}), '')`;
    case 'number':
      return `toFloat64(${sql})`;
    case 'boolean':
      return `toUInt8(${sql})`;
    case 'date':
      return periodStart(shifted(`toDate32(${sql})`, shift), grain ?? 'day');
    case 'instant': {
      const local = shifted(`toTimeZone(${sql}, {zone:String})`, shift);
      if (grain === undefined) return local;
      if (isDayGrain(grain)) return periodStart(`toDate32(${local})`, grain);
      return `${grain === 'hour' ? 'toStartOfHour' : 'toStartOfMinute'}(${local})`;
    }
  }
}
