import { Type, type Static } from 'typebox';
import { Environment, Id, ItemSummary, ItemVersion, PublicationState } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { withAuthorNames } from '../../repository/read-actors.js';
import type { Database } from '../../repository/tables.js';
import { findItem, whereUsed } from '../projects/api.js';
import { readTestSummary } from '../strategy-tests/api.js';
import { ItemUser } from './item-user.js';
import { schemaOf } from './version-code.js';
import { listVersions } from './versions.repository.js';

const Nullable = Type.Union([Type.String(), Type.Null()]);

export const ItemCard = Type.Object({
  item: ItemSummary,
  versions: Type.Array(ItemVersion),
  /** JSON Schema of the input and of the answer of the version registered last; null where there is none, and for what is no strategy. */
  schema: Type.Union([Type.Object({ input: Type.Record(Type.String(), Type.Unknown()), output: Type.Record(Type.String(), Type.Unknown()) }), Type.Null()]),
  tests: Type.Object({ cases: Type.Integer(), blocksRegistration: Type.Boolean(), leastCoverage: Type.Number() }),
  whereUsed: Type.Array(ItemUser),
  publications: Type.Array(Type.Object({ id: Id, endpoint: Type.String(), environment: Environment, state: PublicationState, version: Type.Integer() })),
  audit: Type.Array(Type.Object({ at: Type.String(), userId: Nullable, login: Nullable, action: Type.String(), details: Type.Unknown() })),
});

const mostAudit = 50;

/** Everything that a person wants to know of an item on one page. Throws not-found. */
export async function readCard(repository: Kysely<Database>, itemId: string): Promise<Static<typeof ItemCard>> {
  const { document: _document, ...item } = await findItem(repository, itemId);
  const publications = await repository
    .selectFrom('publication_targets as t')
    .innerJoin('publications as p', (join) => join.onRef('p.id', '=', 't.publication_id').onRef('p.revision', '=', 't.revision'))
    .select(['p.id', 'p.endpoint', 'p.environment', 'p.state', 't.version'])
    .where('t.item_id', '=', itemId)
    .orderBy('p.endpoint')
    .orderBy('p.environment')
    .execute();
  const audit = await repository.selectFrom('audit').leftJoin('users', 'users.id', 'audit.user_id').select(['audit.at', 'audit.user_id', 'users.login', 'audit.action', 'audit.details']).where('audit.subject', 'in', [itemId, ...publications.map(({ id }) => id)]).orderBy('audit.at', 'desc').limit(mostAudit).execute();
  return {
    item,
    versions: await withAuthorNames(repository, await listVersions(repository, itemId)),
    schema: item.kind === 'strategy' && item.latestVersion !== null ? await schemaOf(repository, itemId, item.latestVersion) : null,
    tests: await readTestSummary(repository, itemId),
    whereUsed: await whereUsed(repository, itemId),
    publications,
    audit: audit.map(({ at, user_id, login, action, details }) => ({ at: at.toISOString(), userId: user_id, login, action, details: details ?? null })),
  };
}
