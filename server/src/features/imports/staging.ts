import type { FileFormat } from '@arbiter/contracts';
import type { Analytics } from '../../ports/analytics.js';
import type { ParquetColumn } from './detection/parquet-footer.js';
import { ProblemError } from '../../http/problem-error.js';
import { cleanLines, joinLines, numberedLines, oddLines, splitRecordsSql } from './sql/record-sql.js';
import { checkRowsSql, constantParams, stagingStructure, type StagingOptions } from './sql/staging-sql.js';

/** Tables of imports under way; no others begin like this. */
export const stagingPrefix = 'staging_import_';

/** The tables that one import (or preview) uses on its way; dropped whatever its end. */
export function stagingTables(importId: string) {
  const base = `${stagingPrefix}${importId.replace(/[^A-Za-z0-9]/g, '_')}`;
  return { lines: `${base}_lines`, records: `${base}_records`, rows: `${base}_rows`, checked: `${base}_checked`, target: `${base}_target`, outcomes: `${base}_outcomes` };
}
export type StagingTables = ReturnType<typeof stagingTables>;

export interface SourceFile {
  path: string;
  format: FileFormat;
  /** Of a Parquet file, all columns of it. */
  parquet?: readonly ParquetColumn[];
  /** A preview takes only so many rows of a Parquet file. */
  mostRows?: number;
}

const engine = 'ENGINE = MergeTree ORDER BY line';
/** Line numbers count rows as they come: one reader, one writer. */
const inOrder = { max_threads: 1, max_insert_threads: 1, input_format_parallel_parsing: 0 };

export async function dropTables(analytics: Analytics, tables: readonly string[]): Promise<void> {
  for (const table of tables) await analytics.command(`DROP TABLE IF EXISTS ${table} SYNC`);
}

async function create(analytics: Analytics, table: string, structure: string): Promise<void> {
  await analytics.command(`DROP TABLE IF EXISTS ${table} SYNC`);
  await analytics.command(`CREATE TABLE ${table} (${structure}) ${engine}`);
}

/** Loads the lines of a text, and takes them apart into a selection of rows (line, cells, malformed). */
async function loadText(analytics: Analytics, tables: StagingTables, file: SourceFile, signal?: AbortSignal): Promise<string> {
  const { separator, header } = file.format;
  await create(analytics, tables.lines, 'line UInt64, text String');
  await analytics.loadFile({ path: file.path, format: 'LineAsString', structure: 'text String', into: tables.lines, select: numberedLines, settings: inOrder, ...(signal ? { signal } : {}) });
  let records = `(SELECT line, text FROM (${cleanLines(tables.lines)}))`;
  const [counted] = await analytics.query<{ odd: string }>(oddLines(records), {}, options(signal));
  if (Number(counted?.odd) > 0) {
    await create(analytics, tables.records, 'line UInt64, text String, inside UInt8');
    await analytics.command(`INSERT INTO ${tables.records} ${joinLines(records, separator)}`, {}, options(signal));
    await refuseOpenQuote(analytics, tables.records);
    await dropTables(analytics, [tables.lines]);
    records = tables.records;
  }
  if (!header) return `(${splitRecordsSql(records, separator)})`;
  const [first] = await analytics.query<{ line: string }>(`SELECT min(line) AS line FROM ${records} WHERE text != ''`, {}, options(signal));
  return `(SELECT * FROM (${splitRecordsSql(records, separator)}) WHERE line > ${Number(first?.line ?? 0)})`;
}

async function refuseOpenQuote(analytics: Analytics, records: string): Promise<void> {
  const [open] = await analytics.query<{ line: string; start: string }>(`SELECT line, substringUTF8(toValidUTF8(text), 1, 100) AS start FROM ${records} WHERE inside = 1 ORDER BY line DESC LIMIT 1`);
  if (open) throw new ProblemError('import-not-readable', `The record that begins on line ${open.line} (${JSON.stringify(open.start)}) opens a quote that is closed nowhere. Close it, or double the quote if it belongs to the text, and import the file again.`, { details: { line: Number(open.line) } });
}

/** A Parquet file's rows in the same shape: every value as text, in the one form that the checks read. */
export async function loadParquetRows(analytics: Analytics, tables: StagingTables, file: SourceFile, signal?: AbortSignal): Promise<string> {
  const columns = file.parquet ?? [];
  const name = (text: string) => `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
  const structure = columns.filter((column) => column.clickhouseType).map((column) => `${name(column.name)} ${column.list ? `Array(Nullable(${column.clickhouseType}))` : `Nullable(${column.clickhouseType})`}`).join(', ');
  const cells = columns.map((column) => {
    if (!column.clickhouseType) return `''`;
    const value = name(column.name);
    if (column.list) return `arrayStringConcat(arrayMap(item -> replaceRegexpAll(ifNull(toString(item), ''), '[,;|]', ' '), ${value}), '|')`;
    return `ifNull(toString(${value}), '')`;
  });
  await create(analytics, tables.rows, 'line UInt64, cells Array(String), malformed UInt8');
  await analytics.loadFile({
    path: file.path, format: 'Parquet', structure, into: tables.rows, select: `rowNumberInAllBlocks() + 1 AS line, [${cells.join(', ')}] AS cells, 0 AS malformed`,
    settings: { ...inOrder, input_format_parquet_preserve_order: 1, ...(file.mostRows ? { limit: file.mostRows } : {}) }, ...(signal ? { signal } : {}),
  });
  return tables.rows;
}

const options = (signal?: AbortSignal) => (signal ? { signal } : {});

/** A file of many columns makes a long statement. */
const longStatement = { max_query_size: 64 << 20, max_ast_elements: 10_000_000, max_expanded_ast_elements: 10_000_000 };

/** Loads the file and checks every cell: fills the table `checked`. The caller drops the tables. */
export async function fillStaging(
  analytics: Analytics, tables: StagingTables, file: SourceFile, staging: StagingOptions, params: Record<string, unknown>, onStep: (step: 'reading' | 'checking') => Promise<void> = async () => {}, signal?: AbortSignal,
): Promise<void> {
  await onStep('reading');
  const rows = await (file.format.kind === 'parquet' ? loadParquetRows : loadText)(analytics, tables, file, signal);
  await onStep('checking');
  await create(analytics, tables.checked, stagingStructure(staging.columns));
  await analytics.command(`INSERT INTO ${tables.checked} ${checkRowsSql(rows, staging)}`, { ...params, ...constantParams(staging.columns) }, { ...options(signal), settings: longStatement });
}
