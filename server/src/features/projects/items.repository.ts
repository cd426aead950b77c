import type { ItemConflict, ItemKind, ItemReference, ItemSummary } from '@arbiter/contracts';
import type { Kysely, Selectable } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, ItemsTable } from '../../repository/tables.js';
import { keepState } from './item-states.js';

export type Repository = Kysely<Database>;
export type StoredItem = ItemSummary & { document: unknown };
type SummaryRow = Omit<Selectable<ItemsTable>, 'draft'>;

const summaryColumns = ['id', 'project_id', 'kind', 'name', 'description', 'revision', 'latest_version', 'faults', 'warnings', 'deleted_at', 'created_at', 'updated_at', 'updated_by'] as const;

function toSummary(row: SummaryRow): ItemSummary {
  return {
    id: row.id, projectId: row.project_id, kind: row.kind, name: row.name, description: row.description, revision: row.revision,
    latestVersion: row.latest_version === 0 ? null : row.latest_version, faults: row.faults, warnings: row.warnings,
    createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(), updatedBy: row.updated_by,
  };
}

export interface ItemQuery {
  projectId?: string;
  kind?: ItemKind;
  search?: string;
  sort: 'name' | 'updated' | 'created' | 'kind';
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
}

const columns = { name: 'items.name', updated: 'items.updated_at', created: 'items.created_at', kind: 'items.kind' } as const;

export async function listItems(repository: Repository, { projectId, kind, search, sort, order, limit, offset }: ItemQuery): Promise<{ total: number; items: ItemSummary[] }> {
  let query = repository.selectFrom('items').where('deleted_at', 'is', null);
  if (projectId !== undefined) query = query.where('project_id', '=', projectId);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (search) {
    const text = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) => where.or([where('name', 'ilike', text), where('description', 'ilike', text), where('id', '=', search)]));
  }
  const [{ total } = { total: 0 }] = await query.select((expression) => expression.fn.countAll<number>().as('total')).execute();
  const rows = await query.select(summaryColumns).orderBy(columns[sort], order).orderBy('items.id').limit(limit).offset(offset).execute();
  return { total: Number(total), items: rows.map(toSummary) };
}

/** Throws not-found. */
export async function findItem(repository: Repository, id: string): Promise<StoredItem> {
  const row = await repository.selectFrom('items').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no item "${id}": list them with GET /v1/items`);
  return { ...toSummary(row), document: row.draft };
}

export interface NewItem {
  id: string;
  projectId: string;
  kind: ItemKind;
  name: string;
  description: string;
  /** JSON text of the draft. */
  text: string;
  faults: number;
  warnings: number;
  references: readonly ItemReference[];
}

export async function addItem(repository: Repository, item: NewItem, author: string | null, now: Date): Promise<void> {
  await repository
    .insertInto('items')
    .values({ id: item.id, project_id: item.projectId, kind: item.kind, name: item.name.trim(), description: item.description, draft: item.text, revision: 1, faults: item.faults, warnings: item.warnings, created_at: now, updated_at: now, updated_by: author })
    .execute();
  await keepDraftReferences(repository, item.id, item.references);
  await keepState(repository, item.id, { revision: 1, text: item.text, faults: item.faults, origin: 'created' }, author, now);
}

export interface DraftChange {
  name?: string | undefined;
  description?: string | undefined;
  text: string;
  faults: number;
  warnings: number;
  references: readonly ItemReference[];
  /** The revision that this brings back, where it brings one back. */
  restored?: number | undefined;
}

/** Saves over the revision that the change is based on; false where the item has gone on or away. */
export async function saveDraft(repository: Repository, id: string, revision: number, change: DraftChange, author: string | null, now: Date): Promise<boolean> {
  return repository.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('items')
      .set({
        draft: change.text, revision: revision + 1, faults: change.faults, warnings: change.warnings, updated_at: now, updated_by: author,
        ...(change.name === undefined ? {} : { name: change.name.trim() }),
        ...(change.description === undefined ? {} : { description: change.description }),
      })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await keepDraftReferences(transaction, id, change.references);
    await keepState(transaction, id, { revision: revision + 1, text: change.text, faults: change.faults, ...(change.restored === undefined ? { origin: 'save' } : { origin: 'restore', restored: change.restored }) }, author, now);
    return true;
  });
}

async function keepDraftReferences(repository: Repository, id: string, references: readonly ItemReference[]): Promise<void> {
  await repository.deleteFrom('draft_references').where('item_id', '=', id).execute();
  if (references.length > 0) await repository.insertInto('draft_references').values(references.map((reference) => ({ item_id: id, target_id: reference.id, target_version: reference.version }))).execute();
}

export async function listConflicts(repository: Repository, itemId: string): Promise<ItemConflict[]> {
  const rows = await repository.selectFrom('item_conflicts').select(['id', 'base_revision', 'note', 'author', 'created_at']).where('item_id', '=', itemId).orderBy('created_at', 'desc').orderBy('id').execute();
  return rows.map(({ id, base_revision, note, author, created_at }) => ({ id, baseRevision: base_revision, note, author, createdAt: created_at.toISOString() }));
}

export async function addConflict(repository: Repository, conflict: { id: string; itemId: string; baseRevision: number; text: string; note: string; author: string | null; now: Date }): Promise<ItemConflict> {
  const { id, itemId, baseRevision, text, note, author, now } = conflict;
  await repository.insertInto('item_conflicts').values({ id, item_id: itemId, base_revision: baseRevision, document: text, note, author, created_at: now }).execute();
  return { id, baseRevision, note, author, createdAt: now.toISOString() };
}

/** Throws not-found. */
export async function findConflict(repository: Repository, itemId: string, id: string): Promise<{ document: unknown; baseRevision: number }> {
  const row = await repository.selectFrom('item_conflicts').select(['document', 'base_revision']).where('id', '=', id).where('item_id', '=', itemId).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `Item "${itemId}" has no kept draft "${id}"`);
  return { document: row.document, baseRevision: row.base_revision };
}

export async function removeConflict(repository: Repository, itemId: string, id: string): Promise<void> {
  const { numDeletedRows } = await repository.deleteFrom('item_conflicts').where('id', '=', id).where('item_id', '=', itemId).executeTakeFirst();
  if (numDeletedRows === 0n) throw new ProblemError('not-found', `Item "${itemId}" has no kept draft "${id}"`);
}
