import type { ReportCell, ReportTable } from '@arbiter/contracts/reporting/report-table';

export interface RowOrder {
  column: string;
  descending: boolean;
}

/** Numbers of the rows in the order of a column: numbers by size, texts by the alphabet, what is not known last either way. */
export function sortedRows(table: Pick<ReportTable, 'columns' | 'rows'>, order: RowOrder | null, titleOf: (cell: ReportCell, column: number) => string, locale: string): number[] {
  const rows = table.rows.map((_, index) => index);
  const at = order === null ? -1 : table.columns.findIndex(({ id }) => id === order.column);
  if (order === null || at < 0) return rows;
  const byText = new Intl.Collator(locale, { numeric: true });
  const isText = table.columns[at]?.type === 'text';
  const sign = order.descending ? -1 : 1;
  const cellAt = (row: number): ReportCell => table.rows[row]?.[at] ?? null;
  return rows.sort((a, b) => {
    const [left, right] = [cellAt(a), cellAt(b)];
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right) || a - b;
    return sign * (isText ? byText.compare(titleOf(left, at), titleOf(right, at)) : String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0) || a - b;
  });
}
