import { type Kysely, sql } from 'kysely';
import type { Database } from '../../repository/tables.js';

/** What a project holds. */
export interface ProjectContents {
  items: number;
  /** Items with a registered version. */
  registered: number;
  /** Items of which a running publication answers a version. */
  published: number;
}

export const emptyContents: ProjectContents = { items: 0, registered: 0, published: 0 };

/** True for an item that a running publication, as it is now, answers with. */
const isPublished = sql<boolean>`EXISTS (SELECT 1 FROM publication_targets t JOIN publications p ON p.id = t.publication_id AND p.revision = t.revision WHERE t.item_id = items.id AND p.state = 'running')`;

export async function contentsOf(repository: Kysely<Database>, ids: readonly string[]): Promise<Map<string, ProjectContents>> {
  if (ids.length === 0) return new Map();
  const rows = await repository
    .selectFrom('items')
    .select(['project_id', sql<string>`count(*)`.as('items'), sql<string>`count(*) FILTER (WHERE latest_version > 0)`.as('registered'), sql<string>`count(*) FILTER (WHERE ${isPublished})`.as('published')])
    .where('project_id', 'in', ids)
    .where('deleted_at', 'is', null)
    .groupBy('project_id')
    .execute();
  return new Map(rows.map((row) => [row.project_id, { items: Number(row.items), registered: Number(row.registered), published: Number(row.published) }]));
}

export const projectStatuses = ['draft', 'registered', 'published'] as const;
export type ProjectStatus = (typeof projectStatuses)[number];

const holds = (what: ReturnType<typeof sql<boolean>>) => sql<boolean>`EXISTS (SELECT 1 FROM items WHERE items.project_id = projects.id AND items.deleted_at IS NULL AND ${what})`;

/** How far a project is: something of it answers calls, something is registered, or neither. */
export function hasStatus(status: ProjectStatus): ReturnType<typeof sql<boolean>> {
  const published = holds(isPublished);
  const registered = holds(sql<boolean>`items.latest_version > 0`);
  if (status === 'published') return published;
  return status === 'registered' ? sql<boolean>`${registered} AND NOT ${published}` : sql<boolean>`NOT ${registered}`;
}

/** Owners and tags of the projects that are there, for filters. */
export async function ownersAndTags(repository: Kysely<Database>): Promise<{ owners: string[]; tags: string[] }> {
  const owners = await repository.selectFrom('projects').select('owner').distinct().where('deleted_at', 'is', null).where('owner', 'is not', null).orderBy('owner').limit(500).execute();
  const tags = await sql<{ tag: string }>`SELECT DISTINCT jsonb_array_elements_text(tags) AS tag FROM projects WHERE deleted_at IS NULL ORDER BY tag LIMIT 500`.execute(repository);
  return { owners: owners.flatMap(({ owner }) => (owner === null ? [] : [owner])), tags: tags.rows.map(({ tag }) => tag) };
}
