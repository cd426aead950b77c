import type { ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { chartTexts } from '../charts/table-chart.js';
import type { DocumentWords } from './document-words.js';
import type { Sheet, SheetCell } from './report-document.js';

/** A report's table as a typed sheet: every row and column; values that are codes have their titles, and the codes beside them. */
export function tableSheet(table: ReportTable, words: DocumentWords, name: string): Sheet {
  const texts = chartTexts(words.reader.language);
  const reasons = new Map<number, string[]>();
  const titleOf = new Map(table.columns.map((column) => [column.id, words.title(column.title, column.id)]));
  for (const { row, column, reason } of table.unknown) reasons.set(row, [...(reasons.get(row) ?? []), `${titleOf.get(column) ?? column}: ${texts.reasons[reason]}`]);
  const columns = table.columns.flatMap((column) => {
    const title = titleOf.get(column.id) ?? column.id;
    return column.valueTitles === undefined ? [{ title, width: widthOf(column, title) }] : [{ title, width: 28 }, { title: words.text.code(title), width: 18 }];
  });
  const hasReasons = reasons.size > 0;
  return {
    name,
    columns: hasReasons ? [...columns, { title: words.text.unknownColumn, width: 40 }] : columns,
    rowCount: table.rows.length,
    *rows() {
      for (let index = 0; index < table.rows.length; index += 1) {
        const row = table.rows[index] ?? [];
        const cells: SheetCell[] = [];
        table.columns.forEach((column, at) => {
          const value = row[at] ?? null;
          if (column.valueTitles === undefined) cells.push(typed(column, value));
          else cells.push({ value: titled(column, value, words) }, { value: typeof value === 'boolean' ? String(value) : value });
        });
        if (hasReasons) cells.push({ value: (reasons.get(index) ?? []).join('; ') });
        yield cells;
      }
    },
  };
}

function titled(column: ReportColumn, value: ReportCell, words: DocumentWords): string | null {
  if (value === null) return null;
  const key = String(value);
  return column.valueTitles !== undefined && Object.hasOwn(column.valueTitles, key) ? words.title(column.valueTitles[key], key) : key;
}

function typed(column: ReportColumn, value: ReportCell): SheetCell {
  if (typeof value === 'string' && (column.type === 'date' || column.type === 'instant')) return { value, kind: column.type };
  return { value, unit: typeof value === 'number' ? column.unit : undefined };
}

const widthOf = (column: ReportColumn, title: string): number => Math.max(column.type === 'text' ? 24 : 14, Math.min(40, title.length + 3));
