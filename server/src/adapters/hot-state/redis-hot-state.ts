import { Redis, type Result } from 'ioredis';
import type { Commit, CommitResult, HotState, Timer } from '../../ports/hot-state.js';
import { checkCommit, checkCount, checkKey, kindOfTimer } from './checked-commit.js';
import { commitScript } from './commit-script.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    arbiterCommit(keyCount: number, ...keysAndArguments: string[]): Result<[string, string?], Context>;
  }
}

export interface RedisHotStateOptions {
  url: string;
  /** Before every key. A hash tag keeps all keys in one slot, as the script asks for. */
  keyPrefix: string;
  /** How long an idempotency key is remembered. */
  idempotencyTtlMs: number;
}

const chunk = 5_000;

/**
 * The hot state in Redis, for any number of processes and machines. It is as durable as Redis is told to be:
 * `appendonly yes` survives a killed Redis as long as no write waits for the disk (with `everysec` writes of up to two seconds may), `appendfsync always`
 * survives that and a power cut as well (see `durabilityFault`).
 */
export class RedisHotState implements HotState {
  private readonly redis: Redis;
  private readonly subscriber: Redis;
  private readonly listeners = new Map<string, Set<(message: string) => void>>();
  private readonly sequenceKey: string;
  private readonly journalKey: string;

