import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { ProblemError } from '../../http/problem-error.js';
import { AnalyticsError, QueryCancelled } from '../../ports/analytics-error.js';
import type { Analytics, FileLoad, QueryOptions, QueryParams, QuerySettings } from '../../ports/analytics.js';

export interface ClickHouseEndpoint {
  url: string;
  /** Without it the address carries the user and the password. */
  password?: string;
}

export interface ClickHouseOptions {
  /** Asked for each request: an embedded engine that was restarted answers elsewhere. */
  endpoint: () => Promise<ClickHouseEndpoint>;
  database: string;
  /** The engine sees the files of this machine and may read them itself. */
  readsLocalFiles: boolean;
  requestTimeoutMs?: number;
}

const rowsInBatch = 10_000;
/** The same on every engine, whatever its own defaults are. */
const settings = {
  async_insert: 0,
  // Rows that were deleted may be inserted again; only a batch that says its token is told from a repeated one.
  insert_deduplicate: 0,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_64bit_floats: 0,
  input_format_skip_unknown_fields: 0,
  date_time_input_format: 'best_effort',
  session_timezone: 'UTC',
} satisfies ClickHouseSettings;
const unavailableCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN']);

const quote = (text: string) => `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;

/** ClickHouse over HTTP, a server or the embedded engine. */
export class ClickHouseAnalytics implements Analytics {
  readonly #options: ClickHouseOptions;
  #client: { url: string; client: ClickHouseClient } | undefined;

  constructor(options: ClickHouseOptions) {
    this.#options = options;
  }

  async query<Row>(sql: string, params?: QueryParams, options: QueryOptions = {}): Promise<Row[]> {
    return this.#run(options.signal, 'repeatable', async (client) => {
      const answer = await client.query({ ...this.#request(sql, params, options, true), format: 'JSONEachRow' });
      return answer.json<Row>();
    });
  }

  async stream(sql: string, format: string, params?: QueryParams, options: QueryOptions = {}): Promise<Readable> {
    return this.#run(options.signal, 'repeatable', async (client) => {
      const answer = await client.exec({ ...this.#request(`${sql.trim().replace(/;$/, '')}\nFORMAT ${checkName(format)}`, params, options, false) });
      return answer.stream;
    });
  }

  async command(sql: string, params?: QueryParams, options: QueryOptions = {}): Promise<void> {
    await this.#run(options.signal, 'once', (client) => client.command(this.#request(sql, params, options, true)));
  }

  async insert(table: string, rows: readonly object[], options: { deduplicationToken?: string } = {}): Promise<void> {
    for (let start = 0; start < rows.length; start += rowsInBatch) {
      const token = options.deduplicationToken === undefined ? undefined : `${options.deduplicationToken}:${start}`;
      await this.#run(undefined, 'once', (client) =>
        client.insert({
          table: checkName(table),
          values: start === 0 && rows.length <= rowsInBatch ? [...rows] : rows.slice(start, start + rowsInBatch),
          format: 'JSONEachRow',
          clickhouse_settings: token === undefined ? {} : { insert_deduplicate: 1, insert_deduplication_token: token },
        }),
      );
    }
  }

  async insertLines(table: string, lines: readonly string[], { deduplicationToken: token }: { deduplicationToken?: string } = {}): Promise<void> {
    if (lines.length === 0) return;
    const settings: QuerySettings = token === undefined ? {} : { insert_deduplicate: 1, insert_deduplication_token: token };
    await this.#run(undefined, 'once', async (client) => {
      const answer = await client.exec({ ...this.#request(`INSERT INTO ${checkName(table)} FORMAT JSONEachRow`, undefined, { settings }, true), values: Readable.from(inChunks(lines), { objectMode: false }) });
      answer.stream.resume();
    });
  }

  async insertBytes(table: string, format: string, bytes: Readable, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new QueryCancelled('The insert was cancelled before it began.');
    const client = await this.#connected();
    try {
      // The engine's own memory of blocks would take a part that is done again for one that it has.
      const answer = await client.exec({ ...this.#request(`INSERT INTO ${checkName(table)} FORMAT ${checkName(format)}`, undefined, signal ? { signal } : {}, true), values: bytes });
      answer.stream.resume();
    } catch (error) {
      throw translate(error, signal);
    }
  }

  async loadFile(load: FileLoad): Promise<void> {
    const options: QueryOptions = { ...(load.settings ? { settings: load.settings } : {}), ...(load.signal ? { signal: load.signal } : {}) };
    const format = checkName(load.format);
    if (this.#options.readsLocalFiles) {
      await this.command(`INSERT INTO ${load.into} SELECT ${load.select} FROM file(${quote(load.path)}, ${quote(format)}, ${quote(load.structure)})`, undefined, options);
      return;
    }
    const statement = `INSERT INTO ${load.into} SELECT ${load.select} FROM input(${quote(load.structure)}) FORMAT ${format}`;
    await this.#run(load.signal, 'once', async (client) => {
      const answer = await client.exec({ ...this.#request(statement, undefined, options, true), values: createReadStream(load.path, { highWaterMark: 1024 * 1024 }) });
      answer.stream.resume();
    });
  }

  async ping(): Promise<void> {
    await this.query('SELECT 1');
  }

  /** A client without a database, for the one statement that makes it. */
  async createDatabase(): Promise<void> {
    const endpoint = await this.#options.endpoint();
    const client = this.#open(endpoint, undefined);
    try {
      await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${checkName(this.#options.database)} ENGINE = Atomic` });
    } catch (error) {
      throw translate(error, undefined);
    } finally {
      await client.close();
    }
  }

  async close(): Promise<void> {
    await this.#client?.client.close();
    this.#client = undefined;
  }

  #request(query: string, params: QueryParams | undefined, options: QueryOptions, buffered: boolean) {
    return {
      query,
      ...(params ? { query_params: params } : {}),
      ...(options.signal ? { abort_signal: options.signal } : {}),
      ...(options.queryId ? { query_id: options.queryId } : {}),
      // A refusal in the middle of an answer is told from the answer only when the server holds it back until its end.
      clickhouse_settings: { ...(buffered ? { wait_end_of_query: 1 as const } : {}), ...options.settings },
    };
  }

  #open(endpoint: ClickHouseEndpoint, database: string | undefined): ClickHouseClient {
    return createClient({
      url: endpoint.url,
      ...(endpoint.password === undefined ? {} : { username: 'default', password: endpoint.password }),
      ...(database === undefined ? {} : { database }),
      application: 'arbiter',
      request_timeout: this.#options.requestTimeoutMs ?? 600_000,
      max_open_connections: 32,
      // Long lists of parameters do not fit into the address that a server takes.
      use_multipart_params_auto: endpoint.password === undefined,
      keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
      log: { level: ClickHouseLogLevel.OFF },
      clickhouse_settings: settings,
    });
  }

  async #connected(): Promise<ClickHouseClient> {
    const endpoint = await this.#options.endpoint();
    if (this.#client?.url !== endpoint.url) {
      const old = this.#client;
      this.#client = { url: endpoint.url, client: this.#open(endpoint, this.#options.database) };
      void old?.client.close().catch(() => undefined);
    }
    return this.#client.client;
  }

  /** A request that reached nobody is sent again; one whose answer was lost only when repeating it does no harm. */
  async #run<T>(signal: AbortSignal | undefined, kind: 'once' | 'repeatable', work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (signal?.aborted) throw new QueryCancelled('The query was cancelled before it began.');
      const client = await this.#connected();
      try {
        return await work(client);
      } catch (error) {
        const repeatable = codeOf(error) === 'ECONNREFUSED' || (kind === 'repeatable' && isUnreachable(error) && !/timeout/i.test(String(error)));
        if (!repeatable || signal?.aborted || attempt === mostAttempts) throw translate(error, signal);
        await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
      }
    }
  }
}

