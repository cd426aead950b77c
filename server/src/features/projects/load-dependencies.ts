import type { ItemKind, ItemReference } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';
import { referenceKey, referencesIn } from './references.js';

export interface RegisteredDocument {
  itemId: string;
  version: number;
  kind: ItemKind;
  name: string;
  contentHash: string;
  document: unknown;
}

/** Registered documents in memory, for code that asks for them by reference while it compiles. */
export interface LoadedDependencies {
  /** The document, or undefined where nothing of that kind is registered under the reference. */
  find(reference: ItemReference): unknown;
  findRegistered(reference: ItemReference): RegisteredDocument | undefined;
  all(): RegisteredDocument[];
}

/** A chain of references longer than this was made by no person. */
const mostDocuments = 2_000;

/** Loads what a document refers to, and what that refers to in turn. Versions of deleted items are found only with `withDeleted` (to repeat what was once decided). */
export async function loadDependencies(repository: Kysely<Database>, document: unknown, { withDeleted = false } = {}): Promise<LoadedDependencies> {
  const found = new Map<string, RegisteredDocument>();
  const asked = new Set<string>();
  let wanted = referencesIn(document);
  while (wanted.length > 0 && found.size < mostDocuments) {
    for (const reference of wanted) asked.add(referenceKey(reference));
    const loaded = await loadVersions(repository, wanted, withDeleted);
    const next = new Map<string, ItemReference>();
    for (const version of loaded) {
      found.set(referenceKey({ id: version.itemId, version: version.version }), version);
      for (const reference of referencesIn(version.document)) if (!asked.has(referenceKey(reference))) next.set(referenceKey(reference), reference);
    }
    wanted = [...next.values()];
  }
  const findRegistered = (reference: ItemReference): RegisteredDocument | undefined => {
    const registered = found.get(referenceKey(reference));
    return registered?.kind === reference.kind ? registered : undefined;
  };
  return { findRegistered, find: (reference) => findRegistered(reference)?.document, all: () => [...found.values()] };
}

async function loadVersions(repository: Kysely<Database>, references: readonly ItemReference[], withDeleted: boolean): Promise<RegisteredDocument[]> {
  let query = repository
    .selectFrom('item_versions')
    .innerJoin('items', 'items.id', 'item_versions.item_id')
    .select(['item_versions.item_id', 'item_versions.version', 'item_versions.kind', 'item_versions.content_hash', 'item_versions.document', 'items.name'])
    .where((where) => where.or(references.map(({ id, version }) => where.and([where('item_versions.item_id', '=', id), where('item_versions.version', '=', Math.min(version, 2 ** 31 - 1))]))));
  if (!withDeleted) query = query.where('items.deleted_at', 'is', null);
  const rows = await query.execute();
  return rows.map((row) => ({ itemId: row.item_id, version: row.version, kind: row.kind, name: row.name, contentHash: row.content_hash, document: row.document }));
}
