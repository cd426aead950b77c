import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Analytics } from '../../ports/analytics.js';
import { harmless, rejectsParams, rejectsSql, type StagingOptions } from './sql/staging-sql.js';

/** Writes the rejects as CSV (with a byte order mark, for spreadsheets), as ClickHouse sends them. */
export async function writeRejects(analytics: Analytics, checked: string, staging: StagingOptions, path: string, signal?: AbortSignal): Promise<void> {
  const rejects = `SELECT toString(line) AS line, ${harmless('column')} AS column, ${harmless('value')} AS value, reason FROM (${rejectsSql(checked)})`;
  const stream = await analytics.stream(rejects, 'CSVWithNames', rejectsParams(staging), signal ? { signal } : {});
  const unfinished = `${path}.part`;
  const file = createWriteStream(unfinished, { mode: 0o600 });
  file.write('\uFEFF');
  await pipeline(stream, file);
  await rename(unfinished, path);
}
