import { Environment, Id, ItemKind, itemKinds, ItemSummary, PublicationState } from '@arbiter/contracts';
import { sql, type Kysely } from 'kysely';
import { Type, type Static } from 'typebox';
import type { Database } from '../../repository/tables.js';

export const repositoryStatuses = ['ahead', 'published', 'unused'] as const;

/** A registered item with what it is used for. */
export const RepositoryItem = Type.Object({
  ...ItemSummary.properties,
  projectName: Type.String(),
  versions: Type.Integer(),
  registeredAt: Type.String(),
  registeredBy: Type.Union([Type.String(), Type.Null()]),
  comment: Type.String(),
  contentHash: Type.String(),
  isAhead: Type.Boolean({ description: 'The draft is another than the version registered last' }),
  isSubProcess: Type.Boolean({ description: 'A strategy that other items call' }),
  usedBy: Type.Integer({ description: 'Items whose drafts or versions name this one' }),
  publications: Type.Array(Type.Object({ id: Id, endpoint: Type.String(), environment: Environment, state: PublicationState, version: Type.Integer() })),
});
export type RepositoryItem = Static<typeof RepositoryItem>;

export const RepositoryQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name or description, an identifier, or the beginning of a hash' })),
  kind: Type.Optional(Type.Enum([...itemKinds, 'sub-process'] as const)),
  projectId: Type.Optional(Id),
  status: Type.Optional(Type.Enum(repositoryStatuses, { description: '`ahead`: the draft went on since; `published`: a running publication answers by it; `unused`: nothing names it' })),
  sort: Type.Enum(['name', 'kind', 'project', 'registered', 'used'], { default: 'name' }),
  order: Type.Enum(['asc', 'desc'], { default: 'asc' }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
});

const orders = { name: sql`lower(i.name)`, kind: sql`i.kind`, project: sql`lower(p.name)`, registered: sql`v.created_at`, used: sql`used_by` };

interface Row {
  id: string; project_id: string; kind: ItemKind; name: string; description: string; revision: number; latest_version: number; faults: number; warnings: number; created_at: Date; updated_at: Date; updated_by: string | null;
  project_name: string; versions: number; registered_at: Date; author: string | null; comment: string; content_hash: string; is_ahead: boolean; is_sub_process: boolean; used_by: number;
}

/** A page of what is registered, in projects that are not archived. */
export async function listRepository(repository: Kysely<Database>, { search, kind, projectId, status, sort, order, limit, offset }: Static<typeof RepositoryQuery>): Promise<{ total: number; items: RepositoryItem[] }> {
  const conditions = [sql`i.deleted_at IS NULL`, sql`p.deleted_at IS NULL`, sql`p.archived_at IS NULL`];
  // The one text is looked at first: it is equal for whatever nobody touched since.
  const isAhead = sql`(i.draft::text <> v.document::text AND i.draft::jsonb <> v.document::jsonb)`;
  const isSubProcess = sql`(i.kind = 'strategy' AND EXISTS (SELECT 1 FROM version_references r JOIN items u ON u.id = r.item_id WHERE r.target_id = i.id AND u.deleted_at IS NULL))`;
  const running = sql`EXISTS (SELECT 1 FROM publication_targets t JOIN publications b ON b.id = t.publication_id AND b.revision = t.revision WHERE t.item_id = i.id AND b.state = 'running')`;
  const usedBy = sql`(SELECT count(DISTINCT u.id)::integer FROM (SELECT item_id FROM version_references WHERE target_id = i.id UNION SELECT item_id FROM draft_references WHERE target_id = i.id) r JOIN items u ON u.id = r.item_id WHERE u.deleted_at IS NULL AND u.id <> i.id)`;
  const inCampaign = sql`EXISTS (SELECT 1 FROM campaigns c WHERE c.draft->>'ruleSetId' = i.id AND c.state <> 'finished')`;
  if (projectId !== undefined) conditions.push(sql`i.project_id = ${projectId}`);
  if (kind === 'sub-process') conditions.push(isSubProcess);
  else if (kind !== undefined) conditions.push(sql`i.kind = ${kind}`);
  if (search) {
    const text = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`(i.name ILIKE ${text} OR i.description ILIKE ${text} OR i.id = ${search}${/^[0-9a-f]{6,64}$/i.test(search) ? sql` OR EXISTS (SELECT 1 FROM item_versions h WHERE h.item_id = i.id AND h.content_hash LIKE ${`${search.toLowerCase()}%`})` : sql``})`);
  }
  if (status === 'ahead') conditions.push(isAhead);
  if (status === 'published') conditions.push(running);
  if (status === 'unused') conditions.push(sql`NOT ${running} AND NOT ${inCampaign} AND ${usedBy} = 0`);
  const from = sql`FROM items i JOIN projects p ON p.id = i.project_id JOIN item_versions v ON v.item_id = i.id AND v.version = i.latest_version WHERE ${sql.join(conditions, sql` AND `)}`;
  const counted = await sql<{ total: string }>`SELECT count(*) AS total ${from}`.execute(repository);
  const { rows } = await sql<Row>`
    SELECT i.id, i.project_id, i.kind, i.name, i.description, i.revision, i.latest_version, i.faults, i.warnings, i.created_at, i.updated_at, i.updated_by, p.name AS project_name,
      (SELECT count(*)::integer FROM item_versions o WHERE o.item_id = i.id) AS versions, v.created_at AS registered_at, v.author, v.comment, v.content_hash, ${isAhead} AS is_ahead, ${isSubProcess} AS is_sub_process, ${usedBy} AS used_by
    ${from} ORDER BY ${orders[sort]} ${sql.raw(order)}, i.id LIMIT ${limit} OFFSET ${offset}`.execute(repository);
  const publications = rows.length === 0 ? [] : await repository
    .selectFrom('publication_targets as t')
    .innerJoin('publications as p', (join) => join.onRef('p.id', '=', 't.publication_id').onRef('p.revision', '=', 't.revision'))
    .select(['t.item_id', 'p.id', 'p.endpoint', 'p.environment', 'p.state', 't.version'])
    .where('t.item_id', 'in', rows.map(({ id }) => id))
    .orderBy('p.endpoint').orderBy('p.environment').execute();
  return { total: Number(counted.rows[0]?.total ?? 0), items: rows.map((row) => toItem(row, publications.filter(({ item_id }) => item_id === row.id).map(({ item_id: _item, ...one }) => one))) };
}

const toItem = (row: Row, publications: RepositoryItem['publications']): RepositoryItem => ({
  id: row.id, projectId: row.project_id, kind: row.kind, name: row.name, description: row.description, revision: row.revision, latestVersion: row.latest_version, faults: row.faults, warnings: row.warnings,
  createdAt: new Date(row.created_at).toISOString(), updatedAt: new Date(row.updated_at).toISOString(), updatedBy: row.updated_by, projectName: row.project_name, versions: row.versions, registeredAt: new Date(row.registered_at).toISOString(), registeredBy: row.author,
  comment: row.comment, contentHash: row.content_hash, isAhead: row.is_ahead, isSubProcess: row.is_sub_process, usedBy: row.used_by, publications,
});
