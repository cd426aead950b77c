import type { ItemKind } from '@arbiter/contracts';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;

/** Something that refers to an item: a registered version, a draft (version null), a running publication, or a campaign that is not finished. */
export interface ItemUser {
  by: 'version' | 'draft' | 'publication' | 'campaign';
  id: string;
  kind: ItemKind | 'publication' | 'campaign';
  name: string;
  projectId: string | null;
  version: number | null;
  /** The version of the item that is used. */
  uses: number;
  /** 1 where the item itself is named; more where it is used through others. */
  distance: number;
  /** What it names, where it is used through others: the user one step nearer; absent at distance 1. */
  through?: { id: string; version: number };
}

/** Who refers to these items directly, whatever their version. Deleted items refer to nothing. */
export async function directUsers(repository: Repository, itemIds: readonly string[], version?: number): Promise<(ItemUser & { target: string })[]> {
  if (itemIds.length === 0) return [];
  let versions = repository
    .selectFrom('version_references as r')
    .innerJoin('items', 'items.id', 'r.item_id')
    .select(['items.id', 'items.kind', 'items.name', 'items.project_id', 'r.version', 'r.target_id', 'r.target_version'])
    .where('r.target_id', 'in', itemIds)
    .where('items.deleted_at', 'is', null);
  let drafts = repository
    .selectFrom('draft_references as r')
    .innerJoin('items', 'items.id', 'r.item_id')
    .select(['items.id', 'items.kind', 'items.name', 'items.project_id', 'r.target_id', 'r.target_version'])
    .where('r.target_id', 'in', itemIds)
    .where('items.deleted_at', 'is', null);
  let publications = repository
    .selectFrom('publication_targets as r')
    .innerJoin('publications as p', (join) => join.onRef('p.id', '=', 'r.publication_id').onRef('p.revision', '=', 'r.revision'))
    .select(['p.id', 'p.environment', 'p.endpoint', 'r.item_id', 'r.version'])
    .where('r.item_id', 'in', itemIds)
    .where('p.state', '=', 'running');
  // A campaign always takes the latest version of its rule set.
  let campaigns = repository
    .selectFrom('campaigns as c')
    .innerJoin('items', (join) => join.on(sql<boolean>`items.id = c.draft->>'ruleSetId'`))
    .select(['c.id', sql<string>`c.draft->>'name'`.as('name'), 'items.id as item_id', 'items.latest_version'])
    .where('items.id', 'in', itemIds)
    .where('c.state', '!=', 'finished');
  if (version !== undefined) {
    campaigns = campaigns.where('items.latest_version', '=', version);
    versions = versions.where('r.target_version', '=', version);
    drafts = drafts.where('r.target_version', '=', version);
    publications = publications.where('r.version', '=', version);
  }
  return [
    ...(await versions.orderBy('items.name').orderBy('r.version').execute()).map((row) => ({ by: 'version' as const, id: row.id, kind: row.kind, name: row.name, projectId: row.project_id, version: row.version, uses: row.target_version, distance: 1, target: row.target_id })),
    ...(await drafts.orderBy('items.name').execute()).map((row) => ({ by: 'draft' as const, id: row.id, kind: row.kind, name: row.name, projectId: row.project_id, version: null, uses: row.target_version, distance: 1, target: row.target_id })),
    ...(await publications.orderBy('p.endpoint').execute()).map((row) => ({ by: 'publication' as const, id: row.id, kind: 'publication' as const, name: `${row.environment}/${row.endpoint}`, projectId: null, version: null, uses: row.version, distance: 1, target: row.item_id })),
    ...(await campaigns.orderBy('c.id').execute()).map((row) => ({ by: 'campaign' as const, id: row.id, kind: 'campaign' as const, name: row.name, projectId: null, version: null, uses: row.latest_version, distance: 1, target: row.item_id })),
  ];
}

/** Who uses an item (one version of it), directly and through others: nearest first, each user once. */
export async function whereUsed(repository: Repository, itemId: string, version?: number): Promise<ItemUser[]> {
  const users: ItemUser[] = [];
  const seen = new Set<string>();
  let wave: { id: string; version: number | undefined }[] = [{ id: itemId, version }];
  for (let distance = 1; wave.length > 0; distance += 1) {
    const next: typeof wave = [];
    for (const { id, version: used } of wave) {
      const nearer = distance > 1 && used !== undefined ? { through: { id, version: used } } : {};
      for (const { target: _target, ...user } of await directUsers(repository, [id], used)) {
        const key = `${user.by}:${user.id}:${user.version ?? ''}`;
        if (seen.has(key)) continue;
        seen.add(key);
        users.push({ ...user, distance, ...nearer });
        if (user.by === 'version') next.push({ id: user.id, version: user.version! });
      }
    }
    wave = next;
  }
  return users;
}

export interface DependencyGraph {
  nodes: { id: string; kind: ItemKind; name: string; projectId: string; version: number | null; latestVersion: number | null }[];
  edges: { from: { id: string; version: number | null }; to: { id: string; version: number } }[];
}

/** What a version (or the draft, where `version` is null) is made of, all the way down. */
export async function dependencyGraph(repository: Repository, itemId: string, version: number | null): Promise<DependencyGraph> {
  const below = sql<{ item_id: string; version: number | null; target_id: string; target_version: number }>`
    WITH RECURSIVE first AS (
      SELECT item_id, version, target_id, target_version FROM version_references WHERE item_id = ${itemId} AND version = ${version ?? 0}
      UNION SELECT item_id, NULL::integer, target_id, target_version FROM draft_references WHERE item_id = ${itemId} AND ${version === null}
    ), below AS (
      SELECT * FROM first
      UNION SELECT r.item_id, r.version, r.target_id, r.target_version FROM version_references r JOIN below ON r.item_id = below.target_id AND r.version = below.target_version
    ) SELECT * FROM below`;
  const { rows } = await below.execute(repository);
  const versions = new Map<string, { id: string; version: number | null }>([[`${itemId}@${version ?? ''}`, { id: itemId, version }]]);
  for (const row of rows) versions.set(`${row.target_id}@${row.target_version}`, { id: row.target_id, version: row.target_version });
  const items = await repository.selectFrom('items').select(['id', 'kind', 'name', 'project_id', 'latest_version']).where('id', 'in', [...new Set([...versions.values()].map(({ id }) => id))]).execute();
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    nodes: [...versions.values()].flatMap(({ id, version: at }) => {
      const item = byId.get(id);
      return item ? [{ id, kind: item.kind, name: item.name, projectId: item.project_id, version: at, latestVersion: item.latest_version === 0 ? null : item.latest_version }] : [];
    }),
    edges: rows.map((row) => ({ from: { id: row.item_id, version: row.version }, to: { id: row.target_id, version: row.target_version } })),
  };
}

/** Marks items as deleted unless something outside of them refers to them. The users that forbid it, if any. */
export async function deleteItems(repository: Repository, itemIds: readonly string[], now: Date): Promise<ItemUser[]> {
  const inside = new Set(itemIds);
  const users = (await directUsers(repository, itemIds)).filter((user) => user.by === 'publication' || user.by === 'campaign' || !inside.has(user.id));
  if (users.length === 0 && itemIds.length > 0) await repository.updateTable('items').set({ deleted_at: now }).where('id', 'in', itemIds).where('deleted_at', 'is', null).execute();
  return users;
}
