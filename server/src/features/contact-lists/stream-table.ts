import type { Readable } from 'node:stream';
import type { ExportFormat } from '@arbiter/contracts';
import type { Analytics, QueryParams, QuerySettings } from '../../ports/analytics.js';
import { majorUnits, majorUnitsAsText, safeText } from './spreadsheet-sql.js';

/** A column of a file for people: `sql` gives a String, a Date32, or minor units of money. */
export interface TableColumn {
  name: string;
  kind: 'text' | 'date' | 'money';
  sql: string;
}

export interface TableOptions {
  /** CSV: RFC 4180, UTF-8, header line. Parquet: dates and money are typed. CSV when left out. */
  format?: ExportFormat;
  signal?: AbortSignal;
}

const csvText: Record<TableColumn['kind'], (sql: string) => string> = { text: safeText, date: (sql) => `toString(${sql})`, money: majorUnitsAsText };
// A text is guarded here, too: such a file is opened in spreadsheets as well, and both formats hold the same.
const typed: Record<TableColumn['kind'], (sql: string) => string> = { text: safeText, date: (sql) => sql, money: majorUnits };

/** Rows as the bytes of a file. `rest` is the query from FROM on, with a complete order, so that the same file comes out every time. */
export function streamTable(analytics: Analytics, query: { columns: readonly TableColumn[]; rest: string; params: QueryParams }, { format = 'csv', signal }: TableOptions = {}): Promise<Readable> {
  const print = format === 'csv' ? csvText : typed;
  const select = query.columns.map(({ name, kind, sql }) => `${print[kind](sql)} AS \`${name}\``).join(', ');
  const settings: QuerySettings = format === 'csv' ? { output_format_csv_crlf_end_of_line: 1 } : { output_format_parquet_string_as_string: 1, output_format_parquet_compression_method: 'zstd', output_format_parquet_row_group_size: 100_000 };
  return analytics.stream(`SELECT ${select} ${query.rest}`, format === 'csv' ? 'CSVWithNames' : 'Parquet', query.params, { settings, ...(signal ? { signal } : {}) });
}
