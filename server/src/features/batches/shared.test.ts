import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EmbeddedEngine } from '../../adapters/clickhouse/embedded/embedded-engine.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { startPostgresServer, whyNoPostgres } from '../../testing/postgres-server.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';
import { readBatches } from './batches.repository.js';
import { startBatch } from './start-batch.js';
import { expectEachRowOnce } from './testing/each-row-once.js';
import { doublingStrategy, numbersSql } from './testing/slow-strategy.js';

const rows = 400_000;

it.skipIf(whyNoPostgres() ?? whyNoRedis())('two workers over one PostgreSQL, Redis and ClickHouse do the parts of a batch together, each row once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-shared-batch-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [postgres, redis, engine] = await Promise.all([startPostgresServer(), startRedisServer(), EmbeddedEngine.start({ folder, memoryBytes: 2 ** 30 })]);
  onTestFinished(async () => {
    await Promise.all([postgres.stop(), redis.stop(), engine.close()]);
  });
  const { url, password } = await engine.endpoint();
  const address = new URL(url);
  address.username = 'default';
  address.password = password;
  const stores = { databaseUrl: postgres.url, redisUrl: redis.url, clickhouseUrl: address.href.replace(/\/$/, ''), workerConcurrency: 1, solverThreads: 1 };
  const first = await makeTestContainer(stores);
  const second = await makeTestContainer(stores);
  await first.analytics.command(`CREATE TABLE shared_people ENGINE = MergeTree ORDER BY id AS ${numbersSql(rows)}`);
  const strategy = await registerTestStrategy(first, doublingStrategy(400));
  for (const worker of [first, second]) await worker.jobs.startWorking(worker, jobHandlers);
  try {
    const job = await startBatch(first, { strategy, source: { kind: 'table', table: 'shared_people' }, keyColumn: 'id', method: 'threads' }, null);
    expect(await first.jobs.waitFor(job.id)).toMatchObject({ state: 'succeeded', error: null });
    const [batch] = await readBatches(first.repository);
    await expectEachRowOnce(first.analytics, batch!, rows);
    const parts = await first.repository.selectFrom('batch_parts').select(['job_id', 'state']).execute();
    expect(new Set(parts.map(({ state }) => state))).toEqual(new Set(['done']));
    expect(new Set(parts.map(({ job_id: by }) => by)).size).toBeGreaterThan(1);
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
}, 180_000);
