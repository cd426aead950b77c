import type { ActivityEntry } from '@arbiter/contracts';
import { sql, type Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { readActors } from '../../repository/read-actors.js';

type Repository = Kysely<Database>;
interface Line { id: string; at: Date; actor: string | null; action: string; itemId: string | null; details: Record<string, unknown> }
interface Page { limit: number; before?: string | undefined }

/**
 * What happened in a project or to an item, newest first: what the audit trail has of it, and the kept states of drafts. Entries of one
 * instant are told apart by their identifier, so that no page loses one. Throws validation-failed for a cursor that is none.
 */
export async function readActivity(repository: Repository, of: { projectId: string } | { itemId: string }, { limit, before }: Page): Promise<ActivityEntry[]> {
  const items = await repository.selectFrom('items').select(['id', 'name', 'kind', 'deleted_at']).where('itemId' in of ? 'id' : 'project_id', '=', 'itemId' in of ? of.itemId : of.projectId).execute();
  const byId = new Map(items.map((item) => [item.id, item]));
  const ids = items.map(({ id }) => id);
  const published = ids.length === 0 ? [] : await repository.selectFrom('publication_targets').select(['publication_id', 'item_id']).distinct().where('item_id', 'in', ids).execute();
  const itemOf = new Map<string, string>([...published.map(({ publication_id, item_id }) => [publication_id, item_id] as const), ...ids.map((id) => [id, id] as const)]);
  const subjects = [...itemOf.keys(), ...('projectId' in of ? [of.projectId] : [])];
  const cursor = before === undefined ? null : readCursor(before);
  const lines: Line[] = [];
  if (subjects.length > 0) {
    let query = repository.selectFrom('audit').select(['id', 'at', 'user_id', 'action', 'subject', 'details']).where('subject', 'in', subjects);
    if (cursor) query = query.where(sql<boolean>`(at, id COLLATE "C") < (${cursor.at}, ${cursor.id})`);
    for (const row of await query.orderBy('at', 'desc').orderBy(sql`id COLLATE "C"`, 'desc').limit(limit).execute()) lines.push({ id: row.id, at: row.at, actor: row.user_id, action: row.action, itemId: itemOf.get(row.subject) ?? null, details: (row.details ?? {}) as Record<string, unknown> });
  }
  if (ids.length > 0) {
    // Saves have marks that stand before those of the audit trail at the same instant.
    const mark = sql<string>`'!' || item_id || ':' || lpad(revision::text, 10, '0')`;
    let query = repository.selectFrom('item_states').select(['item_id', 'revision', 'author', 'at', 'saves', 'name', 'faults', 'origin', 'restored', mark.as('id')]).where('item_id', 'in', ids).where('origin', 'in', ['save', 'restore']);
    if (cursor) query = query.where(sql<boolean>`(at, (${mark}) COLLATE "C") < (${cursor.at}, ${cursor.id})`);
    for (const { id, at, author, item_id, origin, ...details } of await query.orderBy('at', 'desc').orderBy(sql`${mark} COLLATE "C"`, 'desc').limit(limit).execute()) lines.push({ id, at, actor: author, action: origin === 'restore' ? 'item.restore' : 'item.save', itemId: item_id, details });
  }
  lines.sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  const page = lines.slice(0, limit);
  const actor = await readActors(repository, page.map((line) => line.actor));
  return page.map((line) => {
    const item = line.itemId === null ? undefined : byId.get(line.itemId);
    return { id: `${line.at.toISOString()}~${line.id}`, at: line.at.toISOString(), actor: actor(line.actor), action: line.action, item: item ? { id: item.id, name: item.name, kind: item.kind, deleted: item.deleted_at !== null } : null, details: line.details };
  });
}

function readCursor(text: string): { at: Date; id: string } {
  const split = text.indexOf('~');
  const at = new Date(text.slice(0, Math.max(split, 0)));
  if (split > 0 && !Number.isNaN(at.getTime())) return { at, id: text.slice(split + 1) };
  const message = `"before" is ${JSON.stringify(text)}, which is no identifier of an entry: give the "id" of the last entry of the page before`;
  throw new ProblemError('validation-failed', message, { faults: [{ path: '/querystring/before', code: 'unknown-cursor', message }] });
}
