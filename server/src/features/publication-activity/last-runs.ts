import type { PublicationFigures } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';

type LastRun = NonNullable<PublicationFigures['lastRun']>;

/** The run that began last, by publication. */
export async function readLastRuns(repository: Kysely<Database>, publicationIds: readonly string[]): Promise<Map<string, LastRun>> {
  if (publicationIds.length === 0) return new Map();
  const rows = await repository
    .selectFrom('publication_runs as r')
    .leftJoin('batches as b', 'b.id', 'r.batch_id')
    .leftJoin('jobs as j', 'j.id', 'b.job_id')
    .distinctOn('r.publication_id')
    .select(['r.publication_id', 'r.started_at', 'r.error', 'j.state'])
    .where('r.publication_id', 'in', publicationIds)
    .orderBy('r.publication_id')
    .orderBy('r.started_at', 'desc')
    .execute();
  return new Map(rows.map(({ publication_id, started_at, error, state }) => [publication_id, { startedAt: started_at.toISOString(), state: state ?? (error ? 'not-begun' : 'deleted') }]));
}
