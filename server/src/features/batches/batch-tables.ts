import type { FieldSpec, ValueSpec } from '@arbiter/contracts';
import type { Analytics } from '../../ports/analytics.js';
import { inputColumnSql, quoteName, quoteText, type SourceColumn } from './input-columns-sql.js';

/** Tables of a batch in the analytical store, named after its id. */
export interface BatchTables {
  /** The source as it was when the batch began; dropped at its end. */
  snapshot: string;
  /** Rows of a file before they are typed; dropped at its end. */
  staging: string;
  answers: string;
  rejects: string;
  /** Where the SQL way writes: a table that holds nothing and hands each row on to answers or rejects by two views; dropped at its end. */
  flow: string;
  toAnswers: string;
  toRejects: string;
}

export function batchTables(id: string): BatchTables {
  const suffix = id.replace(/[^A-Za-z0-9]/g, '_');
  return { snapshot: `batch_rows_${suffix}`, staging: `batch_file_${suffix}`, answers: `batch_answers_${suffix}`, rejects: `batch_rejects_${suffix}`, flow: `batch_flow_${suffix}`, toAnswers: `batch_flow_answers_${suffix}`, toRejects: `batch_flow_rejects_${suffix}` };
}

/**
 * Rows of one part: few enough to be done again without regret, and never more than about 500 parts. Inside ClickHouse a part has more of
 * them, since it reads the strategy's SELECT anew for each.
 */
export const rowsPerPart = (rows: number, method: 'threads' | 'sql'): number => Math.max(method === 'sql' ? 262_144 : 65_536, Math.ceil(rows / 500));

export const inputColumn = (name: string): string => `in_${name}`;

export interface SnapshotWish {
  tables: BatchTables;
  /** SELECT or table expression in parentheses, or a table's name. */
  relation: string;
  columns: readonly SourceColumn[];
  inputs: readonly FieldSpec[];
  /** Column by input. Inputs without one take their default. */
  columnOf: ReadonlyMap<string, string>;
  keyColumn: string | null;
  /** As in `SourceRelation`: where the whole batch is one SELECT and the source numbers its rows, it is looked at instead of copied. */
  rowNumber?: string | undefined;
}

/** Rows of a part that is the whole source: more than any row number. */
export const wholeSource = 2 ** 52;

/**
 * Copies the source into a table with a row number and typed inputs, so that a batch that is gone on with tomorrow sees the same rows.
 * Returns the number of rows.
 */
export async function takeSnapshot(analytics: Analytics, wish: SnapshotWish, signal: AbortSignal): Promise<number> {
  const { tables, inputs, columnOf, keyColumn } = wish;
  const byName = new Map(wish.columns.map((column) => [column.name, column]));
  const read = inputs.flatMap((field) => {
    const column = byName.get(columnOf.get(field.name) ?? '');
    return column ? [{ field, sql: inputColumnSql(field, column), column }] : [];
  });
  const unreadable = read.flatMap(({ field, sql, column }) =>
    sql.unreadable === undefined ? [] : [`${sql.unreadable}, concat(${quoteText(`/${field.name}: the value "`)}, substringUTF8(ifNull(toString(${quoteName(column.name)}), ''), 1, 200), ${quoteText(`" of the column "${column.name}" is no ${field.type}`)})`],
  );
  await analytics.command(`DROP TABLE IF EXISTS ${tables.snapshot} SYNC`, undefined, { signal });
  const fault = unreadable.length === 0 ? "''" : `multiIf(${unreadable.join(', ')}, '')`;
  const key = keyColumn === null ? "''" : `ifNull(toString(${quoteName(keyColumn)}), '')`;
  const values = read.map(({ sql }) => sql.value);
  if (wish.rowNumber !== undefined) {
    const named = [`${wish.rowNumber} AS row_number`, `${key} AS row_key`, `${fault} AS fault`, ...read.map(({ field, sql }) => `${sql.value} AS ${quoteName(inputColumn(field.name))}`)];
    await analytics.command(`CREATE VIEW ${tables.snapshot} AS SELECT ${named.join(', ')} FROM ${wish.relation}`, undefined, { signal });
    return countRows(analytics, wish.relation, signal);
  }
  const definitions = read.map(({ field, sql }) => `${quoteName(inputColumn(field.name))} ${sql.type}`);
  await analytics.command(
    `CREATE TABLE ${tables.snapshot} (${['row_number UInt64', 'row_key String', 'fault String', ...definitions].join(', ')}) ENGINE = MergeTree ORDER BY row_number SETTINGS index_granularity = 8192`,
    undefined,
    { signal },
  );
  // One thread numbers the rows without a gap; ClickHouse still compresses and writes beside it.
  await analytics.command(`INSERT INTO ${tables.snapshot} SELECT ${['rowNumberInAllBlocks()', key, fault, ...values].join(', ')} FROM ${wish.relation}`, undefined, { signal, settings: { max_threads: 1, max_insert_threads: 1 } });
  return countRows(analytics, tables.snapshot, signal);
}

