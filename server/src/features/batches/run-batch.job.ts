import type { FieldSpec } from '@arbiter/contracts';
import type { BatchPart, BatchPartResult, BatchStrategy } from '../../ports/batch-runner.js';
import type { JobContext, JobHandler } from '../jobs/api.js';
import { batchTables, createAnswerTables, inputColumn, rowsPerPart, takeSnapshot, wholeSource } from './batch-tables.js';
import { type BatchRow, claimPart, findBatchRow, finishPart, markPrepared, partTotals, releaseParts } from './batches.repository.js';
import { quoteName } from './input-columns-sql.js';
import { loadBatchStrategy } from './load-batch-strategy.js';
import { openSource } from './open-source.js';
import { evaluatePartInSql, leavesTheCalendar, printBatchSql } from './sql-part.js';
import { clearLeftBatches, endBatch } from './end-batch.js';

/** Share of the progress that the preparation takes. */
const prepared = 0.1;
/** How often the last worker looks whether the parts of others are done. */
const lookEveryMs = 300;
const mostHelpers = 7;

/**
 * Does a batch: takes a snapshot of the source, then part after part, with as many threads as there are, until none is left. Other worker
 * processes help through jobs of the kind `batch-share`. After a crash it goes on with the parts that are not done.
 */
export const runBatchJob: JobHandler = async (context) => {
  const { container, subjectId, signal } = context;
  await clearLeftBatches(container);
  const batch = await findBatchRow(container.repository, subjectId);
  if (!batch || batch.ended_at !== null) return;
  try {
    await runBatch(context, batch);
  } catch (error) {
    // A process that shuts down, or that lost the job to another, leaves the batch as it is: it goes on there.
    if (!signal.aborted || isCancelled(signal)) await endBatch(container, batch.id);
    throw error;
  }
};

const isCancelled = ({ reason }: { reason: unknown }): boolean => (reason as { why?: unknown } | undefined)?.why === 'cancelled';

async function runBatch(context: JobContext, batch: BatchRow): Promise<void> {
  const { container, signal } = context;
  const { repository } = container;
  await releaseParts(repository, batch.id, context.jobId);
  const strategy = await loadBatchStrategy(container, batch);
  const whole = batch.prepared_at === null ? await prepare(context, batch, strategy) : batch;
  if (whole.method === 'threads' && container.config.databaseUrl) await askForHelp(context, batch.id);
  await doParts(context, whole, strategy);
  for (;;) {
    const totals = await partTotals(repository, batch.id);
    await report(context, whole, totals.done, totals.total);
    if (totals.done === totals.total) break;
    // Another process does the last parts; should it die, its parts are claimed here.
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    signal.throwIfAborted();
    await doParts(context, whole, strategy);
  }
  await endBatch(container, batch.id);
}

/** Helps with a batch from another worker process until no part is left to take. */
export const shareBatchJob: JobHandler = async (context) => {
  const { container, subjectId, signal } = context;
  const batch = await findBatchRow(container.repository, subjectId);
  if (!batch || batch.ended_at !== null || batch.prepared_at === null) return;
  await releaseParts(container.repository, batch.id, context.jobId);
  try {
    await doParts(context, batch, await loadBatchStrategy(container, batch));
  } catch (error) {
    // The batch was cancelled or failed elsewhere, and its rows are gone: there is nothing left to help with.
    if (!signal.aborted && (await findBatchRow(container.repository, batch.id))?.ended_at) return;
    throw error;
  }
};

async function askForHelp({ container, signal }: JobContext, batchId: string): Promise<void> {
  const totals = await partTotals(container.repository, batchId);
  const existing = await container.jobs.list({ subjectId: batchId, kind: 'batch-share' });
  const wanted = Math.min(mostHelpers, totals.total - totals.done - 1) - existing.filter(({ state }) => state === 'waiting' || state === 'running').length;
  for (let index = 0; index < wanted; index += 1) {
    signal.throwIfAborted();
    await container.jobs.create('batch-share', batchId);
  }
}

async function prepare(context: JobContext, batch: BatchRow, strategy: BatchStrategy): Promise<BatchRow> {
  const { container, signal } = context;
  const { repository, analytics } = container;
  const tables = batchTables(batch.id);
  await context.progress(0, 'taking-snapshot');
  const { inputs, outputs } = strategy.document.dataModel;
  const { relation, columns, columnOf, rowNumber } = await openSource(container, batch, inputs, tables, signal);
  const chosen = chooseMethod(batch, strategy, [...columnOf.keys()]);
  // One SELECT sees the source as it is at one moment, so that nothing need be copied for it.
  const inPlace = chosen.method === 'sql' ? rowNumber : undefined;
  const rows = await takeSnapshot(analytics, { tables, relation, columns, inputs, columnOf, keyColumn: batch.key_column, rowNumber: inPlace }, signal);
  const partRows = inPlace === undefined ? rowsPerPart(rows, chosen.method) : wholeSource;
  await createAnswerTables(analytics, tables, outputs, partRows, chosen.method, signal);
  await analytics.command(`INSERT INTO ${tables.rejects} (row_number, row_key, code, message, node_id, input) SELECT row_number, row_key, 'input-unreadable', fault, '', '' FROM ${tables.snapshot} WHERE fault != ''`, undefined, { signal });
  const [unreadable] = await analytics.query<{ rows: string }>(`SELECT count() AS rows FROM ${tables.snapshot} WHERE fault != ''`, undefined, { signal });
  await markPrepared(repository, batch.id, { ...chosen, columns: Object.fromEntries(columnOf), rows, rejected: Number(unreadable?.rows ?? 0), partRows, now: container.now() });
  return (await findBatchRow(repository, batch.id))!;
}

