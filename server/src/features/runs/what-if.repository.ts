import { randomUUID } from 'node:crypto';
import type { Job } from '@arbiter/contracts';
import type { WhatIfCurve, WhatIfPoint, WhatIfRequest } from '@arbiter/contracts/what-if';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, WhatIfCurvesTable } from '../../repository/tables.js';
import type { JobService } from '../jobs/api.js';
import type { LimitOrigin } from './build-problem.js';

type Row = Selectable<WhatIfCurvesTable>;

/** Thrown out of a transaction that finds the work asked for by another. */
class AskedAlready extends Error {
  constructor(readonly jobId: string) {
    super('The same curve is asked for already');
  }
}

/** What makes two wishes the same. */
function keyOf({ constraintId, points = 20, from, to }: WhatIfRequest): string {
  return JSON.stringify([constraintId, points, from ?? null, to ?? null]);
}

/** Has a curve drawn; the job that does it, or did it already. A curve whose job failed or was cancelled is begun anew. */
export async function askForCurve(repository: Kysely<Database>, jobs: JobService, runId: string, wish: WhatIfRequest, now: Date): Promise<{ job: Job; isNew: boolean }> {
  const wish_key = keyOf(wish);
  const id = randomUUID();
  const write = async (transaction: Transaction<Database>, jobId: string): Promise<void> => {
    // The run's row is locked, so that two who ask at once get one curve.
    await transaction.selectFrom('runs').select('id').where('id', '=', runId).forUpdate().execute();
    const known = await transaction.selectFrom('what_if_curves').innerJoin('jobs', 'jobs.id', 'what_if_curves.job_id').select(['what_if_curves.job_id', 'jobs.state']).where('run_id', '=', runId).where('wish_key', '=', wish_key).executeTakeFirst();
    if (known && known.state !== 'failed' && known.state !== 'cancelled') throw new AskedAlready(known.job_id);
    await transaction.deleteFrom('what_if_curves').where('run_id', '=', runId).where('wish_key', '=', wish_key).execute();
    await transaction.insertInto('what_if_curves').values({ id, run_id: runId, constraint_id: wish.constraintId, wish: JSON.stringify(wish), wish_key, job_id: jobId, created_at: now }).execute();
  };
  try {
    return { job: await jobs.create('what-if', id, write), isNew: true };
  } catch (error) {
    const job = error instanceof AskedAlready ? await jobs.find(error.jobId) : undefined;
    if (!job) throw error;
    return { job, isNew: false };
  }
}

export async function findCurveRow(repository: Kysely<Database>, id: string): Promise<Row> {
  const row = await repository.selectFrom('what_if_curves').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no what-if curve "${id}" any more: ask for it anew`);
  return row;
}

export async function listCurveRows(repository: Kysely<Database>, runId: string): Promise<Row[]> {
  return repository.selectFrom('what_if_curves').selectAll().where('run_id', '=', runId).orderBy('created_at', 'desc').orderBy('id').execute();
}

export async function saveCurve(repository: Kysely<Database>, id: string, points: readonly WhatIfPoint[]): Promise<void> {
  await repository.updateTable('what_if_curves').set({ points: JSON.stringify(points) }).where('id', '=', id).execute();
}

export function toCurve(row: Row, { unit, sense }: LimitOrigin, current: number, job: Job | undefined): WhatIfCurve {
  const state = row.points ? 'succeeded' : (job?.state ?? 'failed');
  return { id: row.id, runId: row.run_id, constraintId: row.constraint_id, unit, sense, current, wish: row.wish, jobId: row.job_id, state, points: row.points ?? [], error: job?.error ?? null, createdAt: row.created_at.toISOString() };
}