async function countRows(analytics: Analytics, relation: string, signal: AbortSignal): Promise<number> {
  const [counted] = await analytics.query<{ rows: string }>(`SELECT count() AS rows FROM ${relation}`, undefined, { signal });
  return Number(counted?.rows ?? 0);
}

/** Makes the tables of answers and rejects anew. Their partitions are the parts, so that a part that broke off is dropped whole. */
export async function createAnswerTables(analytics: Analytics, tables: BatchTables, outputs: readonly FieldSpec[], partRows: number, method: 'threads' | 'sql', signal: AbortSignal): Promise<void> {
  const make = (sql: string): Promise<void> => analytics.command(sql, undefined, { signal });
  const partition = `PARTITION BY intDiv(row_number, ${partRows})`;
  const columns = ['row_number UInt64', 'row_key String', ...outputs.map((field) => `${quoteName(`out_${field.name}`)} ${columnType(field)}`), 'decision Nullable(String)', 'action Nullable(String)', 'channel Nullable(String)', 'terms String', 'reason_codes Array(String)'];
  const { answers, rejects, flow, toAnswers, toRejects } = tables;
  for (const table of [toAnswers, toRejects, flow, answers, rejects]) await make(`DROP TABLE IF EXISTS ${table} SYNC`);
  await make(`CREATE TABLE ${answers} (${columns.join(', ')}) ENGINE = MergeTree ${partition} ORDER BY row_number`);
  await make(`CREATE TABLE ${rejects} (row_number UInt64, row_key String, code String, message String, node_id String, input String) ENGINE = MergeTree ${partition} ORDER BY row_number`);
  if (method === 'threads') return;
  await make(`CREATE TABLE ${flow} (${[...columns, 'reject_code String', 'reject_message String', 'reject_node String'].join(', ')}) ENGINE = Null`);
  await make(`CREATE MATERIALIZED VIEW ${toAnswers} TO ${answers} AS SELECT * EXCEPT (reject_code, reject_message, reject_node) FROM ${flow} WHERE reject_code = ''`);
  await make(`CREATE MATERIALIZED VIEW ${toRejects} TO ${rejects} AS SELECT row_number, row_key, reject_code AS code, reject_message AS message, reject_node AS node_id, '' AS input FROM ${flow} WHERE reject_code != ''`);
}

/** What only a running batch needs, in the order in which it can be dropped. */
export const passingTables = ({ toAnswers, toRejects, flow, snapshot, staging }: BatchTables): string[] => [toAnswers, toRejects, flow, snapshot, staging];

/** ClickHouse type of an output in the table of answers. */
export function columnType(spec: ValueSpec): string {
  switch (spec.type) {
    case 'number':
    case 'integer':
      return 'Nullable(Float64)';
    case 'boolean':
      return 'Nullable(Bool)';
    case 'list': {
      const { items } = spec;
      const nested = items === undefined || items.type === 'list' || items.type === 'object' || items.type === 'any';
      return nested ? 'Nullable(String)' : `Array(${columnType(items)})`;
    }
    default:
      return 'Nullable(String)';
  }
}

export async function dropBatchTables(analytics: Analytics, names: readonly string[]): Promise<void> {
  for (const name of names) await analytics.command(`DROP TABLE IF EXISTS ${name} SYNC`);
}
