import type { Fault } from '@arbiter/contracts/problems';
import { readSqlStatement } from '@arbiter/engine/strategy/nodes/sql/sql-statement';
import { printSqlTokens } from '@arbiter/engine/strategy/nodes/sql/sql-tokens';
import pg from 'pg';
import { SqlGateError, type SqlGate, type SqlGateAnswer, type SqlGateLimits, type SqlGateRequest } from '../../ports/sql-gate.js';
import { mostSchemaColumns, tablesOf, type SqlTable } from '../../ports/sql-table.js';
import { ConcurrencyCap } from './concurrency-cap.js';
import { parameterValue } from './parameter-value.js';
import { objectionToPostgresTokens, postgresTypeOf } from './postgres-syntax.js';

export interface PostgresGateOptions {
  /** With user and password. */
  url: string;
  limits: SqlGateLimits;
  connectTimeoutMs?: number;
}

const rowsAtOnce = 1_000;
const graceMs = 100;
/** Tables that the role may read; those outside of its search path by their schema. Shape: table, column, type. */
const catalogue = `SELECT CASE WHEN table_schema = ANY (current_schemas(false)) THEN table_name ELSE table_schema || '.' || table_name END AS "table", column_name AS "column", data_type AS "type"
  FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_schema NOT LIKE 'pg\\_%'
  ORDER BY table_schema <> ALL (current_schemas(false)), table_schema, table_name, ordinal_position LIMIT ${mostSchemaColumns}`;
