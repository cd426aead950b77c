import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobQueue } from '../../ports/job-queue.js';
import { buildChildEntry } from '../../testing/child-entry.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { openJobQueue } from './open-job-queue.js';

const stores: Record<string, () => Promise<{ directory: string; redisUrl: string | undefined; stop(): Promise<void> }>> = {
  PGlite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'arbiter-jobs-'));
    return { directory: join(folder, 'queue'), redisUrl: undefined, stop: () => rm(folder, { recursive: true, force: true }) };
  },
  Redis: async () => {
    const server = await startRedisServer();
    return { directory: '', redisUrl: server.url, stop: server.stop };
  },
};

const missing = whyNoRedis();
if (missing) process.stdout.write(`The job queue is tested on PGlite alone: ${missing}\n`);

const until = async (condition: () => boolean, timeoutMs = 15_000) => {
  for (const end = Date.now() + timeoutMs; !condition() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe.each(Object.entries(stores).filter(([name]) => name === 'PGlite' || !missing))('job queue on %s', (_name, start) => {
  let store: Awaited<ReturnType<typeof start>>;
  const open = (): Promise<JobQueue> => openJobQueue({ directory: store.directory, redisUrl: store.redisUrl, lockMs: 1_000 });

  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store.stop());

  it('delivers what was put in before and after the work began, no more at once than asked for', async () => {
    const queue = await open();
    try {
      await queue.ping();
      await queue.enqueue('early');
      const delivered: string[] = [];
      let running = 0;
      let most = 0;
      await queue.work(async (jobId) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 30));
        delivered.push(jobId);
        running -= 1;
      }, 2);
      await Promise.all(Array.from({ length: 8 }, (_, index) => queue.enqueue(`job:${index}`)));
      await until(() => delivered.length === 9);
      expect(delivered.sort()).toEqual(['early', ...Array.from({ length: 8 }, (_, index) => `job:${index}`)].sort());
      expect(most).toBeLessThanOrEqual(2);
      // Nothing is left of a delivery that ended: the same can be asked for again.
      await until(() => running === 0);
      await queue.enqueue('early');
      await until(() => delivered.filter((id) => id === 'early').length === 2);
      expect(delivered.filter((id) => id === 'early')).toHaveLength(2);
    } finally {
      await queue.close();
    }
  });

  it('drops a second delivery under the same mark while the first waits, delivers another mark, and keeps both over a restart', async () => {
    const before = await open();
    await before.enqueue('kept', '1');
    await before.enqueue('kept', '1');
    await before.enqueue('kept', '2');
    await before.close();
    const queue = await open();
    try {
      const delivered: string[] = [];
      await queue.work(async (jobId) => void delivered.push(jobId), 1);
      await until(() => delivered.length >= 2);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(delivered).toEqual(['kept', 'kept']);
    } finally {
      await queue.close();
    }
  });

  it('delivers again when the handler throws', async () => {
    const queue = await open();
    try {
      let tries = 0;
      await queue.work(async () => {
        tries += 1;
        if (tries === 1) throw new Error('the database is away');
      }, 1);
      await queue.enqueue('again');
      await until(() => tries === 2);
      expect(tries).toBe(2);
    } finally {
      await queue.close();
    }
  });

  it('closes although a handler does not end', async () => {
    const queue = await openJobQueue({ directory: store.directory, redisUrl: store.redisUrl, lockMs: 1_000, graceMs: 200 });
    let begun = false;
    await queue.work(() => {
      begun = true;
      return new Promise(() => undefined);
    }, 1);
    await queue.enqueue('endless');
    await until(() => begun);
    const from = performance.now();
    await queue.close();
    await queue.close();
    expect(performance.now() - from).toBeLessThan(3_000);
    const next = await open();
    const delivered: string[] = [];
    await next.work(async (jobId) => void delivered.push(jobId), 1);
    await until(() => delivered.length > 0);
    expect(delivered).toEqual(['endless']);
    await next.close();
  });

  it('delivers again what a killed process held', async () => {
    const entry = await buildChildEntry(fileURLToPath(new URL('./job-queue-child.ts', import.meta.url)));
    const before = await open();
    await before.enqueue('held');
    await before.close();
    const child = spawn(process.execPath, [entry, store.directory, store.redisUrl ?? ''], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    await until(() => output.includes('held'));
    child.kill('SIGKILL');
    await once(child, 'close');
    const queue = await open();
    try {
      const delivered: string[] = [];
      await queue.work(async (jobId) => void delivered.push(jobId), 1);
      await until(() => delivered.length > 0);
      expect(delivered).toEqual(['held']);
    } finally {
      await queue.close();
    }
  });
});

it('cannot be opened where nothing listens', async () => {
  await expect(openJobQueue({ directory: '', redisUrl: 'redis://127.0.0.1:1' })).rejects.toThrow();
});
