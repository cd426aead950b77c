import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedEngine } from './adapters/clickhouse/embedded/embedded-engine.js';
import { projectRoot } from './project-root.js';
import { startPostgresServer, whyNoPostgres, type PostgresServer } from './testing/postgres-server.js';
import { startRedisServer, whyNoRedis, type RedisServer } from './testing/redis-server.js';

const bin = join(projectRoot, 'server', 'bin', 'arbiter.mjs');
const running: ChildProcess[] = [];
/** Several whole starts, on a machine that may be busy with other tests. */
const startsTimeoutMs = 180_000;

interface Started {
  process: ChildProcess;
  address: string;
  output: () => string;
}

/** Starts the product as a user does, and waits until it says where it is. */
async function startProduct(environment: Record<string, string>, ...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [bin, ...args], { env: { LANG: 'en_US.UTF-8', ARBITER_DEMO: 'off', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /^(?:Arbiter is running|The worker is running).*?(http:\/\/[^\s/]+)/m.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return { process: child, address, output: () => output };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}

afterEach(async () => {
  for (const child of running.splice(0)) await stop(child, 'SIGKILL');
});

const ready = async (address: string) => (await fetch(`${address}/health/ready`)).status;

describe('a start on embedded stores', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arbiter-main-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('keeps a second process out, survives kill -9, and ends at once when it is asked to', async () => {
    const environment = { ARBITER_DATA_DIR: folder, PORT: '0' };
    const first = await startProduct(environment, 'start');
    expect(await ready(first.address)).toBe(200);
    await expect(startProduct(environment, 'start')).rejects.toThrow(new RegExp(`in use by process ${first.process.pid} `));
    expect(await ready(first.address)).toBe(200);

    await stop(first.process, 'SIGKILL');
    const second = await startProduct(environment, 'start', '--port', '0');
    expect(await ready(second.address)).toBe(200);

    const startedAt = Date.now();
    // As a terminal and `npm start` do together.
    second.process.kill('SIGINT');
    expect(await stop(second.process, 'SIGINT')).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    await expect(fetch(`${second.address}/health/live`)).rejects.toThrow();
  }, startsTimeoutMs);
});

const missing = whyNoPostgres() ?? whyNoRedis();
if (missing) process.stdout.write(`The server profile is not tested here: ${missing}\n`);

describe.runIf(!missing)('the server profile', () => {
  let postgres: PostgresServer;
  let cache: RedisServer;
  let engine: EmbeddedEngine;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arbiter-main-'));
    [postgres, cache, engine] = await Promise.all([startPostgresServer(), startRedisServer(), EmbeddedEngine.start({ folder: join(folder, 'clickhouse'), memoryBytes: 2 ** 30 })]);
  });
  afterAll(async () => {
    await engine.close();
    await cache.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('starts as API and worker over the same stores, and wants a sign-in', async () => {
    const { url, password } = await engine.endpoint();
    const shared = { DATABASE_URL: postgres.url, REDIS_URL: cache.url, CLICKHOUSE_URL: url.replace('://', `://default:${password}@`), PORT: '0', ARBITER_SETUP_TOKEN: 'a token of the test' };
    const api = await startProduct({ ...shared, ARBITER_DATA_DIR: join(folder, 'api') }, 'start', '--role', 'api');
    const worker = await startProduct({ ...shared, ARBITER_DATA_DIR: join(folder, 'worker') }, 'worker');
    for (const { address } of [api, worker]) {
      const reply = await fetch(`${address}/health/ready`);
      expect(reply.status).toBe(200);
      expect(((await reply.json()) as { components: { engine: string }[] }).components.map((component) => component.engine)).toEqual(['PostgreSQL', 'ClickHouse', 'Redis', 'BullMQ on Redis']);
    }
    expect((await fetch(`${api.address}/v1/jobs`)).status).toBe(401);
    for (const secret of [password, 'a token of the test']) expect(api.output() + worker.output()).not.toContain(secret);

    await cache.crashAndRestart();
    await expect.poll(() => ready(api.address), { timeout: 20_000 }).toBe(200);
    expect(await stop(api.process, 'SIGTERM')).toBe(0);
    expect(await stop(worker.process, 'SIGTERM')).toBe(0);
  }, startsTimeoutMs);
});