/** Lines in pieces that neither hold the event loop for long nor cost a write each. */
function* inChunks(lines: readonly string[]): Generator<string> {
  for (let from = 0; from < lines.length; ) {
    let to = from;
    for (let length = 0; to < lines.length && length < 65_536; to += 1) length += lines[to]!.length;
    yield `${lines.slice(from, to).join('\n')}\n`;
    from = to;
  }
}

const mostAttempts = 4;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isUnreachable(error: unknown): boolean {
  return unavailableCodes.has(codeOf(error)) || (!(error instanceof ClickHouseError) && /socket hang up|aborted|Timeout error/i.test(error instanceof Error ? error.message : ''));
}

function checkName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/.test(name)) throw new AnalyticsError(62, `${JSON.stringify(name)} is no name of a table or format.`);
  return name;
}

function translate(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new QueryCancelled('The query was cancelled.', { cause: error });
  if (error instanceof ClickHouseError) return new AnalyticsError(Number(error.code), error.message, { cause: error });
  if (isUnreachable(error)) {
    const reason = codeOf(error) || (error instanceof Error ? error.message : String(error));
    return new ProblemError('unavailable', `The analytical store (ClickHouse) does not answer: ${reason}. Check that it runs; "npx arbiter doctor" tells more.`, { retryAfterSeconds: 5, cause: error });
  }
  return error;
}
