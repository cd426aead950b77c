import type { ConfigurationDocumentOf, ConfigurationEntry, ConfigurationKind } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;

/** A document as it stands now. */
export interface Configured<K extends ConfigurationKind = ConfigurationKind> {
  kind: K;
  id: string;
  version: number;
  document: ConfigurationDocumentOf<K>;
}

const current = (repository: Repository) =>
  repository
    .selectFrom('configuration as c')
    .innerJoin('configuration_versions as v', (join) => join.onRef('v.kind', '=', 'c.kind').onRef('v.id', '=', 'c.id').onRef('v.version', '=', 'c.version'))
    .where('c.deleted', '=', false)
    .select(['c.kind', 'c.id', 'c.version', 'v.document', 'v.author', 'v.created_at']);

type Row = Awaited<ReturnType<ReturnType<typeof current>['executeTakeFirstOrThrow']>>;
const toEntry = ({ kind, id, version, document, author, created_at }: Row): ConfigurationEntry => ({ kind, id, version, document, updatedAt: created_at.toISOString(), updatedBy: author });

export async function listConfiguration(repository: Repository, kind?: ConfigurationKind): Promise<ConfigurationEntry[]> {
  const rows = await (kind === undefined ? current(repository) : current(repository).where('c.kind', '=', kind)).orderBy('c.kind').orderBy('c.id').execute();
  return rows.map(toEntry);
}

export async function findConfiguration(repository: Repository, kind: ConfigurationKind, id: string): Promise<ConfigurationEntry | undefined> {
  const row = await current(repository).where('c.kind', '=', kind).where('c.id', '=', id).executeTakeFirst();
  return row && toEntry(row);
}

/** A version as it was saved; null where it removed the document. Undefined when there is none. */
export async function findConfigurationVersion(repository: Repository, kind: ConfigurationKind, id: string, version: number): Promise<unknown> {
  return (await repository.selectFrom('configuration_versions').select('document').where('kind', '=', kind).where('id', '=', id).where('version', '=', version).executeTakeFirst())?.document;
}

/** Newest first. */
export async function listConfigurationVersions(repository: Repository, kind: ConfigurationKind, id: string): Promise<{ version: number; document: unknown; author: string | null; createdAt: string }[]> {
  const rows = await repository.selectFrom('configuration_versions').select(['version', 'document', 'author', 'created_at']).where('kind', '=', kind).where('id', '=', id).orderBy('version', 'desc').execute();
  return rows.map(({ created_at, ...rest }) => ({ ...rest, createdAt: created_at.toISOString() }));
}

export interface ConfigurationSave {
  kind: ConfigurationKind;
  id: string;
  /** Null removes the document; its versions stay. */
  document: unknown;
  /** The version that the change is based on; 0 where there is no document. */
  base: number;
  author: string | null;
  at: Date;
}

/** Saves the next version; its number. Throws stale-version when the document was changed meanwhile. */
export async function saveConfiguration(repository: Repository, { kind, id, document, base, author, at }: ConfigurationSave): Promise<number> {
  return repository.transaction().execute(async (transaction) => {
    const row = await transaction.selectFrom('configuration').select(['version', 'deleted']).where('kind', '=', kind).where('id', '=', id).forUpdate().executeTakeFirst();
    const stands = row && !row.deleted ? row.version : 0;
    const stale = () => new ProblemError('stale-version', `${kind}/${id} stands at version ${stands}, and the change is based on version ${base}: read it anew and make the change again`, { details: { version: stands } });
    if (stands !== base) throw stale();
    const version = (row?.version ?? 0) + 1;
    const written = row
      ? await transaction.updateTable('configuration').set({ version, deleted: document === null, updated_at: at }).where('kind', '=', kind).where('id', '=', id).where('version', '=', row.version).executeTakeFirst().then(({ numUpdatedRows }) => numUpdatedRows)
      : await transaction.insertInto('configuration').values({ kind, id, version, updated_at: at }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst().then(({ numInsertedOrUpdatedRows }) => numInsertedOrUpdatedRows);
    if (!written) throw stale();
    await transaction.insertInto('configuration_versions').values({ kind, id, version, document: document === null ? null : JSON.stringify(document), author, created_at: at }).execute();
    return version;
  });
}
