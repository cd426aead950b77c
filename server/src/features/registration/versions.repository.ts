import type { ItemKind, ItemReference, ItemVersion, RegistrationCheckResult } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;
export type StoredVersion = ItemVersion & { name: string; document: unknown };

const columns = ['item_versions.item_id', 'item_versions.version', 'item_versions.kind', 'item_versions.content_hash', 'item_versions.author', 'item_versions.comment', 'item_versions.checks', 'item_versions.created_at'] as const;
interface Row { item_id: string; version: number; kind: ItemKind; content_hash: string; author: string | null; comment: string; checks: RegistrationCheckResult[]; created_at: Date }

const toVersion = (row: Row): ItemVersion => ({ itemId: row.item_id, version: row.version, kind: row.kind, contentHash: row.content_hash, author: row.author, comment: row.comment, checks: row.checks, createdAt: row.created_at.toISOString() });

/** Newest first. */
export async function listVersions(repository: Repository, itemId: string): Promise<ItemVersion[]> {
  const rows = await repository.selectFrom('item_versions').select(columns).where('item_id', '=', itemId).orderBy('version', 'desc').execute();
  return rows.map(toVersion);
}

/** Throws not-found. Versions of deleted items are found too: decisions were made by them. */
export async function findVersion(repository: Repository, itemId: string, version: number): Promise<StoredVersion> {
  const row = await repository.selectFrom('item_versions').innerJoin('items', 'items.id', 'item_versions.item_id').select([...columns, 'item_versions.document', 'items.name']).where('item_id', '=', itemId).where('version', '=', version).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `Item "${itemId}" has no version ${version}: list its versions with GET /v1/items/${itemId}/versions`);
  return { ...toVersion(row), name: row.name, document: row.document };
}

export async function findVersionByHash(repository: Repository, itemId: string, hash: string): Promise<ItemVersion | undefined> {
  const row = await repository.selectFrom('item_versions').select(columns).where('item_id', '=', itemId).where('content_hash', '=', hash).executeTakeFirst();
  return row ? toVersion(row) : undefined;
}

export interface NewVersion {
  itemId: string;
  kind: ItemKind;
  contentHash: string;
  /** JSON text. */
  text: string;
  references: readonly ItemReference[];
  author: string | null;
  comment: string;
  checks: RegistrationCheckResult[];
  at: Date;
  /** The number to take (an import keeps those of its file); the next one when left out. */
  version?: number;
}

/**
 * Writes a version; to be called inside a transaction. Takes the next number under a lock of the item's row, and gives back the version
 * that has the same content where there is one. Throws referenced when what it refers to was deleted meanwhile.
 */
export async function insertVersion(transaction: Repository, wish: NewVersion): Promise<{ version: ItemVersion; existed: boolean }> {
  const { itemId, kind, contentHash, text, references, author, comment, checks, at } = wish;
  const item = await transaction.selectFrom('items').select(['latest_version']).where('id', '=', itemId).where('deleted_at', 'is', null).forUpdate().executeTakeFirst();
  if (!item) throw new ProblemError('not-found', `There is no item "${itemId}"`);
  const known = await findVersionByHash(transaction, itemId, contentHash);
  if (known) return { version: known, existed: true };
  const targets = [...new Set(references.map(({ id }) => id))].filter((id) => id !== itemId);
  if (targets.length > 0) {
    const there = await transaction.selectFrom('items').select('id').where('id', 'in', targets).where('deleted_at', 'is', null).forShare().execute();
    if (there.length < targets.length) throw new ProblemError('referenced', 'Something that this refers to was deleted meanwhile: look at the draft again');
  }
  const version = wish.version ?? item.latest_version + 1;
  const row = await transaction
    .insertInto('item_versions')
    .values({ item_id: itemId, version, kind, content_hash: contentHash, document: text, author, comment, checks: JSON.stringify(checks), created_at: at })
    .returning(['item_id', 'version', 'kind', 'content_hash', 'author', 'comment', 'checks', 'created_at'])
    .executeTakeFirstOrThrow();
  if (references.length > 0) await transaction.insertInto('version_references').values(references.map((reference) => ({ item_id: itemId, version, target_id: reference.id, target_version: reference.version }))).execute();
  await transaction.updateTable('items').set({ latest_version: Math.max(version, item.latest_version) }).where('id', '=', itemId).execute();
  return { version: toVersion(row), existed: false };
}
