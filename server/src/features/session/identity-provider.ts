import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';
import { hashPassword, verifyPassword } from './password-hash.js';
import { makeToken } from './secret-token.js';

/** Finds out who somebody is; opening the session is the same for every way of proving it. */
export interface IdentityProvider<Proof> {
  /** The user's id, or undefined when the proof is not good. */
  identify(proof: Proof): Promise<string | undefined>;
}

export interface PasswordProof {
  login: string;
  password: string;
}

/** Logins are the same in upper and lower case. Lowered here, because a database may know only Latin letters. */
export function toLogin(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Logins and passwords of our own. */
export class PasswordIdentityProvider implements IdentityProvider<PasswordProof> {
  private readonly nobodysHash = hashPassword(makeToken());

  constructor(private readonly database: Kysely<Database>) {}

  async identify({ login, password }: PasswordProof): Promise<string | undefined> {
    const user = await this.database.selectFrom('users').select(['id', 'password_hash']).where('login', '=', toLogin(login)).executeTakeFirst();
    // An unknown login costs the same time as a wrong password, so that logins cannot be found out.
    const isRight = await verifyPassword(user?.password_hash ?? (await this.nobodysHash), password);
    return isRight && user?.password_hash ? user.id : undefined;
  }
}
