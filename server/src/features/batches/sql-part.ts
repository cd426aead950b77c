import type { Fault, Result } from '@arbiter/contracts';
import { outsideCalendar } from '@arbiter/engine/feel/index';
import { type PrintedStrategySql, printStrategySql } from '@arbiter/engine/strategy/sql/print-strategy-sql';
import type { Analytics } from '../../ports/analytics.js';
import type { BatchPart, BatchPartResult, BatchStrategy } from '../../ports/batch-runner.js';
import { inputColumn } from './batch-tables.js';
import { dependenciesOf } from './load-batch-strategy.js';
import { quoteName } from './input-columns-sql.js';

/** The strategy as one SELECT over a relation that has `row_number`, `row_key` and an `in_<name>` column for each input that is given. */
export function printBatchSql(strategy: BatchStrategy, source: { relation: string; inputs?: readonly string[] }): Result<PrintedStrategySql, Fault[]> {
  const given = source.inputs ?? strategy.document.dataModel.inputs.map(({ name }) => name);
  return printStrategySql(strategy.document, dependenciesOf(strategy), {
    from: source.relation,
    keep: ['row_number', 'row_key'],
    column: (name) => (given.includes(name) ? quoteName(inputColumn(name)) : undefined),
  });
}

/**
 * Evaluates a part inside ClickHouse: the rows never leave it. `within` is the condition of its row numbers; what is written to
 * `flow` comes out in the tables of answers and rejects.
 */
export async function evaluatePartInSql(analytics: Analytics, flow: string, part: BatchPart & { within: string }, signal: AbortSignal): Promise<BatchPartResult> {
  const printed = printBatchSql(part.strategy, { relation: `(${part.select})`, inputs: part.inputs.map(({ name }) => name) });
  if (!printed.ok) throw new Error(`the strategy has no SQL form: ${printed.error[0]?.message ?? ''}`);
  const { select, outputColumns } = printed.value;
  const columns = ['row_number', 'row_key', ...outputColumns, 'decision', 'action', 'channel', 'terms', 'reason_codes', 'reject_code', 'reject_message', 'reject_node'].join(', ');
  // No condition over the strategy's SELECT: ClickHouse would push it through every layer, which takes longer than the rows.
  await analytics.command(`INSERT INTO ${flow} (${columns}) SELECT ${columns} FROM (${select})`, undefined, { signal, settings: { ...longQueries, ...inParallel } });
  const count = async (sql: string): Promise<number> => Number((await analytics.query<{ rows: string }>(sql, undefined, { signal }))[0]?.rows ?? 0);
  const rows = await count(`SELECT count() AS rows FROM (${part.select})`);
  const answered = await count(`SELECT count() AS rows FROM ${part.answersTable} WHERE ${part.within}`);
  return { rows, answered, rejected: rows - answered };
}

/** Rows go from every reading thread to the tables; gathered into one stream they would wait for it. */
const inParallel = { max_insert_threads: 8 };

/** A strategy's SELECT is longer and deeper than what people write. */
const longQueries = { max_query_size: 8_000_000, max_ast_depth: 20_000, max_ast_elements: 5_000_000, max_expanded_ast_elements: 10_000_000, max_parser_depth: 20_000 };

/** True for the error of a row whose date leaves the years that ClickHouse has: such a part is evaluated in threads instead. */
export function leavesTheCalendar(error: unknown): boolean {
  return error instanceof Error && error.message.includes(outsideCalendar);
}