const typeNames = new Map(Object.entries(pg.types.builtins).map(([name, oid]) => [oid as number, name.toLowerCase()]));
const asNumber = (text: string) => (/^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text)) ? text : Number(text));
const asInstant = (text: string) => (/^\d{4}-/.test(text) ? new Date(text.replace(/([+-]\d\d)$/, '$1:00').replace(' ', 'T')).toISOString() : text);
const asIs = (text: string) => text;
const parsers: Record<number, (text: string) => unknown> = { 20: asNumber, 1700: asNumber, 1082: asIs, 1114: (text) => text.replace(' ', 'T'), 1184: asInstant, 1083: asIs, 1266: asIs, 1186: asIs, 17: asIs };
const parserOf = ((oid: number, format?: 'text' | 'binary') => parsers[oid] ?? pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser;

/**
 * PostgreSQL behind a gate: the statement is read and printed anew from its tokens, then opened as a cursor in a transaction that only
 * reads, with a time limit that the server itself holds. A cursor takes exactly one SELECT, and no more rows travel than are asked for.
 * What a statement may see is the role's rights: give a source a role of its own with SELECT on what strategies need.
 */
export class PostgresGate implements SqlGate {
  readonly #pool: pg.Pool;
  readonly #limits: SqlGateLimits;
  readonly #cap: ConcurrencyCap;

  constructor({ url, limits, connectTimeoutMs = 5_000 }: PostgresGateOptions) {
    this.#limits = limits;
    this.#cap = new ConcurrencyCap(limits.connections);
    this.#pool = new pg.Pool({
      connectionString: url,
      max: limits.connections,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
      application_name: 'arbiter strategies',
      options: '-c default_transaction_read_only=on -c standard_conforming_strings=on -c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c extra_float_digits=1',
      types: { getTypeParser: parserOf },
    });
    this.#pool.on('error', () => undefined);
  }

  async check({ statement, parameters }: Pick<SqlGateRequest, 'statement' | 'parameters'>): Promise<Fault[]> {
    try {
      await this.#ask({ statement, parameters, rowLimit: 0, timeoutMs: this.#limits.timeoutMs }, undefined);
      return [];
    } catch (error) {
      if (error instanceof SqlGateError && error.code === 'sql-refused') return [{ path: '/statement', code: 'sql-refused', message: error.message }];
      throw error;
    }
  }

  run(request: SqlGateRequest, signal?: AbortSignal): Promise<SqlGateAnswer> {
    return this.#ask(request, signal);
  }

  async tables(signal?: AbortSignal): Promise<SqlTable[]> {
    const { rows } = await this.#send({ text: catalogue, values: [] }, { rowLimit: mostSchemaColumns, overflow: 'cut' }, this.#limits.timeoutMs, signal);
    return tablesOf(rows as { table: string; column: string; type: string }[]);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** A row limit of 0 plans the statement and reads nothing. */
  async #ask(request: SqlGateRequest, signal: AbortSignal | undefined): Promise<SqlGateAnswer> {
    return this.#send(prepare(request), request, Math.min(request.timeoutMs, this.#limits.timeoutMs), signal);
  }

  async #send({ text, values }: { text: string; values: unknown[] }, caps: Pick<SqlGateRequest, 'rowLimit' | 'overflow'>, timeoutMs: number, signal: AbortSignal | undefined): Promise<SqlGateAnswer> {
    const startedAt = performance.now();
    // The server stops a statement by itself and keeps the connection; only one that hangs is cut off here.
    const deadline = AbortSignal.timeout(timeoutMs + graceMs);
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
    let leave: (() => void) | undefined;
    let client: pg.PoolClient | undefined;
    let broken = true;
    try {
      leave = await this.#cap.enter(stop);
      client = await orStopped(this.#pool.connect(), stop, (late) => late.release());
      const restMs = Math.max(1, Math.ceil(timeoutMs - (performance.now() - startedAt)));
      const answer = await orStopped(this.#read(client, text, values, caps, restMs), stop);
      broken = false;
      return answer;
    } catch (error) {
      if (client && (error instanceof pg.DatabaseError || error instanceof SqlGateError) && !stop.aborted) {
        broken = await client.query('ROLLBACK').then(() => false, () => true);
      }
      throw signal?.aborted ? signal.reason : translate(error, timeoutMs);
    } finally {
      // A connection that still works on something is closed; the server ends its statement by the time limit.
      client?.release(broken);
      leave?.();
    }
  }

  async #read(client: pg.PoolClient, text: string, values: unknown[], { rowLimit, overflow = 'error' }: Pick<SqlGateRequest, 'rowLimit' | 'overflow'>, restMs: number): Promise<SqlGateAnswer> {
    await client.query(`BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${restMs}; SET LOCAL lock_timeout = ${restMs}; SET LOCAL idle_in_transaction_session_timeout = ${restMs + 1_000}`);
    await client.query(`DECLARE arbiter_rows NO SCROLL CURSOR FOR ${text}`, values);
    const rows: Record<string, unknown>[] = [];
    let columns: SqlGateAnswer['columns'] = [];
    let bytes = 0;
    while (rowLimit > 0) {
      const wanted = Math.min(rowsAtOnce, rowLimit + 1 - rows.length);
      const fetched = await client.query<unknown[]>({ text: `FETCH FORWARD ${wanted} FROM arbiter_rows`, rowMode: 'array' });
      columns = fetched.fields.map(({ name, dataTypeID }) => ({ name, type: typeNames.get(dataTypeID) ?? `type ${dataTypeID}` }));
      const doubled = columns.find(({ name }, index) => columns.findIndex((other) => other.name === name) !== index);
      if (doubled) throw new SqlGateError('sql-refused', `Two columns of the answer are called ${doubled.name}: give one of them another name with AS`);
      for (const row of fetched.rows) {
        bytes += JSON.stringify(row).length;
        rows.push(Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
      }
      if (rows.length > rowLimit && overflow === 'cut') {
        rows.length = rowLimit;
        break;
      }
      if (rows.length > rowLimit) throw new SqlGateError('too-many-rows', `The statement answers with more than ${rowLimit} rows: narrow it down, add LIMIT, or raise the row limit`);
      if (bytes > this.#limits.answerBytes) throw new SqlGateError('too-many-rows', `The answer has more than ${this.#limits.answerBytes} bytes: take fewer rows or columns`);
      if (fetched.rows.length < wanted) break;
    }
    await client.query('COMMIT');
    return { columns, rows };
  }
}

function prepare({ statement, parameters }: Pick<SqlGateRequest, 'statement' | 'parameters'>): { text: string; values: unknown[] } {
  const read = readSqlStatement(statement, 'postgresql');
  if (!read.ok) throw new SqlGateError('sql-refused', `${read.error.message} (at character ${read.error.at + 1} of the statement)`);
  const against = objectionToPostgresTokens(read.value.tokens);
  if (against !== undefined) throw new SqlGateError('sql-refused', against);
  const names = read.value.parameters;
  const values = names.map((name) => {
    const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!given) throw new SqlGateError('sql-refused', `The parameter ${name} of the statement has no value: map it`);
    return parameterValue(name, given.type, given.value);
  });
  const text = printSqlTokens(read.value.tokens, ({ name, type }) => {
    const cast = postgresTypeOf(parameters[name]?.type ?? '', type);
    if (cast === undefined) throw new SqlGateError('sql-refused', `The type ${type ?? parameters[name]?.type} of the parameter ${name} is not taken: use one such as text, bigint, numeric, date, uuid`);
    return `($${names.indexOf(name) + 1}::${cast})`;
  });
  return { text, values };
}

function orStopped<T>(work: Promise<T>, stop: AbortSignal, tooLate?: (value: T) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => {
      reject(stop.reason as Error);
      work.then((value) => tooLate?.(value), () => undefined);
    };
    if (stop.aborted) return giveUp();
    stop.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', giveUp));
  });
}

function translate(error: unknown, timeoutMs: number): unknown {
  if (error instanceof SqlGateError) return error;
  const timedOut = `The statement was stopped after ${timeoutMs} ms: narrow it down, or raise the time limit of the node and of the source`;
  if (error instanceof pg.DatabaseError) {
    if (error.code === '57014' || error.code === '55P03') return new SqlGateError('sql-timeout', timedOut, { cause: error });
    if (/^(?:08|28|3D|53|57|58|XX)/.test(error.code ?? '')) return new SqlGateError('source-failed', `PostgreSQL does not answer: ${error.message}`, { cause: error });
    const place = error.position === undefined ? '' : ` (near character ${error.position} of the statement as it is sent)`;
    return new SqlGateError('sql-refused', `PostgreSQL refuses the statement: ${error.message}${place}`, { cause: error });
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return new SqlGateError('sql-timeout', timedOut, { cause: error });
  return new SqlGateError('source-failed', `PostgreSQL does not answer: ${error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error)}`, { cause: error });
}