function chooseMethod(batch: BatchRow, strategy: BatchStrategy, inputs: readonly string[]): { method: 'threads' | 'sql'; reason: string | null } {
  if (batch.wished_method === 'threads') return { method: 'threads', reason: null };
  const printed = printBatchSql(strategy, { relation: 'source', inputs });
  return printed.ok ? { method: 'sql', reason: null } : { method: 'threads', reason: printed.error[0]?.message ?? null };
}

async function doParts(context: JobContext, batch: BatchRow, strategy: BatchStrategy): Promise<void> {
  const { container, jobId, signal } = context;
  const { repository, analytics, batchRunner } = container;
  const tables = batchTables(batch.id);
  // A lane that fails stops the others.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const clear = async (number: number): Promise<void> => {
    for (const table of [tables.answers, tables.rejects]) await analytics.command(`ALTER TABLE ${table} DROP PARTITION ${number}`, undefined, { signal: either });
    await writeUnreadable(context, batch, number);
  };
  const lane = async (): Promise<void> => {
    for (;;) {
      either.throwIfAborted();
      const claimed = await claimPart(repository, batch.id, jobId);
      if (claimed === undefined) return;
      const { number, attempts } = claimed;
      // What an attempt before has written of this part goes.
      if (attempts > 1) await clear(number);
      const part = toPart(batch, strategy, number);
      const done = batch.method === 'sql' ? await inSql(part, number) : await batchRunner.run(part, either);
      await finishPart(repository, batch.id, number, jobId, done);
      const totals = await partTotals(repository, batch.id);
      await report(context, batch, totals.done, totals.total);
    }
  };
  const inSql = async (part: ReturnType<typeof toPart>, number: number): Promise<BatchPartResult> => {
    try {
      return await evaluatePartInSql(analytics, tables.flow, part, either);
    } catch (error) {
      // A deep strategy may need more memory there than ClickHouse is given; a thread needs next to none.
      if (!leavesTheCalendar(error) && !(error instanceof Error && error.message.includes('memory limit exceeded'))) throw error;
      await clear(number);
      return batchRunner.run(part, either);
    }
  };
  // ClickHouse spreads a SELECT over its own threads.
  const lanes = batch.method === 'sql' ? 1 : batchRunner.threads;
  let failed: { error: unknown } | undefined;
  const guarded = async (): Promise<void> =>
    lane().catch((error: unknown) => {
      failed ??= { error };
      failure.abort(error);
    });
  await Promise.all(Array.from({ length: lanes }, guarded));
  signal.throwIfAborted();
  if (failed) throw failed.error;
}

const within = (batch: BatchRow, number: number): string => `row_number >= ${number * Number(batch.part_rows)} AND row_number < ${(number + 1) * Number(batch.part_rows)}`;

async function writeUnreadable({ container, signal }: JobContext, batch: BatchRow, number: number): Promise<void> {
  if (Number(batch.unreadable ?? 0) === 0) return;
  const tables = batchTables(batch.id);
  await container.analytics.command(
    `INSERT INTO ${tables.rejects} (row_number, row_key, code, message, node_id, input) SELECT row_number, row_key, 'input-unreadable', fault, '', '' FROM ${tables.snapshot} WHERE fault != '' AND ${within(batch, number)}`,
    undefined,
    { signal },
  );
}

function toPart(batch: BatchRow, strategy: BatchStrategy, number: number): BatchPart & { within: string } {
  const tables = batchTables(batch.id);
  const { inputs, outputs } = strategy.document.dataModel;
  const present = inputs.filter(({ name }) => Object.hasOwn(batch.columns, name));
  const select = `SELECT ${['row_number', 'row_key', ...present.map(({ name }: FieldSpec) => quoteName(inputColumn(name)))].join(', ')} FROM ${tables.snapshot} WHERE fault = '' AND ${within(batch, number)}`;
  return { strategy, select, inputs: present, outputs, answersTable: tables.answers, rejectsTable: tables.rejects, nowMs: batch.now_at.getTime(), timeZone: batch.time_zone, within: within(batch, number) };
}

async function report(context: JobContext, batch: BatchRow, done: number, total: number): Promise<void> {
  await context.progress(prepared + (1 - prepared) * (total === 0 ? 1 : done / total), 'evaluating', { parts: total, partsDone: done, rows: Number(batch.rows ?? 0) });
}
