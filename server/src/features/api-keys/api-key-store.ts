import { randomUUID } from 'node:crypto';
import type { ApiKey, KeyScope } from '@arbiter/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Principal } from '../../http/route-access.js';
import type { HotState } from '../../ports/hot-state.js';
import type { ApiKeysTable, Database } from '../../repository/tables.js';
import { hashToken, makeToken } from '../session/api.js';

type KeyPrincipal = Extract<Principal, { kind: 'api-key' }>;

const form = /^arb_[A-Za-z0-9_-]{43}$/;
const topic = 'api-keys-changed';
/** A revoked key is refused at once where notices arrive, and after this long in any case. */
const keptMs = 10_000;
const mostKept = 10_000;
const useStepMs = 60_000;

function toApiKey(row: Omit<Selectable<ApiKeysTable>, 'key_hash'>): ApiKey {
  return { id: row.id, name: row.name, scopes: row.scopes as KeyScope[], createdAt: row.created_at.toISOString(), revokedAt: row.revoked_at?.toISOString() ?? null, lastUsedAt: row.last_used_at?.toISOString() ?? null };
}

export interface ApiKeyStoreOptions {
  repository: Kysely<Database>;
  hotState: Pick<HotState, 'publish' | 'subscribe'>;
  now: () => Date;
  warn: (error: unknown) => void;
}

/** API keys. Found ones are kept in memory for some seconds, so that decisions do not wait for the repository. */
export class ApiKeyStore {
  private readonly kept = new Map<string, { principal: KeyPrincipal; until: number; usedAt: number }>();
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(private readonly options: ApiKeyStoreOptions) {}

  async start(): Promise<void> {
    this.unsubscribe = await this.options.hotState.subscribe(topic, () => this.kept.clear());
  }

  async stop(): Promise<void> {
    await this.unsubscribe?.();
  }

  /** Who a key belongs to, or undefined when it is unknown or revoked. */
  async authenticate(key: string): Promise<KeyPrincipal | undefined> {
    if (!form.test(key)) return undefined;
    const { repository, now } = this.options;
    const at = now().getTime();
    const keyHash = hashToken(key);
    let found = this.kept.get(keyHash);
    if (found === undefined || found.until <= at) {
      const row = await repository.selectFrom('api_keys').select(['id', 'name', 'scopes', 'last_used_at']).where('key_hash', '=', keyHash).where('revoked_at', 'is', null).executeTakeFirst();
      if (row === undefined) {
        this.kept.delete(keyHash);
        return undefined;
      }
      if (this.kept.size >= mostKept) this.kept.clear();
      found = { principal: { kind: 'api-key', keyId: row.id, name: row.name, scopes: row.scopes }, until: at + keptMs, usedAt: row.last_used_at?.getTime() ?? 0 };
      this.kept.set(keyHash, found);
    }
    if (at - found.usedAt >= useStepMs) {
      found.usedAt = at;
      // Nobody waits for this note, and a request is not refused because it could not be written.
      repository.updateTable('api_keys').set({ last_used_at: new Date(at) }).where('key_hash', '=', keyHash).execute().catch(this.options.warn);
    }
    return found.principal;
  }

  /** Makes a key; its text is in this answer and nowhere else. */
  async create(name: string, scopes: readonly KeyScope[]): Promise<ApiKey & { key: string }> {
    const key = `arb_${makeToken()}`;
    const row = await this.options.repository
      .insertInto('api_keys')
      .values({ id: randomUUID(), name, key_hash: hashToken(key), scopes: JSON.stringify([...new Set(scopes)]), created_at: this.options.now() })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { ...toApiKey(row), key };
  }

  async list(): Promise<ApiKey[]> {
    return (await this.options.repository.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id').execute()).map(toApiKey);
  }

  /** False when there is no such key in use. */
  async revoke(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.options.repository.updateTable('api_keys').set({ revoked_at: this.options.now() }).where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst();
    this.kept.clear();
    if (numUpdatedRows > 0n) await this.options.hotState.publish(topic, id).catch(this.options.warn);
    return numUpdatedRows > 0n;
  }
}
