import { randomUUID } from 'node:crypto';
import type { Environment, Publication, PublicationOrigin, PublicationRevision, PublicationSettings, PublicationState } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;

export interface PublicationQuery {
  environment?: Environment;
  endpoint?: string;
  itemId?: string;
  state?: PublicationState;
}

function present(repository: Repository) {
  return repository
    .selectFrom('publications as p')
    .innerJoin('publication_revisions as r', (join) => join.onRef('r.publication_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'))
    .select(['p.id', 'p.endpoint', 'p.environment', 'p.state', 'p.revision', 'r.settings', 'p.created_at', 'p.updated_at']);
}

type Row = Awaited<ReturnType<ReturnType<typeof present>['executeTakeFirstOrThrow']>>;
const toPublication = ({ created_at, updated_at, ...rest }: Row): Publication => ({ ...rest, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() });

export async function listPublications(repository: Repository, { environment, endpoint, itemId, state }: PublicationQuery): Promise<Publication[]> {
  let query = present(repository);
  if (environment !== undefined) query = query.where('p.environment', '=', environment);
  if (endpoint !== undefined) query = query.where('p.endpoint', '=', endpoint);
  if (state !== undefined) query = query.where('p.state', '=', state);
  if (itemId !== undefined) query = query.where((where) => where.exists(where.selectFrom('publication_targets as t').select('t.item_id').whereRef('t.publication_id', '=', 'p.id').whereRef('t.revision', '=', 'p.revision').where('t.item_id', '=', itemId)));
  return (await query.orderBy('p.endpoint').orderBy('p.environment').execute()).map(toPublication);
}

/** Throws not-found. */
export async function findPublication(repository: Repository, id: string): Promise<Publication> {
  const row = await present(repository).where('p.id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no publication "${id}": list them with GET /v1/publications`);
  return toPublication(row);
}

export async function findByEndpoint(repository: Repository, environment: Environment, endpoint: string): Promise<Publication | undefined> {
  const row = await present(repository).where('p.environment', '=', environment).where('p.endpoint', '=', endpoint).executeTakeFirst();
  return row ? toPublication(row) : undefined;
}

/** Newest first. */
export async function listRevisions(repository: Repository, id: string): Promise<PublicationRevision[]> {
  const rows = await repository.selectFrom('publication_revisions').selectAll().where('publication_id', '=', id).orderBy('revision', 'desc').execute();
  return rows.map(({ revision, state, settings, origin, restored, author, comment, created_at }) => ({ revision, state, settings, origin, restored, author, comment, createdAt: created_at.toISOString() }));
}

export interface NewRevision {
  endpoint: string;
  environment: Environment;
  settings: PublicationSettings;
  state: PublicationState;
  origin: PublicationOrigin;
  restored?: number;
  author: string | null;
  comment: string;
  at: Date;
  /** The revision that the change is based on; undefined where there must be no publication yet. */
  basedOn: number | undefined;
}

/** Writes the next revision and makes it the one that answers, in one step. Throws stale-version when another came first. */
export async function addRevision(repository: Repository, { endpoint, environment, settings, state, origin, restored, author, comment, at, basedOn }: NewRevision): Promise<Publication> {
  const id = await repository.transaction().execute(async (transaction) => {
    const before = await transaction.selectFrom('publications').select(['id', 'revision']).where('environment', '=', environment).where('endpoint', '=', endpoint).forUpdate().executeTakeFirst();
    if (before?.revision !== basedOn) {
      const detail = before ? `${environment}/${endpoint} is at revision ${before.revision} by now, your change is based on ${basedOn ?? 'none'}: look at it again and name its revision` : `Nothing is published as ${environment}/${endpoint}: publish it without a revision`;
      throw new ProblemError('stale-version', detail, { details: { revision: before?.revision ?? null, ...(before ? { publicationId: before.id } : {}) } });
    }
    const key = before?.id ?? randomUUID();
    const revision = (before?.revision ?? 0) + 1;
    if (before) await transaction.updateTable('publications').set({ revision, state, updated_at: at }).where('id', '=', key).execute();
    else await transaction.insertInto('publications').values({ id: key, endpoint, environment, state, revision, created_at: at, updated_at: at }).execute();
    await transaction.insertInto('publication_revisions').values({ publication_id: key, revision, settings: JSON.stringify(settings), state, origin, restored: restored ?? null, author, comment, created_at: at }).execute();
    const targets = new Map(settings.arms.map(({ itemId, version }) => [`${itemId}@${version}`, { publication_id: key, revision, item_id: itemId, version }]));
    // Locked, so that none of them is deleted between the check and the switch.
    const items = await transaction.selectFrom('items').select('id').where('id', 'in', [...new Set(settings.arms.map(({ itemId }) => itemId))]).where('deleted_at', 'is', null).forShare().execute();
    if (state === 'running' && items.length < new Set(settings.arms.map(({ itemId }) => itemId)).size) throw new ProblemError('not-found', `A strategy of ${environment}/${endpoint} was deleted: publish another`);
    await transaction.insertInto('publication_targets').values([...targets.values()]).execute();
    return key;
  });
  return findPublication(repository, id);
}
