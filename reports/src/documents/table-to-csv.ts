import type { ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { csvLine } from '../control-vs-target/csv-line.js';
import { chartTexts } from '../charts/table-chart.js';
import type { DocumentWords } from './document-words.js';

/** Units that the number itself does not show stand in the column's title, so that nobody takes kopecks for roubles. */
const silent = new Set(['count', 'number', undefined]);

/**
 * A report's table as CSV (RFC 4180, CRLF): all numbers in full, in the unit that the title's brackets name; codes and their titles in
 * columns of their own; a last column says why what is empty is not known.
 */
export function* tableToCsv(table: ReportTable, words: DocumentWords): Generator<string> {
  const title = (column: ReportColumn) => words.title(column.title, column.id);
  const reasons = new Map<number, string[]>();
  const texts = chartTexts(words.reader.language).reasons;
  const titleOf = new Map(table.columns.map((column) => [column.id, title(column)]));
  for (const { row, column, reason } of table.unknown) reasons.set(row, [...(reasons.get(row) ?? []), `${titleOf.get(column) ?? column}: ${texts[reason]}`]);
  yield csvLine([
    ...table.columns.flatMap((column) => (column.valueTitles ? [title(column), words.text.code(title(column))] : [silent.has(column.unit) ? title(column) : `${title(column)} [${column.unit}]`])),
    ...(reasons.size ? [words.text.unknownColumn] : []),
  ]);
  for (let index = 0; index < table.rows.length; index += 1) {
    const row = table.rows[index] ?? [];
    const cells = table.columns.flatMap((column, at): ReportCell[] => {
      const value = row[at] ?? null;
      if (!column.valueTitles) return [value];
      const key = String(value);
      return [value === null ? null : Object.hasOwn(column.valueTitles, key) ? words.title(column.valueTitles[key], key) : key, value];
    });
    yield csvLine(reasons.size ? [...cells, (reasons.get(index) ?? []).join('; ')] : cells);
  }
}
