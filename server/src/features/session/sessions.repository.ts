import type { Kysely } from 'kysely';
import type { Principal } from '../../http/route-access.js';
import type { Database } from '../../repository/tables.js';
import { hashToken, makeToken } from './secret-token.js';

type UserPrincipal = Extract<Principal, { kind: 'user' }>;

export interface SessionTimes {
  now: Date;
  /** A session ends this long after it was last used … */
  idleMs: number;
}

/** … and this long after it was opened in any case. */
export const longestSessionMs = 30 * 24 * 60 * 60 * 1000;
/** How often at most a use of the session is written down. */
const extensionStepMs = 5 * 60 * 1000;

/** Opens a session and returns its token: the only time that it is seen. Ended sessions are cleared away. */
export async function openSession(database: Kysely<Database>, userId: string, { now, idleMs }: SessionTimes): Promise<{ token: string; csrfToken: string }> {
  await database.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  const token = makeToken();
  const csrfToken = makeToken();
  await database.insertInto('sessions').values({ token_hash: hashToken(token), user_id: userId, csrf_token: csrfToken, created_at: now, expires_at: new Date(now.getTime() + idleMs) }).execute();
  return { token, csrfToken };
}

export interface FoundSession {
  principal: UserPrincipal;
  /** The expiry was moved: the cookie is to be sent anew. */
  extended: boolean;
}

/** The session of a token, or undefined when there is none or it has ended. A use moves its expiry. */
export async function findSession(database: Kysely<Database>, token: string, { now, idleMs }: SessionTimes): Promise<FoundSession | undefined> {
  const sessionHash = hashToken(token);
  const row = await database
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.login', 'users.role', 'users.language', 'sessions.csrf_token', 'sessions.created_at', 'sessions.expires_at'])
    .where('sessions.token_hash', '=', sessionHash)
    .where('sessions.expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined || row.created_at.getTime() + longestSessionMs <= now.getTime()) return undefined;
  const expiry = Math.min(now.getTime() + idleMs, row.created_at.getTime() + longestSessionMs);
  const extended = expiry - row.expires_at.getTime() >= Math.min(extensionStepMs, idleMs / 10);
  if (extended) await database.updateTable('sessions').set({ expires_at: new Date(expiry) }).where('token_hash', '=', sessionHash).execute();
  return { principal: { kind: 'user', userId: row.id, login: row.login, role: row.role, language: row.language, csrfToken: row.csrf_token, sessionHash }, extended };
}

export async function closeSession(database: Kysely<Database>, sessionHash: string): Promise<void> {
  await database.deleteFrom('sessions').where('token_hash', '=', sessionHash).execute();
}

/** Signs a user out everywhere, or everywhere but here. */
export async function closeSessionsOf(database: Kysely<Database>, userId: string, exceptHash?: string): Promise<void> {
  let query = database.deleteFrom('sessions').where('user_id', '=', userId);
  if (exceptHash !== undefined) query = query.where('token_hash', '!=', exceptHash);
  await query.execute();
}
