import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../../http/problem-error.js';
import { readFooter } from '../imports/api.js';
import type { JobContext, JobHandler } from '../jobs/api.js';
import { RecordCounter } from './count-records.js';
import { exportFiles, formatOf, removeExportFiles } from './export-files.js';
import { findExportRow, finishExport, type ExportRow } from './exports.repository.js';
import { openRows } from './open-rows.js';

const writingBegins = 0.05;
const writingEnds = 0.98;

/** Writes all rows to the file. Returns how many they are, without the header. */
async function writeRows({ container, signal, progress }: JobContext, { campaign_id: campaignId, wish }: ExportRow, path: string): Promise<number> {
  const rows = await openRows(container, campaignId, wish);
  await progress(0, 'counting-rows');
  const expected = await rows.count();
  const csv = formatOf(wish) === 'csv';
  const about = expected === null ? {} : { expected };
  await progress(writingBegins, 'writing-file', { ...about, rows: 0 });
  const counter = new RecordCounter((records) => {
    // Bytes of Parquet do not tell rows.
    if (!csv || expected === null) return;
    const done = Math.min(expected, Math.max(0, records - 1));
    void progress(writingBegins + (writingEnds - writingBegins) * (done / Math.max(1, expected)), 'writing-file', { ...about, rows: done }).catch(() => undefined);
  });
  await pipeline(await rows.open(signal), counter, createWriteStream(path, { mode: 0o600, flush: true }), { signal });
  const written = csv ? Math.max(0, counter.records - 1) : ((await readFooter(path))?.rows ?? 0);
  // An answer that broke off must not pass for a whole one; the rows themselves may have changed while they were read.
  if (expected !== null && written !== expected && written !== (await rows.count())) {
    throw new ProblemError('unavailable', `${written} rows came where ${expected} were expected: the data changed at that moment, or the answer of the analytical store broke off. Ask for the export again`);
  }
  return written;
}

/**
 * Writes the file of an export under a name of this attempt's own and gives it its name when it is whole. After a crash
 * it begins anew; nothing of the first time had the name.
 */
export const writeExportJob: JobHandler = async (context) => {
  const { container, subjectId: id, signal } = context;
  const { repository, now } = container;
  const row = await findExportRow(repository, id);
  // Deleted while it waited, or delivered again after the end was written but before the job's row knew.
  if (!row || row.finished_at !== null) return;
  await removeExportFiles(container, [id], 'unfinished');
  const { file, unfinished } = exportFiles(container, id, row.wish);
  try {
    const rows = await writeRows(context, row, unfinished);
    signal.throwIfAborted();
    const { size } = await stat(unfinished);
    await rename(unfinished, file);
    if (!(await finishExport(repository, id, { rows, sizeBytes: size, now: now() }))) await rm(file, { force: true });
    await context.progress(1, 'done', { rows }).catch(() => undefined);
  } catch (error) {
    await rm(unfinished, { force: true });
    await rm(file, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new ProblemError('unavailable', 'The disk of the server has no space left for the export: free some, or delete exports that are no longer needed', { cause: error });
    throw error;
  }
};