  constructor(private readonly options: RedisHotStateOptions, private readonly now: () => number = Date.now) {
    this.sequenceKey = `${options.keyPrefix}sequence`;
    this.journalKey = `${options.keyPrefix}journal`;
    this.redis = new Redis(options.url, {
      enableAutoPipelining: true,
      // A commit whose answer was lost must not be sent a second time behind the caller's back.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 2,
      commandTimeout: 15_000,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    this.subscriber = new Redis(options.url, { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(attempt * 100, 2_000) });
    this.redis.defineCommand('arbiterCommit', { lua: commitScript });
    // Every failed command rejects its own promise; without a listener the connection's own event would end the process.
    this.redis.on('error', () => undefined);
    this.subscriber.on('error', () => undefined);
    // Without sending again the driver forgets what was under way when the connection ended, and its callers would wait for `commandTimeout`.
    // The method is the driver's own way of failing what it has sent.
    const { redis } = this;
    redis.on('close', () => {
      (redis as unknown as { flushQueue(error: Error, which: { offlineQueue: boolean }): void }).flushQueue(new Error('the connection to Redis ended before the answer came'), { offlineQueue: false });
    });
    this.subscriber.on('message', (channel: string, message: string) => {
      for (const listener of [...(this.listeners.get(channel) ?? [])]) listener(message);
    });
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    if (keys.length === 0) return [];
    return (await this.redis.mget(keys.map((key) => this.valueKey(key)))).map((value) => value ?? undefined);
  }

  async putMany(entries: Iterable<readonly [string, string | undefined]>): Promise<void> {
    let part = new Map<string, string | undefined>();
    const write = async () => {
      const sets: string[] = [];
      const removed: string[] = [];
      for (const [key, value] of part) value === undefined ? removed.push(key) : sets.push(key, value);
      part = new Map();
      await Promise.all([sets.length > 0 && this.redis.mset(sets), removed.length > 0 && this.redis.unlink(removed)]);
    };
    for (const [key, value] of entries) {
      part.set(this.valueKey(key), value);
      if (part.size === chunk) await write();
    }
    if (part.size > 0) await write();
  }

  async countsOf(keys: readonly string[]): Promise<number[]> {
    if (keys.length === 0) return [];
    return (await this.redis.mget(keys.map((key) => this.countKey(key)))).map((count) => Number(count ?? 0));
  }

  async setCounts(counts: readonly (readonly [string, number])[]): Promise<void> {
    for (const [key, count] of counts) checkCount(key, 'count', count);
    for (let start = 0; start < counts.length; start += chunk) {
      await this.redis.mset(counts.slice(start, start + chunk).flatMap(([key, count]) => [this.countKey(key), String(count)]));
    }
  }

  async removePrefix(prefix: string): Promise<void> {
    for (const start of [this.valueKey(prefix), this.countKey(prefix)]) {
      const pattern = `${start.replace(/[\\*?[\]]/g, '\\$&')}*`;
      let cursor = '0';
      do {
        const [next, keys] = await this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', chunk);
        if (keys.length > 0) await this.redis.unlink(keys);
        cursor = next;
      } while (cursor !== '0');
    }
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const { idempotencyKey, expect, takes, puts, timers, endTimers, dropTimers, entry } = checkCommit(commit);
    const ofTimer = (id: string) => [this.dueKey(kindOfTimer(id)), this.payloadKey(kindOfTimer(id))];
    const presence = (value: string | undefined) => (value === undefined ? ['0', ''] : ['1', value]);
    const keys = [
      this.sequenceKey,
      this.journalKey,
      idempotencyKey === undefined ? this.sequenceKey : `${this.options.keyPrefix}i:${idempotencyKey}`,
      ...expect.map(({ key }) => this.valueKey(key)),
      ...takes.map(({ key }) => this.countKey(key)),
      ...puts.map(({ key }) => this.valueKey(key)),
      ...endTimers.flatMap(({ id }) => ofTimer(id)),
      ...dropTimers.flatMap(ofTimer),
      ...timers.flatMap(({ id }) => ofTimer(id)),
    ];
    const [outcome, detail] = await this.redis.arbiterCommit(
      keys.length,
      ...keys,
      entry ?? '',
      String(this.options.idempotencyTtlMs),
      entry === undefined ? '' : String(this.now()),
      String(expect.length),
      String(takes.length),
      String(puts.length),
      String(endTimers.length),
      String(dropTimers.length),
      String(timers.length),
      ...expect.flatMap(({ value }) => presence(value)),
      ...takes.flatMap(({ by, atMost }) => [String(by), String(atMost)]),
      ...puts.flatMap(({ value }) => presence(value)),
      ...endTimers.flatMap(({ id, dueMs }) => [id, String(dueMs)]),
      ...dropTimers,
      ...timers.flatMap(({ id, dueMs, payload }) => [id, String(dueMs), payload]),
    );
    if (outcome === 'ok') return { ok: true, sequence: Number(detail) };
    if (outcome === 'repeated') return { ok: false, why: 'repeated', entry: detail! };
    if (outcome === 'stale') return { ok: false, why: 'stale' };
    return { ok: false, why: 'limit', key: takes[Number(detail) - 1]!.key };
  }

  async dueTimers(kind: string, nowMs: number, most: number): Promise<Timer[]> {
    if (most <= 0) return [];
    const found = await this.redis.zrangebyscore(this.dueKey(kind), '-inf', nowMs, 'WITHSCORES', 'LIMIT', 0, most);
    const ids = found.filter((_, index) => index % 2 === 0);
    if (ids.length === 0) return [];
    const payloads = await this.redis.hmget(this.payloadKey(kind), ...ids);
    // One that another process ended between the two reads has no payload any more.
    return ids.flatMap((id, index) => (payloads[index] == null ? [] : [{ id, dueMs: Number(found[2 * index + 1]), payload: payloads[index] }]));
  }

  async timersOf(kind: string): Promise<{ waiting: number; earliestMs: number | undefined }> {
    const [waiting, earliest] = await Promise.all([this.redis.zcard(this.dueKey(kind)), this.redis.zrange(this.dueKey(kind), 0, 0, 'WITHSCORES')]);
    return { waiting, earliestMs: earliest[1] === undefined ? undefined : Number(earliest[1]) };
  }

  async readJournal(after: number, most: number): Promise<{ sequence: number; entry: string }[]> {
    if (most <= 0) return [];
    const rows = await this.redis.xrange(this.journalKey, `${after + 1}-0`, '+', 'COUNT', most);
    return rows.map(([id, fields]) => ({ sequence: Number.parseInt(id, 10), entry: fields[1]! }));
  }

  async trimJournal(upTo: number): Promise<void> {
    await this.redis.xtrim(this.journalKey, 'MINID', `${upTo + 1}-0`);
  }

  journalLength(): Promise<number> {
    return this.redis.xlen(this.journalKey);
  }

  async oldestEntryMs(): Promise<number | undefined> {
    const [oldest] = await this.redis.xrange(this.journalKey, '-', '+', 'COUNT', 1);
    const at = oldest?.[1][3];
    return at === undefined ? undefined : Number(at);
  }

  async publish(topic: string, message: string): Promise<void> {
    await this.redis.publish(this.topicKey(topic), message);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    const channel = this.topicKey(topic);
    const entry = (message: string) => listener(message);
    const ofTopic = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, ofTopic);
    ofTopic.add(entry);
    await this.subscriber.subscribe(channel);
    return async () => {
      ofTopic.delete(entry);
      if (ofTopic.size > 0 || this.listeners.get(channel) !== ofTopic) return;
      this.listeners.delete(channel);
      if (this.subscriber.status === 'ready') await this.subscriber.unsubscribe(channel);
    };
  }

  async ping(): Promise<void> {
    await this.redis.ping();
  }

  /** Why acknowledged commits could be lost with this Redis, or undefined. A Redis that hides its settings is trusted. */
  async durabilityFault(): Promise<string | undefined> {
    const setting = async (name: string) => ((await this.redis.config('GET', name).catch(() => [])) as string[])[1];
    if ((await setting('appendonly')) === 'no') return 'Redis runs without its append-only file, so a restart loses decisions: start it with --appendonly yes';
    const policy = await setting('maxmemory-policy');
    if (policy !== undefined && policy !== 'noeviction' && (await setting('maxmemory')) !== '0') {
      return `Redis may evict keys (maxmemory-policy ${policy}), so limits could be passed: set maxmemory-policy noeviction`;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.redis, this.subscriber].map(async (connection) => {
        // Asking a Redis that is away to close would wait for it to come back.
        if (connection.status !== 'ready') connection.disconnect();
        else await connection.quit().catch(() => connection.disconnect());
      }),
    );
  }

  private valueKey(key: string): string {
    return `${this.options.keyPrefix}v:${checkKey(key)}`;
  }

  private countKey(key: string): string {
    return `${this.options.keyPrefix}c:${checkKey(key)}`;
  }

  private dueKey(kind: string): string {
    return `${this.options.keyPrefix}d:${kind}`;
  }

  private payloadKey(kind: string): string {
    return `${this.options.keyPrefix}p:${kind}`;
  }

  private topicKey(topic: string): string {
    return `${this.options.keyPrefix}t:${topic}`;
  }
}
