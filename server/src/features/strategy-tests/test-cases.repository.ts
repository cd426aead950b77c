import { randomUUID } from 'node:crypto';
import type { TestCase, TestCaseDraft } from '@arbiter/contracts';
import { type Kysely, sql } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

export interface TestPolicy {
  /** A failing case, or too little coverage, refuses the registration of a version. */
  blocksRegistration: boolean;
  /** Share of the ways out of nodes that the cases must take, 0 to 1. */
  leastCoverage: number;
}

/** More cases than these are a data set: evaluate it as a batch. */
export const mostCases = 10_000;

export async function listCases(repository: Kysely<Database>, itemId: string): Promise<TestCase[]> {
  const rows = await repository.selectFrom('test_cases').select(['id', 'document']).where('item_id', '=', itemId).orderBy('position').orderBy('id').execute();
  return rows.map(({ id, document }) => ({ ...document, id }));
}

/** Adds cases behind those that are there. Throws too-large. */
export async function addCases(repository: Kysely<Database>, itemId: string, drafts: readonly TestCaseDraft[], now: Date): Promise<TestCase[]> {
  return repository.transaction().execute(async (transaction) => {
    // Whoever adds at the same time waits, so that neither the cap nor the order of the cases is lost.
    const item = await transaction.selectFrom('items').select('id').where('id', '=', itemId).where('deleted_at', 'is', null).forUpdate().executeTakeFirst();
    if (!item) throw new ProblemError('not-found', `There is no item "${itemId}" for these test cases: it was deleted or never made`);
    const { count, last } = await transaction
      .selectFrom('test_cases')
      .select([sql<string>`count(*)`.as('count'), sql<number | null>`max(position)`.as('last')])
      .where('item_id', '=', itemId)
      .executeTakeFirstOrThrow();
    if (Number(count) + drafts.length > mostCases) throw new ProblemError('too-large', `An item holds at most ${mostCases} test cases; it has ${count} and ${drafts.length} more were sent. Evaluate larger data sets as a batch`);
    const added = drafts.map((draft, index) => ({ id: randomUUID(), position: (last ?? 0) + index + 1, draft }));
    // Few enough in one statement that its parameters do not run out.
    for (let start = 0; start < added.length; start += 500) {
      await transaction
        .insertInto('test_cases')
        .values(added.slice(start, start + 500).map(({ id, position, draft }) => ({ id, item_id: itemId, position, document: JSON.stringify(draft), created_at: now, updated_at: now })))
        .execute();
    }
    return added.map(({ id, draft }) => ({ ...draft, id }));
  });
}

/** Throws not-found. */
export async function changeCase(repository: Kysely<Database>, itemId: string, id: string, draft: TestCaseDraft, now: Date): Promise<TestCase> {
  const { numUpdatedRows } = await repository.updateTable('test_cases').set({ document: JSON.stringify(draft), updated_at: now }).where('item_id', '=', itemId).where('id', '=', id).executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ProblemError('not-found', `The item has no test case "${id}": it was deleted, or belongs to another item`);
  return { ...draft, id };
}

export async function removeCase(repository: Kysely<Database>, itemId: string, id: string): Promise<void> {
  const { numDeletedRows } = await repository.deleteFrom('test_cases').where('item_id', '=', itemId).where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw new ProblemError('not-found', `The item has no test case "${id}": it was deleted, or belongs to another item`);
}

/** Puts cases into an order; those that are not named stay behind them in the order that they had. Throws not-found where a case is not the item's. */
export async function orderCases(repository: Kysely<Database>, itemId: string, ids: readonly string[]): Promise<void> {
  await repository.transaction().execute(async (transaction) => {
    await transaction.selectFrom('items').select('id').where('id', '=', itemId).forUpdate().execute();
    const rows = await transaction.selectFrom('test_cases').select(['id', 'position']).where('item_id', '=', itemId).orderBy('position').orderBy('id').execute();
    const positions = new Map(rows.map(({ id, position }) => [id, position]));
    const strange = ids.find((id) => !positions.has(id));
    if (strange !== undefined) throw new ProblemError('not-found', `The item has no test case "${strange}": it was deleted, or belongs to another item`);
    const named = new Set(ids);
    const ordered = [...named, ...rows.map(({ id }) => id).filter((id) => !named.has(id))];
    const moved = ordered.map((id, index) => ({ id, position: index + 1 })).filter(({ id, position }) => positions.get(id) !== position);
    for (const { id, position } of moved) await transaction.updateTable('test_cases').set({ position }).where('id', '=', id).execute();
  });
}

export async function readPolicy(repository: Kysely<Database>, itemId: string): Promise<TestPolicy> {
  const row = await repository.selectFrom('test_policies').selectAll().where('item_id', '=', itemId).executeTakeFirst();
  return { blocksRegistration: row?.blocks_registration ?? false, leastCoverage: row?.least_coverage ?? 0 };
}

/** How an item is tested, in short. */
export async function readTestSummary(repository: Kysely<Database>, itemId: string): Promise<TestPolicy & { cases: number }> {
  const { count } = await repository.selectFrom('test_cases').select(sql<string>`count(*)`.as('count')).where('item_id', '=', itemId).executeTakeFirstOrThrow();
  return { cases: Number(count), ...(await readPolicy(repository, itemId)) };
}

export async function writePolicy(repository: Kysely<Database>, itemId: string, { blocksRegistration, leastCoverage }: TestPolicy): Promise<void> {
  const values = { blocks_registration: blocksRegistration, least_coverage: leastCoverage };
  await repository.insertInto('test_policies').values({ item_id: itemId, ...values }).onConflict((conflict) => conflict.column('item_id').doUpdateSet(values)).execute();
}
