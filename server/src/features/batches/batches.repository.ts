import type { Batch, BatchSource } from '@arbiter/contracts';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { BatchesTable, BatchPartsTable, Database } from '../../repository/tables.js';
import { batchTables } from './batch-tables.js';

export type BatchRow = Selectable<BatchesTable>;
export type BatchPartRow = Selectable<BatchPartsTable>;

export interface NewBatch {
  id: string;
  strategyId: string;
  strategyVersion: number;
  strategyHash: string;
  source: BatchSource;
  keyColumn: string | null;
  columns: Record<string, string>;
  wishedMethod: 'auto' | 'threads' | 'sql';
  timeZone: string;
  createdBy: string | null;
  now: Date;
}

export async function insertBatch(database: Kysely<Database>, jobId: string, batch: NewBatch): Promise<void> {
  await database
    .insertInto('batches')
    .values({
      id: batch.id,
      job_id: jobId,
      strategy_id: batch.strategyId,
      strategy_version: batch.strategyVersion,
      strategy_hash: batch.strategyHash,
      source: JSON.stringify(batch.source),
      key_column: batch.keyColumn,
      columns: JSON.stringify(batch.columns),
      wished_method: batch.wishedMethod,
      time_zone: batch.timeZone,
      now_at: batch.now,
      created_by: batch.createdBy,
      created_at: batch.now,
    })
    .execute();
}

export function findBatchRow(database: Kysely<Database>, id: string): Promise<BatchRow | undefined> {
  return database.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Writes what the preparation found and its parts, all at once; a batch that was prepared before is left as it is. */
export async function markPrepared(database: Kysely<Database>, id: string, prepared: { method: 'threads' | 'sql'; reason: string | null; columns: Record<string, string>; rows: number; rejected: number; partRows: number; now: Date }): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('batch_parts').where('batch_id', '=', id).execute();
    const count = Math.ceil(prepared.rows / prepared.partRows);
    if (count > 0) await transaction.insertInto('batch_parts').values(Array.from({ length: count }, (_, number) => ({ batch_id: id, number, state: 'waiting' as const }))).execute();
    await transaction
      .updateTable('batches')
      .set({ method: prepared.method, method_reason: prepared.reason, columns: JSON.stringify(prepared.columns), rows: prepared.rows, unreadable: prepared.rejected, part_rows: prepared.partRows, prepared_at: prepared.now })
      .where('id', '=', id)
      .execute();
  });
}

/** Takes the next part that nobody works on: one that waits, or one whose job runs no more. */
export async function claimPart(database: Kysely<Database>, batchId: string, jobId: string): Promise<{ number: number; attempts: number } | undefined> {
  const claimed = await sql<{ number: number; attempts: number }>`
    UPDATE batch_parts SET state = 'running', job_id = ${jobId}, attempts = attempts + 1
    WHERE batch_id = ${batchId} AND EXISTS (SELECT 1 FROM batches WHERE id = ${batchId} AND ended_at IS NULL) AND number = (
      SELECT number FROM batch_parts AS part
      WHERE part.batch_id = ${batchId}
        AND (part.state = 'waiting' OR (part.state = 'running' AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = part.job_id AND jobs.state = 'running')))
      ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING number, attempts`.execute(database);
  return claimed.rows[0];
}

/** A new attempt of a job takes up what its attempt before had begun. */
export async function releaseParts(database: Kysely<Database>, batchId: string, jobId: string): Promise<void> {
  await database.updateTable('batch_parts').set({ state: 'waiting', job_id: null }).where('batch_id', '=', batchId).where('job_id', '=', jobId).where('state', '=', 'running').execute();
}

export async function finishPart(database: Kysely<Database>, batchId: string, number: number, jobId: string, done: { answered: number; rejected: number }): Promise<void> {
  await database.updateTable('batch_parts').set({ state: 'done', answered: done.answered, rejected: done.rejected }).where('batch_id', '=', batchId).where('number', '=', number).where('job_id', '=', jobId).execute();
}

export interface PartTotals {
  total: number;
  done: number;
  answered: number;
  rejected: number;
}

export async function partTotals(database: Kysely<Database>, batchId: string): Promise<PartTotals> {
  const row = await database
    .selectFrom('batch_parts')
    .select(({ fn }) => [fn.countAll<string>().as('total'), sql<string>`count(*) FILTER (WHERE state = 'done')`.as('done'), sql<string>`coalesce(sum(answered), 0)`.as('answered'), sql<string>`coalesce(sum(rejected), 0)`.as('rejected')])
    .where('batch_id', '=', batchId)
    .executeTakeFirstOrThrow();
  return { total: Number(row.total), done: Number(row.done), answered: Number(row.answered), rejected: Number(row.rejected) };
}

/** Batches that nobody has ended though their job has ended. */
export async function leftBatches(database: Kysely<Database>): Promise<string[]> {
  const rows = await database.selectFrom('batches').innerJoin('jobs', 'jobs.id', 'batches.job_id').select('batches.id').where('batches.ended_at', 'is', null).where('jobs.state', 'in', ['succeeded', 'failed', 'cancelled']).execute();
  return rows.map(({ id }) => id);
}

/** True for the one caller that ends the batch. */
export async function markEnded(database: Kysely<Database>, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await database.updateTable('batches').set({ ended_at: now }).where('id', '=', id).where('ended_at', 'is', null).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Batches as they are shown, newest first. */
export async function readBatches(database: Kysely<Database>, filter: { id?: string; strategyId?: string } = {}): Promise<Batch[]> {
  let query = database.selectFrom('batches').innerJoin('jobs', 'jobs.id', 'batches.job_id').selectAll('batches').select(['jobs.state', 'jobs.error']);
  if (filter.id !== undefined) query = query.where('batches.id', '=', filter.id);
  if (filter.strategyId !== undefined) query = query.where('batches.strategy_id', '=', filter.strategyId);
  const rows = await query.orderBy('batches.created_at', 'desc').orderBy('batches.id').limit(200).execute();
  return Promise.all(
    rows.map(async (row) => {
      const totals = await partTotals(database, row.id);
      const tables = batchTables(row.id);
      return {
        id: row.id,
        jobId: row.job_id,
        strategy: { id: row.strategy_id, version: row.strategy_version, hash: row.strategy_hash },
        source: row.source,
        keyColumn: row.key_column,
        method: row.method,
        methodReason: row.method_reason,
        state: row.state,
        rows: { read: Number(row.rows ?? 0), answered: totals.answered, rejected: totals.rejected + Number(row.unreadable ?? 0) },
        parts: { total: totals.total, done: totals.done },
        answersTable: tables.answers,
        rejectsTable: tables.rejects,
        createdAt: row.created_at.toISOString(),
        endedAt: row.ended_at?.toISOString() ?? null,
        error: row.error,
      };
    }),
  );
}
