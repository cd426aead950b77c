import type { ChartSpec, ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { isTime, ownMeasures } from '@arbiter/reports/charts/table-chart';

export interface Pivot {
  rowColumn: ReportColumn;
  columnColumn: ReportColumn;
  measures: ReportColumn[];
  rows: ReportCell[];
  columns: ReportCell[];
  /** Row of the table by row and column; −1 where it has none. */
  at: number[][];
  /** Sums by row and by column where the first measure may be added up. */
  hasTotals: boolean;
}

const byValue = (column: ReportColumn) => (a: ReportCell, b: ReportCell): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (!isTime(column)) return 0;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
};

/** One dimension down, one across. Null where the table has no two dimensions or no measure. Values keep the order in which the table has them, time its own. */
export function pivotOf(table: ReportTable, spec: ChartSpec): Pivot | null {
  const dimensions = table.columns.filter(({ role }) => role === 'dimension');
  const columnColumn = dimensions.find(({ id }) => id === spec.series) ?? dimensions.find((column) => column.id !== spec.x && isTime(column)) ?? dimensions.filter(({ id }) => id !== spec.x).at(-1);
  const rowColumn = dimensions.find(({ id }) => id === spec.x) ?? dimensions.find((column) => column !== columnColumn);
  const wished = ownMeasures(table.columns).filter(({ id }) => !spec.y?.length || spec.y.includes(id));
  if (!rowColumn || !columnColumn || rowColumn === columnColumn || !wished.length) return null;
  const [rowAt, columnAt] = [table.columns.indexOf(rowColumn), table.columns.indexOf(columnColumn)];
  const distinct = (at: number): ReportCell[] => [...new Set(table.rows.map((row) => row[at] ?? null))];
  const rows = distinct(rowAt).sort(byValue(rowColumn));
  const columns = distinct(columnAt).sort(byValue(columnColumn));
  const rowIndex = new Map(rows.map((value, index) => [value, index]));
  const columnIndex = new Map(columns.map((value, index) => [value, index]));
  const at = rows.map(() => columns.map(() => -1));
  for (const [index, cells] of table.rows.entries()) {
    const line = at[rowIndex.get(cells[rowAt] ?? null) ?? -1];
    const place = columnIndex.get(cells[columnAt] ?? null);
    if (line && place !== undefined) line[place] = index;
  }
  return { rowColumn, columnColumn, measures: wished, rows, columns, at, hasTotals: dimensions.length === 2 && wished.every(({ additive }) => additive === true) };
}
