import { randomUUID } from 'node:crypto';
import type { CheckQueue, CheckQueueDocument } from '@arbiter/contracts';
import { type Kysely, sql } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;
interface Row { id: string; version: number; document: CheckQueueDocument; created_at: Date; updated_at: Date }

async function withCounts(repository: Repository, rows: readonly Row[], at: Date): Promise<CheckQueue[]> {
  const counts = await repository
    .selectFrom('manual_checks')
    .select(['queue_id', sql<string>`count(*)`.as('waiting'), sql<string>`count(*) FILTER (WHERE due_at < ${at})`.as('overdue')])
    .where('state', '!=', 'decided')
    .groupBy('queue_id')
    .execute();
  return rows.map((row) => {
    const count = counts.find(({ queue_id }) => queue_id === row.id);
    return { id: row.id, version: row.version, document: row.document, waiting: Number(count?.waiting ?? 0), overdue: Number(count?.overdue ?? 0), createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() };
  });
}

export async function listQueues(repository: Repository, at: Date): Promise<CheckQueue[]> {
  const rows = await repository.selectFrom('check_queues').selectAll().where('deleted_at', 'is', null).orderBy('created_at').orderBy('id').execute();
  return withCounts(repository, rows, at);
}

/** Throws not-found. */
export async function findQueue(repository: Repository, id: string, at: Date): Promise<CheckQueue> {
  const row = await repository.selectFrom('check_queues').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no queue "${id}" of manual checks: list them with GET /v1/check-queues`);
  return (await withCounts(repository, [row], at))[0]!;
}

export async function addQueue(repository: Repository, document: CheckQueueDocument, at: Date, id: string = randomUUID()): Promise<CheckQueue> {
  await repository.insertInto('check_queues').values({ id, version: 1, document: JSON.stringify(document), created_at: at, updated_at: at }).execute();
  return findQueue(repository, id, at);
}

/** Throws not-found, stale-version with the present queue. */
export async function changeQueue(repository: Repository, id: string, version: number, document: CheckQueueDocument, at: Date): Promise<CheckQueue> {
  const { numUpdatedRows } = await repository.updateTable('check_queues').set({ document: JSON.stringify(document), version: version + 1, updated_at: at }).where('id', '=', id).where('version', '=', version).where('deleted_at', 'is', null).executeTakeFirst();
  const present = await findQueue(repository, id, at);
  if (numUpdatedRows === 0n) throw new ProblemError('stale-version', `Queue "${present.document.title}" was changed meanwhile and is at version ${present.version}: look at it again and repeat the change`, { details: { present } });
  return present;
}

/** A queue with open checks stays: they would be seen by nobody. Throws not-found, wrong-state. */
export async function removeQueue(repository: Repository, id: string, at: Date): Promise<void> {
  const queue = await findQueue(repository, id, at);
  if (queue.waiting > 0) throw new ProblemError('wrong-state', `Queue "${queue.document.title}" holds ${queue.waiting} open checks: decide them first`);
  await repository.updateTable('check_queues').set({ deleted_at: at }).where('id', '=', id).execute();
}
