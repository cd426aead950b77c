import { resolve } from 'node:path';
import { type BuiltInstance, InstanceBuilder, type Problem, type Source } from '@arbiter/solver';
import { cellAt, type Column, columnLength } from '@arbiter/solver/problem/columns';
import { estimateMemory, type MemoryEstimate, type RowSizes } from '@arbiter/solver/problem/estimate-memory';
import { type Columns, openTable, type Table } from './open-table.js';

/** Columns whose cells are names, never numbers. */
const nameColumns: ReadonlySet<string> = new Set(['id', 'customer', 'action', 'period', 'agent']);

export interface ReadHooks {
  /** Told before the rows are read; throws where there is not enough memory. */
  onEstimate: (estimate: MemoryEstimate, sizes: RowSizes) => void;
  onProgress: (rows: number, of: number | null) => void;
  /** True ends the reading: the answer is then null. */
  shouldStop: () => boolean;
}

/** Rows of a problem from the document and its files, which lie relative to `folder`, straight into their columns. */
export async function readInstance(problem: Problem, folder: string, hooks: ReadHooks): Promise<BuiltInstance | null> {
  const tables: Table[] = [];
  const open = async (source: Source): Promise<Table | null> => {
    if (source.kind !== 'file') return null;
    const table = await openTable(resolve(folder, source.file));
    tables.push(table);
    return table;
  };
  try {
    const customers = await open(problem.customers);
    const candidates = await open(problem.candidates);
    const sizes = await rowSizes(problem, customers, candidates);
    hooks.onEstimate(estimateMemory(problem, sizes), sizes);

    const builder = new InstanceBuilder(problem, {
      ...(problem.customers.kind === 'file' ? { customers: problem.customers.file } : {}),
      ...(problem.candidates.kind === 'file' ? { candidates: problem.candidates.file } : {}),
    });
    if (problem.customers.kind === 'columns') builder.addCustomers('id' in problem.customers.columns ? problem.customers.columns : { id: [], ...problem.customers.columns });
    if (customers) {
      const numeric = await customers.numericColumns();
      if (!(await readAll(customers, (name) => (!nameColumns.has(name) && numeric.has(name) ? 'number' : 'text'), hooks, (columns) => builder.addCustomers(columns), () => builder.failed))) return null;
      // A file without rows still says that there are no customers.
      if (builder.size.customers === 0 && !builder.failed) builder.addCustomers(Object.fromEntries(customers.names.map((name) => [name, []])));
    }
    if (problem.candidates.kind === 'columns') builder.addCandidates(problem.candidates.columns);
    if (candidates) {
      if (candidates.rows !== null) builder.reserveCandidates(candidates.rows);
      if (!(await readAll(candidates, (name) => (nameColumns.has(name) ? 'text' : 'number'), hooks, (columns) => builder.addCandidates(columns), () => builder.failed))) return null;
    }
    const beside = [['history', problem.history], ['fixed', problem.fixed], ['previous', problem.previous?.assignments ?? { kind: 'none' }]] as const;
    for (const [name, source] of beside) {
      if (source.kind === 'columns') builder.addTable(name, source.columns);
      const table = await open(source);
      if (table) builder.addTable(name, await wholeTable(table));
    }
    return builder.build();
  } finally {
    for (const table of tables) table.close();
  }
}

/** False when it was told to stop. Rows after the first faulty part are not read: they would make the list of faults longer, no clearer. */
async function readAll(table: Table, kindOf: Parameters<Table['parts']>[0], hooks: ReadHooks, take: (columns: Columns) => void, failed: () => boolean): Promise<boolean> {
  let rows = 0;
  for await (const columns of table.parts(kindOf)) {
    if (hooks.shouldStop()) return false;
    take(columns);
    if (failed()) return true;
    rows += lengthOf(columns);
    hooks.onProgress(rows, table.rows);
  }
  return true;
}

/** All rows of a table that is small beside the candidates. */
async function wholeTable(table: Table): Promise<Columns> {
  const whole = Object.fromEntries(table.names.map((name) => [name, [] as unknown[]]));
  for await (const columns of table.parts((name) => (name === 'daysAgo' ? 'number' : 'text'))) {
    for (const [name, column] of Object.entries(columns) as [string, Column][]) for (let row = 0; row < columnLength(column); row++) whole[name]!.push(cellAt(column, row));
  }
  return whole;
}

function lengthOf(columns: Columns): number {
  const [first] = Object.values(columns);
  return first ? columnLength(first) : 0;
}

/** What the files say of their rows without reading them all: metadata of Parquet; the first part of CSV stands for the rest. */
async function rowSizes(problem: Problem, customers: Table | null, candidates: Table | null): Promise<RowSizes> {
  const given = (source: Source): number => (source.kind === 'columns' ? lengthOf(source.columns) : 0);
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  const sample = candidates ? await firstPart(candidates) : null;
  const rows = candidates ? (candidates.rows ?? estimatedRows(candidates, sample)) : given(problem.candidates);
  const people = customers ? (customers.rows ?? estimatedRows(customers, await firstPart(customers))) : problem.customers.kind === 'columns' ? given(problem.customers) : Math.ceil(rows / Math.max(1, options * 0.8));
  const value = sample?.['value'];
  return {
    customers: Math.max(people, Math.ceil(rows / Math.max(1, options))),
    candidates: rows,
    attributes: customers ? customers.names.length - 1 : problem.customers.kind === 'columns' ? Math.max(0, Object.keys(problem.customers.columns).length - 1) : 0,
    measures: candidates ? candidates.names.filter((name) => name !== 'value' && !nameColumns.has(name)).length : 0,
    singleValues: value instanceof Float32Array,
  };
}

async function firstPart(table: Table): Promise<Columns | null> {
  for await (const columns of table.parts((name) => (nameColumns.has(name) ? 'text' : 'number'))) return columns;
  return null;
}

function estimatedRows(table: Table, part: Columns | null): number {
  if (!part) return 0;
  const rows = lengthOf(part);
  const [first] = Object.values(part).flatMap((column) => ('starts' in column ? [column] : []));
  const bytes = first && rows > 1 ? (first.starts[rows - 1]! - first.starts[0]!) / (rows - 1) : 24;
  return Math.ceil(table.bytes / Math.max(2, bytes));
}
