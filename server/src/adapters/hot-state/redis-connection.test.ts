import { expect, it, onTestFinished } from 'vitest';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { openHotState } from './open-hot-state.js';

it.skipIf(whyNoRedis())('fails what was under way when Redis is killed and is back at once, and works again', async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  const hotState = await openHotState({ redisUrl: redis.url, directory: '' });
  onTestFinished(() => hotState.close());
  const crashing = redis.crashAndRestart();
  const startedAt = performance.now();
  const commits = Array.from({ length: 2_000 }, (_, i) => hotState.commit({ entry: `{"n":${i}}` }).then(() => true, () => false));
  const done = await Promise.all(commits);
  await crashing;
  // Far below the time limit of one command, fifteen seconds.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(done).toContain(false);
  await expect.poll(() => hotState.commit({ entry: '{}' }).then(({ ok }) => ok, () => false), { timeout: 5_000 }).toBe(true);
}, 30_000);
