import type { ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import type { CompiledExplore } from './compile-explore.js';

type StoreRow = Readonly<Record<string, unknown>>;

/** What the store answered to a compiled question as a table; a measure without a value says that there was nothing to make it of. */
export function exploreTable({ sql, params, columns, additive, notes }: CompiledExplore, rows: readonly StoreRow[]): Omit<ReportTable, 'asOf' | 'tookMs'> {
  const unknown: ReportTable['unknown'] = [];
  const cells = rows.map((row, index) =>
    columns.map((column) => {
      const cell = cellOf(column, row[column.id]);
      if (cell !== null || column.role === 'dimension') return cell;
      if (additive.has(column.id)) return 0;
      unknown.push({ row: index, column: column.id, reason: 'denominator-zero' });
      return null;
    }),
  );
  const found = Number(rows[0]?.['groups found'] ?? 0);
  return { columns, rows: cells, rowsOmitted: Math.max(0, found - rows.length), unknown, notes, queries: [{ sql, params }] };
}

/** A value of the store's JSON as a cell: 64-bit integers come as text, instants without their zone. */
export function cellOf({ type }: Pick<ReportColumn, 'type'>, value: unknown): ReportCell {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'number': {
      const number = Number(value);
      return Number.isFinite(number) ? number : null;
    }
    case 'boolean':
      return value === true || value === 1 || value === '1' || value === 'true';
    case 'instant': {
      const text = String(value).replace(' ', 'T');
      return /Z$/.test(text) ? text : `${text}Z`;
    }
    default:
      return String(value);
  }
}
