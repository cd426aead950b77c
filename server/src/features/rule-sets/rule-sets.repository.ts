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

export async function listRuleSets(repository: Kysely<Database>): Promise<{ id: string; name: string; version: number; updatedAt: string }[]> {
  const rows = await repository
    .selectFrom('rule_sets')
    .innerJoin('rule_set_versions', (join) => join.onRef('rule_set_versions.rule_set_id', '=', 'rule_sets.id').onRef('rule_set_versions.version', '=', 'rule_sets.version'))
    .select(['rule_sets.id', 'rule_sets.name', 'rule_sets.version', 'rule_set_versions.created_at'])
    .orderBy('rule_sets.name')
    .orderBy('rule_sets.id')
    .execute();
  return rows.map(({ id, name, version, created_at }) => ({ id, name, version, updatedAt: created_at.toISOString() }));
}

/** The rule set as it was saved last. Throws not-found. */
export async function latestRuleSet(repository: Kysely<Database>, id: string): Promise<RuleSet> {
  const row = await repository.selectFrom('rule_sets').select(['id', 'name', 'version', 'document']).where('id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no rule set "${id}"`);
  return row;
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
  const present = await latestRuleSet(repository, id);
  throw new ProblemError('stale-version', `Rule set "${present.name}" is at version ${present.version} by now, your change is based on version ${version}: load it again and repeat the change`, { details: { version: present.version } });
}
