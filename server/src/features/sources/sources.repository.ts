import type { SourceSettings } from '@arbiter/contracts';
import { sql, type Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

export interface StoredSource {
  name: string;
  description: string;
  settings: SourceSettings;
  version: number;
  updatedAt: Date;
}

const columns = ['name', 'description', 'settings', 'version', 'updated_at'] as const;
const toSource = ({ updated_at, ...rest }: { name: string; description: string; settings: SourceSettings; version: number; updated_at: Date }): StoredSource => ({ ...rest, updatedAt: updated_at });

export async function listSources(repository: Kysely<Database>): Promise<StoredSource[]> {
  return (await repository.selectFrom('sources').select(columns).orderBy('name').execute()).map(toSource);
}

/** Kinds of the registered sources by name. */
export async function sourceKinds(repository: Kysely<Database>): Promise<ReadonlyMap<string, SourceSettings['kind']>> {
  return new Map((await listSources(repository)).map(({ name, settings }) => [name, settings.kind]));
}

export async function findSource(repository: Kysely<Database>, name: string): Promise<StoredSource | undefined> {
  const row = await repository.selectFrom('sources').select(columns).where('name', '=', name).executeTakeFirst();
  return row && toSource(row);
}

/** Makes a source (version 0) or changes it over the version it is based on. Throws stale-version, not-found. */
export async function saveSource(repository: Kysely<Database>, { name, description, settings, version }: Omit<StoredSource, 'updatedAt'>, now: Date): Promise<StoredSource> {
  const values = { description, settings: JSON.stringify(settings), version: version + 1, updated_at: now };
  const row =
    version === 0
      ? await repository.insertInto('sources').values({ name, ...values, created_at: now }).onConflict((conflict) => conflict.doNothing()).returning(columns).executeTakeFirst()
      : await repository.updateTable('sources').set(values).where('name', '=', name).where('version', '=', version).returning(columns).executeTakeFirst();
  if (row) return toSource(row);
  const present = await findSource(repository, name);
  if (!present) throw new ProblemError('not-found', `There is no source ${JSON.stringify(name)}: make it with version 0`);
  throw new ProblemError('stale-version', `Source ${JSON.stringify(name)} is at version ${present.version} by now, your change is based on version ${version}: load it again and repeat the change`, { details: { version: present.version } });
}

export async function removeSource(repository: Kysely<Database>, name: string): Promise<boolean> {
  return (await repository.deleteFrom('sources').where('name', '=', name).executeTakeFirst()).numDeletedRows > 0n;
}

/** Strategies whose draft or registered versions speak of the source. */
export async function usersOfSource(repository: Kysely<Database>, name: string): Promise<{ id: string; name: string }[]> {
  const mentions = (column: string) =>
    sql<boolean>`jsonb_path_exists(${sql.ref(column)}::jsonb, '$.** ? ((@.kind == "sql" && @.settings.source == $name) || (@.kind == "http" && @.settings.service == $name))', jsonb_build_object('name', ${name}::text))`;
  return repository
    .selectFrom('items')
    .select(['items.id', 'items.name'])
    .where('items.kind', '=', 'strategy')
    .where('items.deleted_at', 'is', null)
    .where(({ or, exists, selectFrom }) =>
      or([mentions('items.draft'), exists(selectFrom('item_versions').select('item_versions.item_id').whereRef('item_versions.item_id', '=', 'items.id').where(mentions('item_versions.document')))]),
    )
    .limit(20)
    .execute();
}
