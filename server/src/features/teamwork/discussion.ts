import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';

/** Comments or reviews of an item changed: windows that show them read them anew. */
export async function tellDiscussion(repository: Kysely<Database>, itemId: string): Promise<void> {
  await repository
    .insertInto('item_discussions')
    .values({ item_id: itemId, changes: 1 })
    .onConflict((conflict) => conflict.column('item_id').doUpdateSet((expression) => ({ changes: expression('item_discussions.changes', '+', 1) })))
    .execute();
}
