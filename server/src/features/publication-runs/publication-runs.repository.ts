import type { PublicationRun } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';

export interface NewRun {
  id: string;
  publicationId: string;
  revision: number;
  dueAt: Date | null;
  startedBy: string | null;
  at: Date;
}

/** False where the instant of the schedule has its run already. */
export async function insertRun(repository: Kysely<Database>, { id, publicationId, revision, dueAt, startedBy, at }: NewRun, outcome: { batchId: string } | { error: { code: string; detail: string } }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await repository
    .insertInto('publication_runs')
    .values({ id, publication_id: publicationId, revision, due_at: dueAt, batch_id: 'batchId' in outcome ? outcome.batchId : null, error: 'error' in outcome ? JSON.stringify(outcome.error) : null, started_by: startedBy, started_at: at })
    .onConflict((conflict) => conflict.columns(['publication_id', 'due_at']).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The last instant of the schedule that has a run. */
export async function lastRunDue(repository: Kysely<Database>, publicationId: string): Promise<Date | undefined> {
  const row = await repository.selectFrom('publication_runs').select('due_at').where('publication_id', '=', publicationId).where('due_at', 'is not', null).orderBy('due_at', 'desc').limit(1).executeTakeFirst();
  return row?.due_at ?? undefined;
}

/** Newest first, at most 200. */
export async function listRuns(repository: Kysely<Database>, publicationId: string): Promise<PublicationRun[]> {
  const rows = await repository
    .selectFrom('publication_runs as r')
    .leftJoin('batches as b', 'b.id', 'r.batch_id')
    .leftJoin('jobs as j', 'j.id', 'b.job_id')
    .select(['r.id', 'r.revision', 'r.due_at', 'r.started_at', 'r.started_by', 'r.error', 'b.id as batch', 'j.id as job', 'j.state'])
    .where('r.publication_id', '=', publicationId)
    .orderBy('r.started_at', 'desc')
    .orderBy('r.id')
    .limit(200)
    .execute();
  return rows.map(({ id, revision, due_at, started_at, started_by, error, batch, job, state }) => ({ id, revision, dueAt: due_at?.toISOString() ?? null, startedAt: started_at.toISOString(), startedBy: started_by, batch: batch !== null && job !== null && state !== null ? { id: batch, jobId: job, state } : null, error }));
}
