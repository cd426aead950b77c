import type { Actor } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import type { Database } from './tables.js';

/** Names of people and keys by the identifier that the audit trail has. Who is gone keeps the identifier as a name. */
export async function readActors(repository: Kysely<Database>, ids: readonly (string | null)[]): Promise<(id: string | null) => Actor> {
  const known = [...new Set(ids.filter((id) => id !== null))];
  const keys = known.filter((id) => id.startsWith('key:')).map((id) => id.slice('key:'.length));
  const users = known.filter((id) => !id.startsWith('key:'));
  const names = new Map<string, string>();
  if (users.length > 0) for (const { id, login } of await repository.selectFrom('users').select(['id', 'login']).where('id', 'in', users).execute()) names.set(id, login);
  if (keys.length > 0) for (const { id, name } of await repository.selectFrom('api_keys').select(['id', 'name']).where('id', 'in', keys).execute()) names.set(`key:${id}`, name);
  return (id) => ({ id, name: id === null ? null : (names.get(id) ?? id) });
}

/** The same rows with the names of their authors in place of the identifiers: for answers that people read. */
export async function withAuthorNames<T extends { author: string | null }>(repository: Kysely<Database>, rows: readonly T[]): Promise<T[]> {
  const actorOf = await readActors(repository, rows.map(({ author }) => author));
  return rows.map((row) => ({ ...row, author: actorOf(row.author).name }));
}
