import type { Job, JobKind } from '@arbiter/contracts';
import { type Kysely, type Selectable, type Transaction, sql } from 'kysely';
import type { Database, Failure, JobsTable } from '../../repository/tables.js';
import type { JobFilter } from './api.js';

export type JobRow = Selectable<JobsTable>;

export interface Progress {
  done: number;
  step: string;
  details?: Record<string, unknown>;
}

/** How a claimed attempt ended for this process; `waiting` hands the job back. */
export type AttemptEnd = { state: 'succeeded' | 'cancelled' | 'waiting' } | { state: 'failed'; error: Failure };

export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    state: row.state,
    progress: row.progress,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export async function insertJob(transaction: Transaction<Database>, job: { id: string; kind: JobKind; subjectId: string; now: Date }): Promise<JobRow> {
  return transaction
    .insertInto('jobs')
    .values({ id: job.id, kind: job.kind, subject_id: job.subjectId, state: 'waiting', progress: JSON.stringify({ done: 0, step: 'waiting' }), heartbeat_at: job.now, created_at: job.now })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findJob(database: Kysely<Database>, id: string): Promise<JobRow | undefined> {
  return database.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findJobs(database: Kysely<Database>, ids: readonly string[]): Promise<JobRow[]> {
  return ids.length === 0 ? [] : database.selectFrom('jobs').selectAll().where('id', 'in', [...ids]).execute();
}

export function listJobs(database: Kysely<Database>, { subjectId, kind }: JobFilter): Promise<JobRow[]> {
  let query = database.selectFrom('jobs').selectAll();
  if (subjectId !== undefined) query = query.where('subject_id', '=', subjectId);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  return query.orderBy('created_at', 'desc').orderBy('id').limit(200).execute();
}

/** Makes the waiting job this worker's, or answers undefined when another was faster or it has ended. */
export function claimJob(database: Kysely<Database>, id: string, workerId: string, now: Date): Promise<JobRow | undefined> {
  return database
    .updateTable('jobs')
    .set({ state: 'running', worker_id: workerId, heartbeat_at: now, started_at: sql<Date>`coalesce(started_at, ${now})`, attempt: sql<number>`attempt + 1` })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('cancel_requested', '=', false)
    .returningAll()
    .executeTakeFirst();
}

/** Sign of life for everything this worker holds. A job that is not in the answer is no longer its own. */
export function beat(database: Kysely<Database>, workerId: string, now: Date): Promise<{ id: string; cancel_requested: boolean; end_requested: boolean }[]> {
  return database.updateTable('jobs').set({ heartbeat_at: now }).where('worker_id', '=', workerId).where('state', '=', 'running').returning(['id', 'cancel_requested', 'end_requested']).execute();
}

/** False when the job is no longer this worker's. */
export async function writeProgress(database: Kysely<Database>, id: string, workerId: string, progress: Progress): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('jobs')
    .set({ progress: JSON.stringify(progress) })
    .where('id', '=', id)
    .where('worker_id', '=', workerId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Writes how the attempt ended, unless the job was taken away from this worker. */
export async function endAttempt(database: Kysely<Database>, job: { id: string; workerId: string; end: AttemptEnd; progress?: Progress; now: Date }): Promise<boolean> {
  const { end, now } = job;
  const { numUpdatedRows } = await database
    .updateTable('jobs')
    .set({
      state: end.state,
      error: end.state === 'failed' ? JSON.stringify(end.error) : null,
      worker_id: null,
      // For a waiting job: since when it waits.
      heartbeat_at: now,
      ended_at: end.state === 'waiting' ? null : now,
      // An attempt that was handed back in good order is not one that crashed.
      ...(end.state === 'waiting' ? { attempt: sql<number>`attempt - 1` } : {}),
      ...(job.progress === undefined ? {} : { progress: JSON.stringify(job.progress) }),
    })
    .where('id', '=', job.id)
    .where('worker_id', '=', job.workerId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A waiting job ends at once; a running one is asked to. Undefined when there is nothing left to cancel. */
export async function requestCancel(database: Kysely<Database>, id: string, now: Date): Promise<JobRow | undefined> {
  const waiting = await database.updateTable('jobs').set({ state: 'cancelled', cancel_requested: true, ended_at: now }).where('id', '=', id).where('state', '=', 'waiting').returningAll().executeTakeFirst();
  if (waiting !== undefined) return waiting;
  return database.updateTable('jobs').set({ cancel_requested: true }).where('id', '=', id).where('state', '=', 'running').returningAll().executeTakeFirst();
}

/** Undefined when the job is not running. */
export function requestEarlyEnd(database: Kysely<Database>, id: string): Promise<JobRow | undefined> {
  return database.updateTable('jobs').set({ end_requested: true }).where('id', '=', id).where('state', '=', 'running').returningAll().executeTakeFirst();
}

export interface Crashed {
  /** Running jobs without a sign of life since then are taken to have crashed. */
  silentSince: Date;
  /** Never this worker's own. */
  workerId: string;
  mostAttempts: number;
  now: Date;
}

/** Ends crashed jobs that were to be cancelled or crashed too often; the other crashed ones wait again. */
export async function reviveCrashed(database: Kysely<Database>, { silentSince, workerId, mostAttempts, now }: Crashed): Promise<void> {
  const crashed = () =>
    database
      .updateTable('jobs')
      .where('state', '=', 'running')
      .where('heartbeat_at', '<', silentSince)
      .where((where) => where.or([where('worker_id', 'is', null), where('worker_id', '!=', workerId)]));
  await crashed().set({ state: 'cancelled', worker_id: null, ended_at: now }).where('cancel_requested', '=', true).execute();
  const abandoned: Failure = { code: 'job-abandoned', detail: `The process that did this job ended ${mostAttempts} times before the job did: see the server's log for why, give it more memory or less to do at once, and start it again` };
  await crashed().set({ state: 'failed', worker_id: null, ended_at: now, error: JSON.stringify(abandoned) }).where('attempt', '>=', mostAttempts).execute();
  await crashed().set({ state: 'waiting', worker_id: null, heartbeat_at: now }).execute();
  // Asked to stop in the very moment in which it was handed back.
  await database.updateTable('jobs').set({ state: 'cancelled', ended_at: now }).where('state', '=', 'waiting').where('cancel_requested', '=', true).execute();
}

/** Ids of waiting jobs, and since when each waits. */
export function listWaiting(database: Kysely<Database>, since: Date): Promise<{ id: string; heartbeat_at: Date | null }[]> {
  return database.selectFrom('jobs').select(['id', 'heartbeat_at']).where('state', '=', 'waiting').where('heartbeat_at', '<=', since).orderBy('created_at').limit(1_000).execute();
}
