import type { Fault } from '@arbiter/contracts/problems';
import { readSqlStatement } from '@arbiter/engine/strategy/nodes/sql/sql-statement';
import { printSqlTokens } from '@arbiter/engine/strategy/nodes/sql/sql-tokens';
import type { Readable } from 'node:stream';
import type { Analytics, QuerySettings } from '../../ports/analytics.js';
import { AnalyticsError, QueryCancelled } from '../../ports/analytics-error.js';
import { SqlGateError, type SqlGate, type SqlGateAnswer, type SqlGateLimits, type SqlGateRequest } from '../../ports/sql-gate.js';
import { mostSchemaColumns, tablesOf, type SqlTable } from '../../ports/sql-table.js';
import { ConcurrencyCap } from './concurrency-cap.js';
import { objectionToTokens, objectionToTree } from './clickhouse-syntax.js';
import { clickHouseTypeOf, fromClickHouse } from './clickhouse-values.js';
import { parameterValue } from './parameter-value.js';

export interface ClickHouseGateOptions {
  store: Pick<Analytics, 'query' | 'stream'>;
  database: string;
  limits: SqlGateLimits;
  /** Closes what the gate alone uses. */
  close?: () => Promise<void>;
}

const mostRemembered = 1_000;
/** ClickHouse's own numbers of errors. */
const timeoutCodes = new Set([159, 160, 209]);
const tooManyInAnswer = new Set([396]);
const tooManyToRead = new Set([158, 307]);
const failedCodes = new Set([210, 241, 516, 1002]);

/**
 * ClickHouse behind a gate of four locks: our own reading of the statement, whose text is printed anew from its tokens; the engine's
 * classifier (embedded) ; the engine's syntax tree against lists of allowed parts, functions and tables; a session that only reads and is
 * limited in time, memory and rows. Values travel as typed parameters.
 */
export class ClickHouseGate implements SqlGate {
  readonly #options: ClickHouseGateOptions;
  readonly #cap: ConcurrencyCap;
  /** Statements that were found good; the text decides alone. */
  readonly #passed = new Set<string>();

  constructor(options: ClickHouseGateOptions) {
    this.#options = options;
    this.#cap = new ConcurrencyCap(options.limits.connections);
  }

  async check({ statement, parameters }: Pick<SqlGateRequest, 'statement' | 'parameters'>): Promise<Fault[]> {
    try {
      const { text } = this.#prepare({ statement, parameters });
      await this.#pass(statement, text.forTree, undefined, this.#options.limits.timeoutMs);
      return [];
    } catch (error) {
      if (error instanceof SqlGateError && error.code === 'sql-refused') return [{ path: '/statement', code: 'sql-refused', message: error.message }];
      throw error;
    }
  }

