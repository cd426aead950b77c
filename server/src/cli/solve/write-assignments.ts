import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assignmentRows, type Instance, type Problem } from '@arbiter/solver';
import { ParquetTool } from './parquet-tool.js';
import { isParquet } from './read-table.js';

/** Writes a plan as CSV (RFC 4180) or Parquet, by the ending of the file's name: customer, action and, where there are any, period. */
export async function writeAssignments(path: string, problem: Problem, instance: Instance, assignment: Uint32Array): Promise<void> {
  const names = ['customer', 'action', ...(problem.periods.length > 0 ? ['period'] : [])];
  if (!isParquet(path)) return writeCsv(path, names, problem, instance, assignment);
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-assignments-'));
  try {
    const csv = join(folder, 'assignments.csv');
    await writeCsv(csv, names, problem, instance, assignment);
    await ParquetTool.with((tool) => tool.convert(csv, names, path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeCsv(path: string, names: readonly string[], problem: Problem, instance: Instance, assignment: Uint32Array): Promise<void> {
  function* lines(): Generator<string> {
    yield `${names.join(',')}\r\n`;
    for (const row of assignmentRows(problem, instance, assignment)) {
      yield `${[row.customer, row.action, ...(row.period === undefined ? [] : [row.period])].map(quote).join(',')}\r\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
