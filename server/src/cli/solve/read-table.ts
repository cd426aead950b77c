import { existsSync } from 'node:fs';
import type { Column } from '@arbiter/solver';
import { UsageError } from '../command.js';
import { ParquetTool } from './parquet-tool.js';
import { readCsv } from './read-csv.js';
import { nameColumns, numberColumn, typedColumn } from './text-columns.js';

type Columns = Record<string, Column>;
const rowsInPart = 50_000;

/** Candidates of a CSV or Parquet file, in parts. */
export async function readCandidates(path: string, take: (columns: Columns) => void): Promise<void> {
  requireFile(path);
  if (!isParquet(path)) {
    for await (const { names, cells } of readCsv(path, rowsInPart)) {
      take(Object.fromEntries(names.map((name, column) => [name, nameColumns.has(name) ? cells[column]! : numberColumn(cells[column]!)])));
    }
    return;
  }
  await ParquetTool.with(async (tool) => {
    const columns = (await tool.columns(path)).map(({ name, numeric }) => ({ name, numeric: numeric && !nameColumns.has(name) }));
    for await (const rows of tool.rows(path, columns, rowsInPart)) take(Object.fromEntries(columns.map(({ name }, column) => [name, rows.map((row) => row[column] ?? null)])));
  });
}

/** Customers of a CSV or Parquet file: `id` and attributes. Whether a CSV column holds numbers is seen from all of its cells. */
export async function readCustomers(path: string, take: (columns: Columns) => void): Promise<void> {
  requireFile(path);
  if (!isParquet(path)) {
    for await (const { names, cells } of readCsv(path, Infinity)) take(Object.fromEntries(names.map((name, column) => [name, nameColumns.has(name) ? cells[column]! : typedColumn(cells[column]!)])));
    return;
  }
  await ParquetTool.with(async (tool) => {
    const columns = (await tool.columns(path)).map(({ name, numeric }) => ({ name, numeric: numeric && !nameColumns.has(name) }));
    for await (const rows of tool.rows(path, columns, rowsInPart)) {
      take(Object.fromEntries(columns.map(({ name, numeric }, column) => [name, numeric ? Float64Array.from(rows, (row) => (row[column] === null ? NaN : Number(row[column]))) : rows.map((row) => (row[column] === '' ? null : (row[column] ?? null)))])));
    }
  });
}

export function isParquet(path: string): boolean {
  return /\.(parquet|pq)$/i.test(path);
}

function requireFile(path: string): void {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}: check the path`);
  if (!/\.(csv|tsv|txt|parquet|pq)$/i.test(path)) throw new UsageError(`${path} is neither .csv nor .parquet: convert it, or rename it if it is one of them`);
}
