import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedEngine } from '../../adapters/clickhouse/embedded/embedded-engine.js';
import type { Container } from '../../container.js';
import { saveLiveCustomers, saveLiveOffers } from '../../testing/live-offers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { startPostgresServer, whyNoPostgres, type PostgresServer } from '../../testing/postgres-server.js';
import { startRedisServer, whyNoRedis, type RedisServer } from '../../testing/redis-server.js';
import { startServerProcess, type ServerProcess } from '../../testing/server-process.js';
import { ApiKeyStore } from '../api-keys/api.js';
import { hotKeys } from './hot-keys.js';

const workers = 16;
const crowd = Array.from({ length: 300 }, (_, i) => `many-${i}`);

describe.skipIf(whyNoPostgres() ?? whyNoRedis())('two API processes over one Redis, PostgreSQL and ClickHouse', () => {
  let folder: string;
  let postgres: PostgresServer;
  let redis: RedisServer;
  let engine: EmbeddedEngine;
  let stores: Container;
  let settings: Record<string, string>;
  let apiKey: string;
  let servers: ServerProcess[] = [];

  const startBoth = async () => {
    servers = await Promise.all([0, 1].map((number) => startServerProcess({ ...settings, ARBITER_ROLE: 'api', ARBITER_DATA_DIR: join(folder, `server-${number}`) }, apiKey)));
  };
  const killBoth = () => Promise.all(servers.map((server) => server.kill()));
  /** By turns to one and the other; whoever sheds load is asked again, as an honest client does. */
  const decide = async (turn: number, body: object): Promise<Decision> => {
    for (;;) {
      const { status, text } = await servers[turn % 2]!.post('/v1/decisions', body);
      if (status === 200) return JSON.parse(text) as Decision;
      if (status !== 503) throw new Error(`${status} ${text}`);
      await sleep(100);
    }
  };
  const decideMany = (count: number, body: (turn: number) => object) => Promise.all(Array.from({ length: count }, (_, turn) => decide(turn, body(turn))));
  const rowsOf = () => stores.analytics.query<{ decision_id: string; customer_id: string; outcome: string; action_id: string }>('SELECT decision_id, customer_id, outcome, action_id FROM decisions FINAL');
  const journalIsMoved = () => expect.poll(() => stores.hotState.journalLength(), { timeout: 20_000, interval: 100 }).toBe(0);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arbiter-two-'));
    [postgres, redis, engine] = await Promise.all([startPostgresServer(), startRedisServer(), EmbeddedEngine.start({ folder: join(folder, 'clickhouse'), memoryBytes: 2 ** 30 })]);
    const { url, password } = await engine.endpoint();
    const address = new URL(url);
    address.username = 'default';
    address.password = password;
    const clickhouseUrl = address.href.replace(/\/$/, '');
    settings = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, CLICKHOUSE_URL: clickhouseUrl };
    stores = await makeTestContainer({ databaseUrl: postgres.url, redisUrl: redis.url, clickhouseUrl });
    await saveLiveOffers(stores, [
      ['contact-policies', 'caps', { title: 'Caps', active: true, timeZone: 'Europe/Moscow', rules: [{ id: 'three', kind: 'cap', of: { channel: ['web'] }, atMost: 3, per: 'sliding-days', length: 2 }] }],
      ['quotas', 'gifts', { title: 'Gifts', active: true, of: { action: ['gift'] }, atMost: 17, unit: 'contacts', per: 'total', timeZone: 'UTC', comesBack: false }],
      ['placements', 'site', { title: 'Site', active: true, inbound: true, offers: ['card'] }],
      ['placements', 'shop', { title: 'Shop', active: true, inbound: true, offers: ['gift'] }],
    ]);
    await saveLiveCustomers(stores, ['capped', 'fond', 'keyed', ...crowd]);
    apiKey = (await new ApiKeyStore({ ...stores, warn: () => undefined }).create('test', ['decisions'])).key;
    await startBoth();
  });
  afterAll(async () => {
    await killBoth();
    await stores?.close();
    await Promise.all([postgres?.stop(), redis?.stop(), engine?.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('agree on caps, quotas and idempotency keys, also when both are killed and started again', async () => {
    const capped = await decideMany(100, () => ({ customerId: 'capped', placement: 'site' }));
    expect(capped.filter(({ outcome }) => outcome === 'action')).toHaveLength(3);
    for (const { outcome, refused } of capped) if (outcome !== 'action') expect(refused).toMatchObject([{ actionId: 'card', reason: 'CONTACT_CAP_REACHED', rule: 'caps/three' }]);
    // Ten of one customer, then whoever comes: the quota is one for all.
    const fond = await decideMany(10, () => ({ customerId: 'fond', placement: 'shop' }));
    expect(fond.filter(({ outcome }) => outcome !== 'action')).toEqual([]);
    const shoppers = await decideMany(100, (turn) => ({ customerId: turn % 2 === 0 ? 'fond' : crowd[turn % 40]!, placement: 'shop' }));
    expect(shoppers.filter(({ outcome }) => outcome === 'action')).toHaveLength(7);
    expect(await stores.hotState.countsOf([hotKeys.quota('gifts', 'total')])).toEqual([17]);
    const keyed = { customerId: 'keyed', placement: 'site', idempotencyKey: 'once' };
    const same = await decideMany(40, () => keyed);
    for (const decision of same) expect(decision).toEqual(same[0]);
    expect(same[0]).toMatchObject({ outcome: 'action' });

    await killBoth();
    await startBoth();
    for (const decision of await decideMany(4, () => keyed)) expect(decision).toEqual(same[0]);
    expect((await decideMany(20, () => ({ customerId: 'capped', placement: 'site' }))).filter(({ outcome }) => outcome === 'action')).toEqual([]);
    expect((await decideMany(20, () => ({ customerId: 'fond', placement: 'shop' }))).filter(({ outcome }) => outcome === 'action')).toEqual([]);
    await journalIsMoved();
    // The entry has left the journal; the key still has its answer, and there is one row of it.
    for (const decision of await decideMany(2, () => keyed)) expect(decision).toEqual(same[0]);
    const rows = await rowsOf();
    expect(rows).toHaveLength(100 + 10 + 100 + 1 + 20 + 20);
    expect(rows.filter((row) => row.customer_id === 'keyed')).toHaveLength(1);
  }, 90_000);

  it('keep what they acknowledged, once, when Redis is killed under load and started again', async () => {
    const before = (await rowsOf()).length;
    const acknowledged: Decision[] = [];
    const others: string[] = [];
    const crashAfter = [100, 250];
    const enough = 400;
    let crashing: Promise<void> | undefined;
    let turn = 0;
    const work = async () => {
      while (acknowledged.length < enough) {
        const mine = (turn += 1);
        const { status, text } = await servers[mine % 2]!.post('/v1/decisions', { customerId: crowd[mine % crowd.length]!, placement: 'site' });
        if (status === 200) acknowledged.push(JSON.parse(text) as Decision);
        else {
          if (status !== 503) others.push(`${status} ${text}`);
          await sleep(50);
        }
        if (acknowledged.length >= crashAfter[0]! && !crashing) {
          crashAfter.shift();
          crashing = redis.crashAndRestart().finally(() => {
            if (crashAfter.length > 0) crashing = undefined;
          });
        }
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    await crashing;
    expect(others).toEqual([]);
    await journalIsMoved();
    const rows = (await rowsOf()).filter(({ customer_id: id }) => id.startsWith('many-'));
    const byId = new Map(rows.map((row) => [row.decision_id, row]));
    expect(byId.size).toBe(rows.length);
    expect(new Set(acknowledged.map(({ decisionId }) => decisionId)).size).toBe(acknowledged.length);
    for (const { decisionId, outcome, customerId, action } of acknowledged) expect(byId.get(decisionId)).toMatchObject({ outcome, customer_id: customerId, action_id: action?.id ?? '' });
    // Besides them only what was under way at a kill.
    expect((await rowsOf()).length - before - acknowledged.length).toBeLessThanOrEqual(2 * workers);
    const contacts = new Map<string, number>();
    for (const { customer_id: id, action_id: action } of rows) if (action === 'card') contacts.set(id, (contacts.get(id) ?? 0) + 1);
    expect(Math.max(...contacts.values())).toBeLessThanOrEqual(3);
  }, 90_000);
});
