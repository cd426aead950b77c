// Stores for a measurement: a temporary folder, and for the Redis profile a Redis and a PostgreSQL of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './stop-all.mjs';

export const profiles = ['embedded', 'redis'];

/** Environment of a server with stores of its own; they go with the measurement. */
export async function openOwnStores(profile) {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-load-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const environment = { ARBITER_DATA_DIR: folder, ARBITER_DEMO: 'off', LOG_LEVEL: 'warn', HOST: '127.0.0.1' };
  for (const name of ['DATABASE_URL', 'CLICKHOUSE_URL', 'REDIS_URL', 'ARBITER_ROLE']) environment[name] = '';
  if (profile === 'embedded') return { folder, environment };
  const { startRedisServer, whyNoRedis } = await import('../../server/dist/testing/redis-server.js');
  const { startPostgresServer, whyNoPostgres } = await import('../../server/dist/testing/postgres-server.js');
  const why = whyNoRedis() ?? whyNoPostgres();
  if (why !== undefined) throw new Error(`The profile redis needs a Redis and a PostgreSQL of its own: ${why}`);
  const redis = await startRedisServer();
  atEnd(() => redis.stop());
  const postgres = await startPostgresServer();
  atEnd(() => postgres.stop());
  return { folder, environment: { ...environment, REDIS_URL: redis.url, DATABASE_URL: postgres.url } };
}
