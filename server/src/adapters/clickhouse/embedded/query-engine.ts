import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Session, type RawInsertFormat } from 'chdb';
import { splitStatements } from '../split-statements.js';
import { isOneReadingStatement } from './classify-statement.js';

export interface EngineRequest {
  statement: string;
  /** Data of an INSERT. */
  data: Buffer;
  database: string | undefined;
  format: string;
  settings: [name: string, value: string][];
  params: [name: string, value: string][];
  /** The whole answer in memory; otherwise the rows of a SELECT go through a file, which takes no memory. */
  buffered: boolean;
}

export interface QueryEngine {
  run(request: EngineRequest, signal: AbortSignal): Promise<Readable | Buffer>;
}

export class EngineError extends Error {
  override name = 'EngineError';
}

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const rawInsert = /^INSERT\s+INTO\s+(?:TABLE\s+)?([A-Za-z0-9_.]+)\s*(?:\(([A-Za-z0-9_,\s`]+)\))?\s*FORMAT\s+([A-Za-z]+)\s*$/i;
/** In this process `input()` would read the standard input: the data goes through a file instead. */
const insertFromInput = /^([\s\S]*\bFROM\s+)input\s*\(\s*('(?:[^'\\]|\\.)*')\s*\)([\s\S]*?)\s+FORMAT\s+([A-Za-z]+)\s*$/i;
const rawFormats = new Set(['JSONEachRow', 'JSONCompactEachRow', 'CSV', 'CSVWithNames', 'TSV', 'TabSeparated', 'TSVWithNames', 'TabSeparatedWithNames']);

/** Bytes that are no text do not stand behind a statement: they go through a file, which tells its own structure. */
const fileFormats = new Set(['Native', 'Parquet', 'Arrow']);

const quote = (text: string) => `'${text.replace(/[\\']/g, (character) => `\\${character}`).replaceAll('\0', '\\0')}'`;

/** Lets so many in at once; the others wait in line. */
class Gate {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/**
 * Runs statements in the engine of this process. Each request has a session of its own, so that settings, parameters
 * and the present database never leak from one to another.
 * @param concurrency statements at once; each holds a thread of libuv's pool, and stopping one needs another.
 */
export function createQueryEngine(options: { path: string; scratch: string; configFile: string; concurrency: number }): QueryEngine {
  const gate = new Gate(options.concurrency);
  const connectionArgs = [`--config-file=${options.configFile}`];
  rmSync(options.scratch, { recursive: true, force: true });
  mkdirSync(options.scratch, { recursive: true });
  // Held open for good: the engine shuts its database down when the last session closes.
  const keeper = new Session(options.path, { connectionArgs });

  /** The mark stands in a setting: of a statement with parameters the engine shows a text written anew, without its comments. */
  async function prepare(session: Session, request: EngineRequest, mark: string): Promise<void> {
    const comment = request.settings.find(([name]) => name === 'log_comment')?.[1];
    const assignments = [
      ['log_comment', comment === undefined ? mark : `${comment} ${mark}`] as const,
      ...request.settings.filter(([name]) => name !== 'log_comment').map(([name, value]) => [name, value] as const),
      ...request.params.map(([name, value]) => [`param_${name}`, value] as const),
    ];
    for (const [name] of assignments) if (!namePattern.test(name)) throw new EngineError(`Code: 115. DB::Exception: Setting name ${JSON.stringify(name)} is not allowed. (UNKNOWN_SETTING)`);
    if (request.database !== undefined) {
      if (!namePattern.test(request.database)) throw new EngineError(`Code: 81. DB::Exception: Database ${JSON.stringify(request.database)} does not exist. (UNKNOWN_DATABASE)`);
      await session.queryAsync(`USE \`${request.database}\``);
    }
    // A bare word must be an error, as it is on a server, and no SELECT of a column of that name.
    const text = `SET ${[...assignments, ['implicit_select', '0'] as const].map(([name, value]) => `${name} = ${quote(value)}`).join(', ')}`;
    if (text.length > 50_000) await session.queryAsync(`SET max_query_size = ${text.length * 4}`);
    await session.queryAsync(text);
  }

  async function insert(session: Session, statement: string, data: Buffer): Promise<Buffer> {
    const [, before, structure, after, fileFormat] = insertFromInput.exec(statement) ?? [];
    if (before !== undefined && structure !== undefined && fileFormat !== undefined) {
      const file = join(options.scratch, randomUUID());
      try {
        await writeFile(file, data);
        await session.queryAsync(`${before}file(${quote(file)}, ${quote(fileFormat)}, ${structure})${after ?? ''}`);
      } finally {
        await rm(file, { force: true });
      }
      return Buffer.alloc(0);
    }
    const [, table, columns, format] = rawInsert.exec(statement) ?? [];
    if (table && format && rawFormats.has(format)) {
      const names = columns?.split(',').map((name) => name.trim().replaceAll('`', ''));
      await session.insert({ table, values: data, format: format as RawInsertFormat, ...(names ? { columns: names } : {}) });
    } else if (table && format && fileFormats.has(format)) {
      const file = join(options.scratch, randomUUID());
      try {
        await writeFile(file, data);
        await session.queryAsync(`INSERT INTO ${table}${columns ? ` (${columns})` : ''} SELECT * FROM file(${quote(file)}, ${quote(format)})`);
      } finally {
        await rm(file, { force: true });
      }
    } else {
      await session.queryAsync(`${statement}\n${data.toString('utf8')}`);
    }
    return Buffer.alloc(0);
  }

  /** Stops a statement by its mark; again until it is gone, for it may not have begun yet. */
  async function stop(mark: string, isRunning: () => boolean): Promise<void> {
    while (isRunning()) {
      await keeper.queryAsync(`KILL QUERY WHERE endsWith(Settings['log_comment'], ${quote(mark)}) ASYNC`).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function execute(session: Session, request: EngineRequest, signal: AbortSignal): Promise<Readable | Buffer> {
    const [statement, second] = splitStatements(request.statement);
    if (statement === undefined) throw new EngineError('Code: 62. DB::Exception: Syntax error: Empty query. (SYNTAX_ERROR)');
    if (second !== undefined) throw new EngineError('Code: 62. DB::Exception: Syntax error: Multi-statements are not allowed. (SYNTAX_ERROR)');
    const mark = randomUUID();
    await prepare(session, request, mark);
    if (request.settings.some(([name, value]) => name === 'readonly' && value === '1') && !(await isOneReadingStatement(session, statement))) {
      throw new EngineError('Code: 164. DB::Exception: The statement does more than read, which a session with readonly = 1 must not. (READONLY)');
    }
    if (signal.aborted) throw new EngineError('Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)');
    const isInsert = /^INSERT\b/i.test(statement);
    if (request.data.length > 0 && isInsert) return insert(session, statement, request.data);
    if (isInsert && rawInsert.test(statement)) return Buffer.alloc(0);
    const throughFile = !request.buffered && /^(SELECT|WITH)\b/i.test(statement);
    const file = join(options.scratch, randomUUID());
    let running = true;
    const onAbort = () => void stop(mark, () => running);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const [, body = statement, named] = /^([\s\S]*?)\s+FORMAT\s+([A-Za-z0-9]+)$/i.exec(statement) ?? [];
      const format = named ?? request.format;
      const sql = throughFile ? `${body}\nINTO OUTFILE ${quote(file)} FORMAT ${format}` : `${body}${named ? `\nFORMAT ${named}` : ''}`;
      const result = await session.queryAsync(sql, { format });
      if (!throughFile) return Buffer.from(result.bytes());
      const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
      stream.once('close', () => rmSync(file, { force: true }));
      return stream;
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    } finally {
      running = false;
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    async run(request, signal) {
      await gate.enter();
      let session: Session | undefined;
      try {
        if (signal.aborted) throw new EngineError('Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)');
        session = new Session(options.path, { connectionArgs });
        return await execute(session, request, signal);
      } finally {
        session?.close();
        gate.leave();
      }
    },
  };
}
