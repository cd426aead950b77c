import type { ItemState } from '@arbiter/contracts';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';

const foldMs = 120_000;
/** Unnamed states of an item of which every one is kept. */
const mostRecent = 200;
/** Unnamed states of an item that are kept at all: beyond the recent ones the last of each day. */
const mostKept = 1_000;

export interface StateToKeep {
  revision: number;
  /** JSON text of the draft. */
  text: string;
  faults: number;
  origin: ItemState['origin'];
  restored?: number;
}

/**
 * Keeps the state that a save made; to be called inside its transaction. Saves of one person within two minutes are folded into one state,
 * unless the one before has a name, was registered, restored, created or imported. So that history does not grow without bound, an item keeps its
 * last 200 states, of the older ones the last of each day, 1,000 in all, and whatever has a name.
 */
export async function keepState(transaction: Kysely<Database>, itemId: string, { revision, text, faults, origin, restored }: StateToKeep, author: string | null, at: Date): Promise<void> {
  if (author !== null) await transaction.insertInto('item_editors').values({ item_id: itemId, author, at }).onConflict((conflict) => conflict.columns(['item_id', 'author']).doUpdateSet({ at })).execute();
  if (origin === 'save') {
    const { numUpdatedRows } = await transaction
      .updateTable('item_states')
      .set((expression) => ({ revision, document: text, faults, at, saves: expression('saves', '+', 1) }))
      .where('item_id', '=', itemId)
      .where('revision', '=', (latest) => latest.selectFrom('item_states as s').select(({ fn }) => fn.max('s.revision').as('revision')).where('s.item_id', '=', itemId))
      .where('author', author === null ? 'is' : '=', author)
      .where('origin', '=', 'save')
      .where('name', '=', '')
      .where('first_at', '>', new Date(at.getTime() - foldMs))
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('item_versions as v').select('v.version').where('v.item_id', '=', itemId).whereRef('v.created_at', '>=', 'item_states.at'))))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
  }
  await transaction
    .insertInto('item_states')
    .values({ item_id: itemId, revision, document: text, author, origin, restored: restored ?? null, faults, first_at: at, at })
    .onConflict((conflict) => conflict.columns(['item_id', 'revision']).doUpdateSet({ document: text, author, origin, faults, at }))
    .execute();
  await thinOut(transaction, itemId);
}

async function thinOut(transaction: Kysely<Database>, itemId: string): Promise<void> {
  await sql`
    DELETE FROM item_states WHERE item_id = ${itemId} AND revision IN (
      SELECT revision FROM (
        SELECT revision, row_number() OVER (ORDER BY revision DESC) AS place, row_number() OVER (PARTITION BY date_trunc('day', at AT TIME ZONE 'UTC') ORDER BY revision DESC) AS of_day
        FROM item_states WHERE item_id = ${itemId} AND name = ''
      ) AS ranked WHERE place > ${mostKept} OR (place > ${mostRecent} AND of_day > 1)
    )`.execute(transaction);
}
