import type { Language, Role, User } from '@arbiter/contracts';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, UsersTable } from '../../repository/tables.js';
import { localOwnerId } from '../session/api.js';

export function toUser(row: Omit<Selectable<UsersTable>, 'password_hash'>): User {
  return { id: row.id, login: row.login, role: row.role as Role, language: row.language as Language, createdAt: row.created_at.toISOString() };
}

/** Accounts; the local owner is not one. */
export async function listUsers(database: Kysely<Database>): Promise<User[]> {
  return (await database.selectFrom('users').select(['id', 'login', 'role', 'language', 'created_at']).where('id', '!=', localOwnerId).orderBy('login').execute()).map(toUser);
}

export async function findUser(database: Kysely<Database>, id: string): Promise<User> {
  const row = id === localOwnerId ? undefined : await database.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new ProblemError('not-found', `There is no user ${JSON.stringify(id)}: list them with GET /v1/users`);
  return toUser(row);
}

/**
 * Locks the accounts of owners, so that two of them cannot remove each other at once, and refuses what would leave none.
 * Without an owner nobody could ever make one.
 */
export async function keepAnOwner(transaction: Transaction<Database>, leavingId: string): Promise<void> {
  const owners = await transaction.selectFrom('users').select('id').where('role', '=', 'owner').where('password_hash', 'is not', null).orderBy('id').forUpdate().execute();
  if (owners.some(({ id }) => id === leavingId) && owners.length === 1) {
    throw new ProblemError('conflict', 'This is the only owner: make another user an owner first');
  }
}
