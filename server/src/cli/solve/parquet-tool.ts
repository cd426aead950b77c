import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openAnalytics } from '../../adapters/clickhouse/open-analytics.js';
import type { Analytics } from '../../ports/analytics.js';
import { UsageError } from '../command.js';

const memoryBytes = 2 * 2 ** 30;

/** Parquet through an embedded ClickHouse of its own, in a folder that goes with it. */
export class ParquetTool {
  private constructor(private readonly analytics: Analytics, private readonly close: () => Promise<void>) {}

  static async with<T>(work: (tool: ParquetTool) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'arbiter-solve-'));
    const opened = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'solve', clickhouseMemoryBytes: memoryBytes, dataDir: folder });
    const tool = new ParquetTool(opened.analytics, () => opened.close());
    try {
      return await work(tool);
    } finally {
      await tool.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Names of the columns and whether each holds numbers. */
  async columns(path: string): Promise<{ name: string; numeric: boolean }[]> {
    const rows = await this.#refusing(path, () => this.analytics.query<{ name: string; type: string }>("DESCRIBE TABLE file({path:String}, 'Parquet')", { path: resolve(path) }));
    return rows.map(({ name, type }) => ({ name, numeric: /^(LowCardinality\()?(Nullable\()?(U?Int|Float|Decimal|BFloat)/.test(type) }));
  }

  /** Rows as lists of values: texts, numbers, null. Numbers that are names (a customer's number) come as text. */
  async *rows(path: string, columns: readonly { name: string; numeric: boolean }[], rowsInPart: number): AsyncGenerator<(string | number | null)[][]> {
    const selected = columns.map(({ name, numeric }) => (numeric ? `toFloat64(${quoteName(name)})` : `toString(${quoteName(name)})`)).join(', ');
    const stream = await this.#refusing(path, () => this.analytics.stream(`SELECT ${selected} FROM file({path:String}, 'Parquet')`, 'JSONCompactEachRow', { path: resolve(path) }));
    let rest = '';
    let part: (string | number | null)[][] = [];
    stream.setEncoding('utf8');
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        part.push(JSON.parse(line) as (string | number | null)[]);
        if (part.length < rowsInPart) continue;
        yield part;
        part = [];
      }
    }
    if (part.length > 0) yield part;
  }

  /** Makes a Parquet file of a CSV file with a header; every column is text. */
  async convert(csvPath: string, names: readonly string[], target: string): Promise<void> {
    const stream = await this.analytics.stream(`SELECT * FROM file({path:String}, 'CSVWithNames', {structure:String})`, 'Parquet', { path: csvPath, structure: names.map((name) => `${name} String`).join(', ') });
    await pipeline(stream, createWriteStream(target));
  }

  async #refusing<T>(path: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw new UsageError(`${path} cannot be read as Parquet: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
  }
}

function quoteName(name: string): string {
  return `\`${name.replace(/[\\`]/g, (character) => `\\${character}`)}\``;
}