  async run(request: SqlGateRequest, signal?: AbortSignal): Promise<SqlGateAnswer> {
    const { limits, store } = this.#options;
    const timeoutMs = Math.min(request.timeoutMs, limits.timeoutMs);
    const { text, values } = this.#prepare(request);
    const deadline = AbortSignal.timeout(timeoutMs);
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const leave = await this.#cap.enter(stop).catch((error: unknown) => {
      throw this.#translate(error, signal, timeoutMs, request.rowLimit);
    });
    try {
      await this.#pass(request.statement, text.forTree, stop, timeoutMs);
      const cut = request.overflow === 'cut';
      const usual = this.#settings(timeoutMs, request.rowLimit);
      const answer = await store.stream(text.toRun, 'JSONCompactEachRowWithNamesAndTypes', values, { signal: stop, settings: cut ? { ...usual, result_overflow_mode: 'break', max_block_size: Math.max(1, request.rowLimit) } : usual });
      const { columns, rows } = readAnswer(await readText(answer, limits.answerBytes));
      return { columns, rows: cut ? rows.slice(0, request.rowLimit) : rows };
    } catch (error) {
      throw this.#translate(error, signal, timeoutMs, request.rowLimit);
    } finally {
      leave();
    }
  }

  async tables(signal?: AbortSignal): Promise<SqlTable[]> {
    const { store, database, limits } = this.#options;
    const rows = await store
      .query<{ table: string; column: string; type: string }>(
        `SELECT table, name AS column, type FROM system.columns WHERE database = {database:String} AND table != 'schema_migrations' AND NOT startsWith(table, '.inner') ORDER BY table, position LIMIT ${mostSchemaColumns}`,
        { database },
        { ...(signal ? { signal } : {}), settings: this.#settings(limits.timeoutMs, mostSchemaColumns) },
      )
      .catch((error: unknown) => {
        throw this.#translate(error, signal, limits.timeoutMs, mostSchemaColumns);
      });
    return tablesOf(rows);
  }

  async close(): Promise<void> {
    await this.#options.close?.();
  }

  #prepare({ statement, parameters }: Pick<SqlGateRequest, 'statement' | 'parameters'>) {
    const read = readSqlStatement(statement, 'clickhouse');
    if (!read.ok) throw new SqlGateError('sql-refused', `${read.error.message} (at character ${read.error.at + 1} of the statement)`);
    const against = objectionToTokens(read.value.tokens);
    if (against !== undefined) throw new SqlGateError('sql-refused', against);
    const values: Record<string, unknown> = {};
    for (const name of read.value.parameters) {
      const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      if (!given) throw new SqlGateError('sql-refused', `The parameter ${name} of the statement has no value: map it`);
      values[name] = parameterValue(name, given.type, given.value);
    }
    const toRun = printSqlTokens(read.value.tokens, ({ name, type }) => `{${name}:${clickHouseTypeOf(name, parameters[name]?.type ?? '', type)}}`);
    // A tree needs no values, and one tree serves all of them.
    return { values, text: { toRun, forTree: printSqlTokens(read.value.tokens, () => '1') } };
  }

  async #pass(statement: string, forTree: string, signal: AbortSignal | undefined, timeoutMs: number): Promise<void> {
    if (this.#passed.has(statement)) return;
    const { store, database } = this.#options;
    const rows = await store
      .query<{ explain: string }>(`EXPLAIN AST ${forTree}`, undefined, { ...(signal ? { signal } : {}), settings: this.#settings(timeoutMs, 100_000) })
      .catch((error: unknown) => {
        throw this.#translate(error, signal, timeoutMs, 0);
      });
    const against = objectionToTree(rows.map(({ explain }) => explain).join('\n'), database);
    if (against !== undefined) throw new SqlGateError('sql-refused', against);
    if (this.#passed.size >= mostRemembered) this.#passed.clear();
    this.#passed.add(statement);
  }

  #settings(timeoutMs: number, rowLimit: number): QuerySettings {
    const { memoryBytes, rowsToRead, answerBytes } = this.#options.limits;
    return {
      readonly: 1,
      wait_end_of_query: 1,
      max_execution_time: Math.max(0.1, timeoutMs / 1000),
      timeout_overflow_mode: 'throw',
      max_memory_usage: memoryBytes,
      max_rows_to_read: rowsToRead,
      read_overflow_mode: 'throw',
      max_result_rows: rowLimit,
      max_result_bytes: answerBytes,
      result_overflow_mode: 'throw',
      max_subquery_depth: 20,
      max_threads: 2,
      use_query_cache: 0,
      allow_introspection_functions: 0,
    };
  }

  #translate(error: unknown, signal: AbortSignal | undefined, timeoutMs: number, rowLimit: number): unknown {
    if (error instanceof SqlGateError) return error;
    if (signal?.aborted) return signal.reason;
    if (error instanceof AnalyticsError) {
      if (timeoutCodes.has(error.code)) return new SqlGateError('sql-timeout', timedOut(timeoutMs), { cause: error });
      if (tooManyInAnswer.has(error.code)) return new SqlGateError('too-many-rows', `The statement answers with more than ${rowLimit} rows, or more bytes than are taken: narrow it down, add LIMIT, or raise the row limit`, { cause: error });
      if (tooManyToRead.has(error.code)) return new SqlGateError('too-many-rows', `The statement would read more than ${this.#options.limits.rowsToRead} rows: narrow it down by the leading columns of the table's order, or raise the limit of the source`, { cause: error });
      if (failedCodes.has(error.code)) return new SqlGateError('source-failed', firstLine(error), { cause: error });
      return new SqlGateError('sql-refused', `ClickHouse refuses the statement: ${firstLine(error)}`, { cause: error });
    }
    if (error instanceof QueryCancelled || (error instanceof DOMException && error.name === 'TimeoutError')) return new SqlGateError('sql-timeout', timedOut(timeoutMs), { cause: error });
    return new SqlGateError('source-failed', `The source does not answer: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const timedOut = (timeoutMs: number) => `The statement was stopped after ${timeoutMs} ms: narrow it down, or raise the time limit of the node and of the source`;
const firstLine = (error: Error) => (error.message.split('\n')[0] ?? '').replace(/\/\*[0-9a-f-]{36}\*\/ ?/g, '').slice(0, 500);

async function readText(stream: Readable, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Text takes more room than the columns that the engine counted.
    if (size > mostBytes * 4) {
      stream.destroy();
      throw new SqlGateError('too-many-rows', `The answer has more than ${mostBytes * 4} bytes: take fewer rows or columns`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(text: string): SqlGateAnswer {
  const [names = [], types = [], ...rows] = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown[]) as [string[], string[], ...unknown[][]];
  const columns = names.map((name, index) => ({ name, type: types[index] ?? 'String' }));
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) throw new SqlGateError('sql-refused', `Two columns of the answer are called ${doubled}: give one of them another name with AS`);
  return { columns, rows: rows.map((row) => Object.fromEntries(columns.map(({ name, type }, index) => [name, fromClickHouse(row[index], type)]))) };
}
