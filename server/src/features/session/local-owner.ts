import type { Kysely } from 'kysely';
import type { Principal } from '../../http/route-access.js';
import type { Database } from '../../repository/tables.js';
import { makeToken } from './secret-token.js';

/** The one who sits at this machine, where no accounts are needed. Has no password, so nobody can sign in as it. */
export const localOwnerId = 'local-owner';

/** Makes the local owner's row and token unless they exist. The token outlives restarts, so that an open page goes on. */
export async function ensureLocalOwner(database: Kysely<Database>): Promise<Extract<Principal, { kind: 'user' }>> {
  await database.insertInto('users').values({ id: localOwnerId, login: localOwnerId, password_hash: null, role: 'owner', language: 'ru' }).onConflict((conflict) => conflict.column('id').doNothing()).execute();
  await database.insertInto('settings').values({ key: 'local-csrf-token', value: JSON.stringify(makeToken()) }).onConflict((conflict) => conflict.column('key').doNothing()).execute();
  const user = await database.selectFrom('users').selectAll().where('id', '=', localOwnerId).executeTakeFirstOrThrow();
  const { value } = await database.selectFrom('settings').select('value').where('key', '=', 'local-csrf-token').executeTakeFirstOrThrow();
  return { kind: 'user', userId: user.id, login: user.login, role: user.role, language: user.language, csrfToken: String(value), sessionHash: undefined };
}
