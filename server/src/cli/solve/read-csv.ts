import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { UsageError } from '../command.js';

export interface TextTable {
  names: string[];
  /** By column. */
  cells: string[][];
}

/** The separator that the header line has most of. */
async function detectSeparator(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    const header = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
    const counts = [',', ';', '\t'].map((separator) => [separator, header.split(separator).length] as const);
    return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
  } finally {
    await file.close();
  }
}

/**
 * Reads a CSV file (UTF-8, header line; comma, semicolon or tab) in parts of so many rows. Throws a UsageError that names the file
 * and line of what cannot be read.
 */
export async function* readCsv(path: string, rowsInPart: number): AsyncGenerator<TextTable> {
  const parser = createReadStream(path, { highWaterMark: 1 << 20 }).on('error', (error) => parser.destroy(error)).pipe(parse({ bom: true, delimiter: await detectSeparator(path), skip_empty_lines: true, relax_quotes: false })) as unknown as Readable;
  let names: string[] | null = null;
  let cells: string[][] = [];
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (!names) {
        names = record.map((name) => name.trim());
        const twice = names.find((name, index) => names!.indexOf(name) < index);
        if (twice !== undefined) throw new UsageError(`${path}: column ${JSON.stringify(twice)} stands twice in the header; rename one`);
        cells = names.map(() => []);
        continue;
      }
      for (let column = 0; column < record.length; column++) cells[column]!.push(record[column]!);
      if (cells[0]!.length >= rowsInPart) {
        yield { names, cells };
        cells = names.map(() => []);
      }
    }
  } catch (error) {
    // csv-parse names the line in its own message.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
  if (!names) throw new UsageError(`${path} is empty: the first line must name the columns`);
  if (cells[0]!.length > 0) yield { names, cells };
}
