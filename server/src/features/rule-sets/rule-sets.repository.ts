import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

export interface RuleSet {
  id: string;
  name: string;
  version: number;
  document: unknown;
}

export interface RuleSetSummary {
  id: string;
  name: string;
  version: number;
  updatedAt: string;
  /** Project that it is an item of; null where it stands by itself. */
  projectId: string | null;
}

/** Rule sets of their own, and those that are registered in projects. */
export async function listRuleSets(repository: Kysely<Database>): Promise<RuleSetSummary[]> {
  const rows = await repository
    .selectFrom('rule_sets')
    .innerJoin('rule_set_versions', (join) => join.onRef('rule_set_versions.rule_set_id', '=', 'rule_sets.id').onRef('rule_set_versions.version', '=', 'rule_sets.version'))
    .select(['rule_sets.id', 'rule_sets.name', 'rule_sets.version', 'rule_set_versions.created_at'])
    .orderBy('rule_sets.name')
    .orderBy('rule_sets.id')
    .execute();
  const items = await repository
    .selectFrom('items')
    .innerJoin('item_versions', (join) => join.onRef('item_versions.item_id', '=', 'items.id').onRef('item_versions.version', '=', 'items.latest_version'))
    .select(['items.id', 'items.name', 'items.project_id', 'item_versions.version', 'item_versions.created_at'])
    .where('items.kind', '=', 'rule-set')
    .where('items.deleted_at', 'is', null)
    .orderBy('items.name')
    .orderBy('items.id')
    .execute();
  return [
    ...rows.map(({ id, name, version, created_at }) => ({ id, name, version, updatedAt: created_at.toISOString(), projectId: null })),
    ...items.map(({ id, name, version, created_at, project_id }) => ({ id, name, version, updatedAt: created_at.toISOString(), projectId: project_id })),
  ];
}

/** The rule set as it was saved last, or the version of a project's rule set that was registered last. Throws not-found. */
export async function latestRuleSet(repository: Kysely<Database>, id: string): Promise<RuleSet> {
  const row = (await repository.selectFrom('rule_sets').select(['id', 'name', 'version', 'document']).where('id', '=', id).executeTakeFirst()) ?? (await registeredRuleSet(repository, id));
  if (!row) throw new ProblemError('not-found', `There is no rule set "${id}"`);
  return row;
}

/** The document of a version, also of one that others have followed; undefined when there is none. */
export async function ruleSetVersion(repository: Kysely<Database>, id: string, version: number): Promise<unknown> {
  const own = await repository.selectFrom('rule_set_versions').select('document').where('rule_set_id', '=', id).where('version', '=', version).executeTakeFirst();
  if (own) return own.document;
  return (await repository.selectFrom('item_versions').select('document').where('item_id', '=', id).where('version', '=', version).executeTakeFirst())?.document;
}

async function registeredRuleSet(repository: Kysely<Database>, id: string): Promise<RuleSet | undefined> {
  return repository
    .selectFrom('items')
    .innerJoin('item_versions', (join) => join.onRef('item_versions.item_id', '=', 'items.id').onRef('item_versions.version', '=', 'items.latest_version'))
    .select(['items.id', 'items.name', 'item_versions.version', 'item_versions.document'])
    .where('items.id', '=', id)
    .where('items.kind', '=', 'rule-set')
    .where('items.deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Whether a campaign may name it. */
export async function isRuleSet(repository: Kysely<Database>, id: string): Promise<boolean> {
  const own = await repository.selectFrom('rule_sets').select('id').where('id', '=', id).executeTakeFirst();
  return own !== undefined || (await registeredRuleSet(repository, id)) !== undefined;
}

export async function addRuleSet(repository: Kysely<Database>, name: string, document: unknown, now: Date): Promise<RuleSet> {
  const id = randomUUID();
  const text = JSON.stringify(document);
  await repository.transaction().execute(async (transaction) => {
    await transaction.insertInto('rule_sets').values({ id, name, version: 1, document: text, created_at: now }).execute();
    await transaction.insertInto('rule_set_versions').values({ rule_set_id: id, version: 1, document: text, created_at: now }).execute();
  });
  return { id, name, version: 1, document };
}

/** Saves a next version over the one that it is based on; the versions before stay. Throws not-found, stale-version. */
export async function changeRuleSet(repository: Kysely<Database>, { id, name, document, version }: RuleSet, now: Date): Promise<RuleSet> {
  const text = JSON.stringify(document);
  const changed = await repository.transaction().execute(async (transaction) => {
    const result = await transaction.updateTable('rule_sets').set({ name, document: text, version: version + 1 }).where('id', '=', id).where('version', '=', version).executeTakeFirst();
    if (result.numUpdatedRows === 0n) return false;
    await transaction.insertInto('rule_set_versions').values({ rule_set_id: id, version: version + 1, document: text, created_at: now }).execute();
    return true;
  });
  if (changed) return { id, name, version: version + 1, document };
  const item = await registeredRuleSet(repository, id);
  if (item) throw new ProblemError('wrong-state', `Rule set "${item.name}" is an item of a project: change its draft with PUT /v1/items/${id} and register it`);
  const present = await latestRuleSet(repository, id);
  throw new ProblemError('stale-version', `Rule set "${present.name}" is at version ${present.version} by now, your change is based on version ${version}: load it again and repeat the change`, { details: { version: present.version } });
}
