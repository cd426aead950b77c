import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { toLogin } from './identity-provider.js';
import { hashPassword } from './password-hash.js';
import { hashToken, makeToken } from './secret-token.js';

const settingKey = 'setup-tokens';
/** Processes that start together each have a token of their own in their log; all are good. */
const mostTokens = 20;

export async function hasAccounts(database: Kysely<Database>): Promise<boolean> {
  return (await database.selectFrom('users').select('id').where('password_hash', 'is not', null).limit(1).executeTakeFirst()) !== undefined;
}

/** While no account exists, makes a one-time token (or takes the configured one) and returns it; else undefined. */
export async function prepareFirstAccount(database: Kysely<Database>, configuredToken: string | undefined): Promise<string | undefined> {
  if (await hasAccounts(database)) return undefined;
  const token = configuredToken ?? makeToken();
  await database.transaction().execute(async (transaction) => {
    const before = await transaction.selectFrom('settings').select('value').where('key', '=', settingKey).forUpdate().executeTakeFirst();
    const hashes = [...new Set([...((before?.value as string[] | undefined) ?? []), hashToken(token)])].slice(-mostTokens);
    await transaction
      .insertInto('settings')
      .values({ key: settingKey, value: JSON.stringify(hashes) })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: JSON.stringify(hashes) }))
      .execute();
  });
  return token;
}

export interface FirstAccount {
  login: string;
  password: string;
  token: string;
  language: string;
}

/** Makes the first account, an owner, and uses the token up. Two requests at once cannot both succeed. */
export async function makeFirstAccount(database: Kysely<Database>, { login, password, token, language }: FirstAccount): Promise<string> {
  const passwordHash = await hashPassword(password);
  return database.transaction().execute(async (transaction) => {
    const tokens = await transaction.deleteFrom('settings').where('key', '=', settingKey).returning('value').executeTakeFirst();
    if (await hasAccounts(transaction)) throw new ProblemError('wrong-state', 'The first account has been made already: sign in with it, further ones are made by an owner under users');
    if (!((tokens?.value as string[] | undefined) ?? []).includes(hashToken(token))) {
      throw new ProblemError('wrong-credentials', 'The one-time token is not the one that the server printed into its log at its last start: copy it from there, or start the server again for a new one');
    }
    const id = randomUUID();
    await transaction.insertInto('users').values({ id, login: toLogin(login), password_hash: passwordHash, role: 'owner', language }).execute();
    return id;
  });
}
