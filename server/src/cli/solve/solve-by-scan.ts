import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Fault } from '@arbiter/contracts/problems';
import { quoteTable, quoteText } from '@arbiter/solver/sql-scan/sql-text';
import type { TableSource } from '@arbiter/solver/sql-scan/table-source';
import { openAnalytics } from '../../adapters/clickhouse/open-analytics.js';
import { solveTables, type TablesEnd } from '../../adapters/solver/solve-tables.js';
import { lockDataFolder } from '../../data-folder-lock.js';
import type { Analytics } from '../../ports/analytics.js';
import { type CommandContext, UsageError } from '../command.js';
import type { SolveTask } from './solve-messages.js';
import type { ProgressLines } from './progress-lines.js';

/** Rows of a document under scan: a table of the configured ClickHouse, or a file that the embedded one reads itself. */
interface Rows {
  source: TableSource;
  isFile: boolean;
}
type Task = Pick<SolveTask, 'file' | 'candidates' | 'customers' | 'assignments' | 'out' | 'gap' | 'timeLimitMs' | 'seed'>;

/**
 * `arbiter solve --scan clickhouse`: the problem's customers and candidates are tables (or files) that ClickHouse reads, scans and plans
 * over; nothing but near ties comes here. Problems over files alone get an engine of their own in a folder that goes with it.
 */
export async function solveByScan(context: CommandContext, task: Task, progress: ProgressLines): Promise<TablesEnd> {
  const document = await readDocument(task.file);
  const { candidates: given, customers: people, ...rest } = document;
  const folder = dirname(resolve(task.file));
  const candidates = rowsOf(task.candidates === null ? given : { file: resolve(task.candidates) }, '/candidates', folder);
  const customers = task.customers === null && people === undefined ? null : rowsOf(task.customers === null ? people : { file: resolve(task.customers) }, '/customers', folder);
  const faults = [candidates, customers].flatMap((rows) => (rows && 'fault' in rows ? [rows.fault] : []));
  if (faults.length > 0 || 'fault' in candidates || (customers && 'fault' in customers)) return { kind: 'refused', errors: faults };

  const store = await openStore(context, [candidates, ...(customers ? [customers] : [])]);
  try {
    const plan = `plan_${new Date().toISOString().replace(/\D/g, '')}`;
    const startedMs = performance.now();
    const end = await solveTables({
      analytics: store.analytics, document: rest, candidates: candidates.source, customers: customers?.source ?? null, plan,
      gap: task.gap, timeLimitMs: task.timeLimitMs, seed: task.seed,
      signal: context.onInterrupt(),
      onProgress: ({ phase, bound, objective, gap }) => progress.show({ kind: 'progress', phase: phase as 'prices', bound, objective, gap, elapsedMs: performance.now() - startedMs }),
    });
    if (end.kind !== 'answer') return end;
    if (end.solution.verified && task.assignments !== null) {
      await writePlan(store.analytics, plan, task.assignments);
      end.solution.assignments = { file: task.assignments };
    }
    if (store.passing && task.assignments === null) delete end.solution.assignments;
    else if (task.assignments !== null) await store.analytics.command(`DROP TABLE IF EXISTS ${quoteTable(plan)}`);
    if (task.out !== null) await writeFile(task.out, `${JSON.stringify(end.solution, null, 2)}\n`);
    return end;
  } finally {
    await store.close();
  }
}

async function readDocument(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} is no problem document: it must be an object with "format": "arbiter-problem/1"`);
}

function rowsOf(value: unknown, path: string, folder: string): Rows | { fault: Fault } {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const { table, file } = given;
  if (Object.keys(given).length === 1 && typeof table === 'string' && table !== '') return { source: { from: quoteTable(table), name: `Table ${table}` }, isFile: false };
  if (Object.keys(given).length === 1 && typeof file === 'string' && file !== '') {
    const format = extname(file).toLowerCase() === '.parquet' ? 'Parquet' : 'CSVWithNames';
    return { source: { from: `file(${quoteText(resolve(folder, file))}, '${format}')`, name: `File ${file}` }, isFile: true };
  }
  return { fault: { path, code: 'not-in-tables', message: 'With --scan clickhouse rows stand in tables or files: give { "table": "database.table" } or { "file": "rows.parquet" }' } };
}

interface Store {
  analytics: Analytics;
  /** The engine and everything in it goes when the command ends. */
  passing: boolean;
  close(): Promise<void>;
}

async function openStore(context: CommandContext, rows: readonly Rows[]): Promise<Store> {
  const config = context.loadConfig({ logLevel: 'warn' });
  const files = rows.filter(({ isFile }) => isFile);
  if (files.length > 0 && config.clickhouseUrl && files.length < rows.length) throw new UsageError(`${files[0]!.source.name}: a ClickHouse server does not see the files of this machine; load it into a table, and name that`);
  if (files.length === rows.length) {
    const folder = await mkdtemp(join(tmpdir(), 'arbiter-scan-'));
    const opened = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'solve', clickhouseMemoryBytes: config.clickhouseMemoryBytes, dataDir: folder });
    return {
      analytics: opened.analytics,
      passing: true,
      close: async () => {
        await opened.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  const lock = config.clickhouseUrl ? null : await lockDataFolder(config.dataDir);
  try {
    const opened = await openAnalytics(config);
    return {
      analytics: opened.analytics,
      passing: false,
      close: async () => {
        await opened.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function writePlan(analytics: Analytics, plan: string, file: string): Promise<void> {
  const format = extname(file).toLowerCase() === '.parquet' ? 'Parquet' : 'CSVWithNames';
  const [one] = await analytics.query<{ periods: string }>(`SELECT countIf(period != '') AS periods FROM ${quoteTable(plan)}`);
  const columns = Number(one?.periods ?? 0) > 0 ? 'customer, action, period' : 'customer, action';
  await pipeline(await analytics.stream(`SELECT ${columns} FROM ${quoteTable(plan)} ORDER BY customer`, format), createWriteStream(file));
}
