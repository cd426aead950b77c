import type { ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { cellText, chartTexts, differenceText } from '../charts/table-chart.js';
import { intervalText } from '../wording/interval-text.js';
import type { DocumentWords } from './document-words.js';
import type { PrintCell, PrintTable } from './report-document.js';

/** Rows of a table on paper; workbooks and CSV have them all. */
export const mostPrintedRows = 400;

/** A report's table on paper: the ends of an interval stand under their number, what is compared with in a column of its own. */
export function printTable(table: ReportTable, words: DocumentWords, summary: string, mostRows = mostPrintedRows): PrintTable {
  const context = words.chart();
  const place = new Map(table.columns.map((column, index) => [column.id, index]));
  const ends = new Set(table.columns.flatMap(({ low, high }) => (low !== undefined && high !== undefined ? [low, high] : [])));
  const shown = table.columns.filter(({ id }) => !ends.has(id));
  const reasons = new Map(table.unknown.map(({ row, column, reason }) => [`${row} ${column}`, reason]));
  const texts = chartTexts(words.reader.language).reasons;
  const end = (column: ReportColumn, cell: ReportCell | undefined): string => (typeof cell !== 'number' ? '—' : column.unit === 'points' ? differenceText(cell, 'points', context) : cellText(cell, column, context));
  return {
    summary,
    columns: shown.map((column) => ({ title: words.title(column.title, column.id), align: isRight(column) ? 'right' : 'left', weight: column.role === 'dimension' && column.type === 'text' ? 1.6 : 1 })),
    rows: table.rows.slice(0, mostRows).map((row, rowIndex) =>
      shown.map((column): PrintCell => {
        const cell = row[place.get(column.id) ?? -1];
        const reason = reasons.get(`${rowIndex} ${column.id}`);
        if (reason !== undefined && (cell === null || cell === undefined)) return { text: '—', detail: texts[reason] };
        const low = column.low === undefined ? undefined : row[place.get(column.low) ?? -1];
        const high = column.high === undefined ? undefined : row[place.get(column.high) ?? -1];
        const detail = typeof low === 'number' && typeof high === 'number' ? intervalText(end(column, low), end(column, high)) : undefined;
        return { text: cellText(cell, column, context), ...(detail === undefined ? {} : { detail }) };
      }),
    ),
  };
}

const isRight = (column: ReportColumn): boolean => column.type === 'number' && column.valueTitles === undefined;
