import { addDays, addMonths, type SpanShift } from '../explore/period-days.js';
import type { ReportCell, ReportColumn, ViewTable } from './view.js';

const monthsOfGrain = { month: 1, quarter: 3, year: 12 } as const;
const daysOfMonth = 30.436875;
const isTime = ({ type }: ReportColumn): boolean => type === 'date' || type === 'instant';

/** A start of a period of the other span on the axis of the present one: months go to months, weeks to weeks. */
function moved(cell: ReportCell, { grain }: ReportColumn, shift: SpanShift | null): ReportCell {
  if (typeof cell !== 'string' || shift === null) return cell;
  const [day, rest] = [cell.slice(0, 10), cell.slice(10)];
  if (grain === 'month' || grain === 'quarter' || grain === 'year') {
    const step = monthsOfGrain[grain];
    return addMonths(day, Math.round((shift.unit === 'month' ? shift.count : shift.count / daysOfMonth) / step) * step) + rest;
  }
  if (shift.unit === 'month') return addMonths(day, shift.count) + rest;
  return addDays(day, grain === 'week' ? Math.round(shift.count / 7) * 7 : shift.count) + rest;
}

/**
 * A view with the numbers that it is held against beside its own: each measure gets a column `<id>.compared`, matched by the values of all dimensions,
 * moments moved by the shift. Null where the rows cannot be told apart by their dimensions, and where both tables are the same, as those of views that
 * know no period: a change of nothing would be no finding.
 */
export function comparedTable(present: ViewTable, other: ViewTable, shift: SpanShift | null): ViewTable | null {
  const { columns } = present;
  const bounds = new Set(columns.flatMap(({ low, high }) => [low, high]));
  const measures = columns.flatMap((column, index) => (column.role === 'measure' && column.type === 'number' && column.comparedTo === undefined && !bounds.has(column.id) ? [{ column, index }] : []));
  if (measures.length === 0 || columns.some(({ id }, index) => other.columns[index]?.id !== id) || JSON.stringify(present.rows) === JSON.stringify(other.rows)) return null;
  const keyOf = (row: readonly ReportCell[], by: SpanShift | null): string => JSON.stringify(columns.flatMap((column, index) => (column.role !== 'dimension' ? [] : [isTime(column) ? moved(row[index] ?? null, column, by) : (row[index] ?? null)])));
  const before = new Map(other.rows.map((row) => [keyOf(row, shift), row]));
  if (before.size < other.rows.length || new Set(present.rows.map((row) => keyOf(row, null))).size < present.rows.length) return null;
  const unknown = [...present.unknown];
  const rows = present.rows.map((row, at) => {
    const old = before.get(keyOf(row, null));
    return [...row, ...measures.map(({ column, index }) => {
      const value = old?.[index] ?? null;
      if (value === null) unknown.push({ row: at, column: `${column.id}.compared`, reason: 'no-data' });
      return value;
    })];
  });
  const added = measures.map(({ column: { low: _low, high: _high, ...column } }): ReportColumn => ({ ...column, id: `${column.id}.compared`, comparedTo: column.id }));
  return { ...present, columns: [...columns, ...added], rows, unknown, queries: [...present.queries, ...other.queries] };
}
