import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Principal } from '../../http/route-access.js';
import type { Database } from '../../repository/tables.js';
import { type FileReader, fileReaderOf } from '../report-files/api.js';

/** What a schedule's owner may see now. Throws not-permitted where that is nothing any more, with what to do. */
export async function rightsOfOwner(repository: Kysely<Database>, owner: string | null): Promise<FileReader> {
  const principal = owner === null ? null : await principalOf(repository, owner);
  if (principal === null) throw new ProblemError('not-permitted', 'The owner of this schedule is not there any more: somebody else has to make it anew under their own name');
  const reader = fileReaderOf(principal);
  if (!reader.mayReadReports) throw new ProblemError('not-permitted', 'The owner of this schedule may not read reports any more: give them the right back, or let somebody else make it anew');
  return reader;
}

async function principalOf(repository: Kysely<Database>, owner: string): Promise<Principal | null> {
  if (owner.startsWith('key:')) {
    const key = await repository.selectFrom('api_keys').select(['id', 'name', 'scopes', 'revoked_at']).where('id', '=', owner.slice(4)).executeTakeFirst();
    return key && key.revoked_at === null ? { kind: 'api-key', keyId: key.id, name: key.name, scopes: key.scopes } : null;
  }
  const user = await repository.selectFrom('users').select(['id', 'login', 'role', 'language']).where('id', '=', owner).executeTakeFirst();
  return user ? { kind: 'user', userId: user.id, login: user.login, role: user.role, language: user.language, csrfToken: '', sessionHash: undefined } : null;
}
