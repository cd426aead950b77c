import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@arbiter/contracts';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openJobQueue } from '../../adapters/jobs/open-job-queue.js';
import { openRepository, type Repository } from '../../adapters/postgres/open-repository.js';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { buildChildEntry } from '../../testing/child-entry.js';
import { type PostgresServer, startPostgresServer, whyNoPostgres } from '../../testing/postgres-server.js';
import type { JobHandlers, JobService } from './api.js';
import { createJobService, type JobServiceOptions } from './job-service.js';

const log = pino({ level: 'silent' });
const now = () => new Date();
const container = { log, now } as unknown as Container;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const forever = (signal: AbortSignal) => new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** A queue in memory that two services can share; real ones are tested beside their adapters. */
function memoryQueue() {
  const waiting = new Map<string, string>();
  const handlers: ((jobId: string) => Promise<void>)[] = [];
  const drain = () => {
    for (const [mark, jobId] of handlers.length > 0 ? [...waiting] : []) {
      waiting.delete(mark);
      void handlers.at(-1)!(jobId);
    }
  };
  const open = () => {
    let own: (jobId: string) => Promise<void>;
    return {
      enqueue: async (jobId: string, mark = '') => {
        waiting.set(jobId + mark, jobId);
        drain();
      },
      work: async (handler: (jobId: string) => Promise<void>) => {
        own = handler;
        handlers.push(own);
        drain();
      },
      ping: async () => undefined,
      close: async () => {
        if (handlers.includes(own)) handlers.splice(handlers.indexOf(own), 1);
      },
    };
  };
  return { open, deliverAgain: (jobId: string) => Promise.all(handlers.map((handler) => handler(jobId))) };
}

const missing = whyNoPostgres();
if (missing) process.stdout.write(`Jobs are tested on PGlite alone: ${missing}\n`);

describe.each(['PGlite', 'PostgreSQL'].filter((engine) => engine === 'PGlite' || !missing))('jobs on %s', (engine) => {
  let server: PostgresServer | undefined;
  let repository: Repository;
  let queue: ReturnType<typeof memoryQueue>;
  let services: JobService[] = [];
  const service = (options: Partial<JobServiceOptions> = {}): JobService => {
    const made = createJobService({ repository, jobQueue: queue.open(), log, now, concurrency: 2, alone: false, beatIntervalMs: 50, sweepIntervalMs: 100, silenceMs: 400, progressIntervalMs: 50, ...options });
    services.push(made);
    return made;
  };
  const working = async (handlers: JobHandlers, options: Partial<JobServiceOptions> = {}) => {
    const made = service(options);
    await made.startWorking(container, handlers);
    return made;
  };

  beforeAll(async () => {
    if (engine === 'PostgreSQL') server = await startPostgresServer();
    repository = await openRepository({ databaseUrl: server?.url, databasePoolSize: 4, folder: undefined });
  });
  afterAll(async () => {
    await repository.destroy();
    await server?.stop();
  });
  beforeEach(async () => {
    await repository.deleteFrom('jobs').execute();
    await repository.deleteFrom('settings').execute();
    queue = memoryQueue();
    services = [];
  });
  afterEach(async () => {
    for (const each of services) await each.stop();
  });

  it('runs a job to its end and shows its progress on the way', async () => {
    const jobs = await working({
      import: async ({ progress, subjectId }) => {
        for (let step = 1; step <= 20; step += 1) {
          await progress(step / 25, `step-${step}`, { subjectId });
          await sleep(20);
        }
      },
    });
    const job = await jobs.create('import', 'import-1');
    expect(job).toMatchObject({ kind: 'import', subjectId: 'import-1', state: 'waiting', error: null, startedAt: null, endedAt: null });
    const seen: Job[] = [];
    const end = await jobs.waitFor(job.id, { onChange: (change) => seen.push(change) });
    expect(end).toMatchObject({ state: 'succeeded', progress: { done: 1, step: 'step-20', details: { subjectId: 'import-1' } } });
    expect(end.endedAt! >= end.startedAt!).toBe(true);
    expect(seen.filter(({ state }) => state === 'running').length).toBeGreaterThan(0);
    expect(await jobs.list({ subjectId: 'import-1' })).toEqual([end]);
    expect(await jobs.list({ kind: 'export' })).toEqual([]);
  });

  it('commits what the maker writes together with the job, or neither', async () => {
    const jobs = service();
    const job = await jobs.create('demo', 'demo', async (transaction, jobId) => {
      await transaction.insertInto('settings').values({ key: 'demo-job', value: JSON.stringify(jobId) }).execute();
    });
    expect(await repository.selectFrom('settings').selectAll().execute()).toEqual([{ key: 'demo-job', value: job.id }]);
    await expect(jobs.create('demo', 'demo', () => Promise.reject(new Error('taken')))).rejects.toThrow('taken');
    expect(await jobs.list({})).toHaveLength(1);
  });

  it('lets a running job end early with what it has, whichever process does it', async () => {
    const jobs = await working({
      optimise: async ({ endSignal, signal, progress }) => {
        await Promise.race([new Promise<void>((resolve) => endSignal.addEventListener('abort', () => resolve())), forever(signal)]);
        await progress(0.5, 'writing');
      },
    });
    const other = service();
    const job = await jobs.create('optimise', 'run');
    await new Promise<void>((resolve) => {
      const stop = jobs.watch(job.id, ({ state }) => {
        if (state === 'running') resolve(stop());
      });
    });
    expect(await other.endEarly(job.id)).toMatchObject({ state: 'running' });
    expect(await jobs.waitFor(job.id)).toMatchObject({ state: 'succeeded', progress: { step: 'writing' } });
    await expect(jobs.endEarly(job.id)).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(jobs.endEarly('nothing')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('ends with the code of the problem, and with "internal" for a bug', async () => {
    const jobs = await working({
      import: () => Promise.reject(new ProblemError('import-not-readable', 'The file has no rows')),
      export: () => Promise.reject(new TypeError('x is not a function')),
    });
    expect((await jobs.waitFor((await jobs.create('import', 'a')).id)).error).toEqual({ code: 'import-not-readable', detail: 'The file has no rows' });
    expect((await jobs.waitFor((await jobs.create('export', 'b')).id)).error).toEqual({ code: 'internal', detail: 'x is not a function' });
    expect((await jobs.waitFor((await jobs.create('launch', 'c')).id)).error).toMatchObject({ code: 'internal', detail: expect.stringContaining('"launch"') });
  });

  it('does a job once, however often it is delivered', async () => {
    let times = 0;
    const jobs = await working({ demo: async () => void (times += 1, await sleep(100)) });
    const job = await jobs.create('demo', 'demo');
    await Promise.all(Array.from({ length: 10 }, () => queue.deliverAgain(job.id)));
    await jobs.waitFor(job.id);
    await queue.deliverAgain(job.id);
    expect(times).toBe(1);
  });

  it('cancels within a second from another process, a waiting job at once, an ended one not at all', async () => {
    const elsewhere = await working({ optimise: ({ signal }) => forever(signal) }, { beatIntervalMs: 500 });
    const here = service();
    const job = await here.create('optimise', 'run');
    await sleep(200);
    const from = performance.now();
    expect((await here.cancel(job.id)).state).toBe('running');
    expect((await here.waitFor(job.id)).state).toBe('cancelled');
    expect(performance.now() - from).toBeLessThan(1_500);
    await expect(here.cancel(job.id)).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(here.cancel('nothing')).rejects.toMatchObject({ code: 'not-found' });
    await expect(here.waitFor('nothing')).rejects.toMatchObject({ code: 'not-found' });
    await elsewhere.stop();
    const waiting = createJobService({ repository, jobQueue: memoryQueue().open(), log, now, concurrency: 1, alone: false });
    const second = await waiting.create('optimise', 'run');
    expect((await waiting.cancel(second.id)).state).toBe('cancelled');
    await waiting.stop();
  });

  it('tells a handler that only reports progress to stop, too', async () => {
    const jobs = await working({
      demo: async ({ progress }) => {
        for (;;) {
          await progress(0.1, 'filling');
          await sleep(10);
        }
      },
    });
    const job = await jobs.create('demo', 'demo');
    await sleep(100);
    await jobs.cancel(job.id);
    expect((await jobs.waitFor(job.id)).state).toBe('cancelled');
  });

  it('gives up waiting when asked to', async () => {
    const jobs = service();
    const job = await jobs.create('demo', 'demo');
    await expect(jobs.waitFor(job.id, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  });

  it('hands a job back on shutdown, not counted as a crash, and the next process goes on with it', async () => {
    const first = await working({ optimise: ({ signal }) => forever(signal) });
    const job = await first.create('optimise', 'run');
    await sleep(100);
    await first.stop();
    await sleep(50);
    expect(await first.find(job.id)).toMatchObject({ state: 'waiting' });
    const attempts: number[] = [];
    const next = await working({ optimise: async ({ attempt }) => void attempts.push(attempt) });
    expect((await next.waitFor(job.id)).state).toBe('succeeded');
    expect(attempts).toEqual([1]);
  });

  it('ends a job that was handed back just as it was asked to stop', async () => {
    const jobs = service();
    const job = await jobs.create('optimise', 'run');
    await repository.updateTable('jobs').set({ cancel_requested: true }).where('id', '=', job.id).execute();
    await working({ optimise: async () => undefined });
    expect((await jobs.waitFor(job.id)).state).toBe('cancelled');
  });

  it('begins a silent job again, and gives it up after three crashes', async () => {
    const jobs = service();
    const job = await jobs.create('optimise', 'run');
    const crash = (attempt: number) =>
      repository.updateTable('jobs').set({ state: 'running', worker_id: 'gone', attempt, heartbeat_at: new Date(Date.now() - 10_000) }).where('id', '=', job.id).execute();
    await crash(2);
    const attempts: number[] = [];
    const worker = await working({ optimise: async ({ attempt }) => void attempts.push(attempt) });
    expect((await worker.waitFor(job.id)).state).toBe('succeeded');
    expect(attempts).toEqual([3]);
    await crash(3);
    await sleep(300);
    expect(await worker.find(job.id)).toMatchObject({ state: 'failed', error: { code: 'job-abandoned' } });
  });

  it('leaves alone what another process is seen to work on, and stops when its job was taken away', async () => {
    const slow = await working({ optimise: async ({ signal }) => forever(signal) });
    const job = await slow.create('optimise', 'run');
    await sleep(100);
    await working({ optimise: async () => undefined });
    await sleep(600);
    expect((await slow.find(job.id))!.state).toBe('running');
    await repository.updateTable('jobs').set({ worker_id: 'another' }).where('id', '=', job.id).execute();
    await sleep(200);
    const row = await repository.selectFrom('jobs').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow();
    expect([row.state, row.worker_id]).toEqual(['running', 'another']);
  });

  it('delivers what waits without a delivery', async () => {
    const lost = createJobService({ repository, jobQueue: memoryQueue().open(), log, now, concurrency: 1, alone: false });
    const job = await lost.create('demo', 'demo');
    const jobs = await working({ demo: async () => undefined });
    expect((await jobs.waitFor(job.id)).state).toBe('succeeded');
    await lost.stop();
  });
});

it('goes on with a job after its process was killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-job-'));
  const open = async () => {
    const repository = await openRepository({ databaseUrl: undefined, databasePoolSize: 1, folder: join(folder, 'repository') });
    const jobQueue = await openJobQueue({ directory: join(folder, 'jobs') });
    return { repository, jobs: createJobService({ repository, jobQueue, log, now, concurrency: 1, alone: true }) };
  };
  try {
    const before = await open();
    const job = await before.jobs.create('optimise', 'run');
    await before.jobs.stop();
    await before.repository.destroy();

    const child = spawn(process.execPath, [await buildChildEntry(fileURLToPath(new URL('./testing/job-child.ts', import.meta.url))), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const text of child.stdout) if (String(text).includes('half')) break;
    await sleep(100);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const after = await open();
    expect(await after.jobs.find(job.id)).toMatchObject({ state: 'running', progress: { done: 0.5, step: 'attempt-1' } });
    const attempts: number[] = [];
    const from = performance.now();
    await after.jobs.startWorking(container, { optimise: async ({ attempt }) => void attempts.push(attempt) });
    expect(await after.jobs.waitFor(job.id)).toMatchObject({ state: 'succeeded' });
    expect(attempts).toEqual([2]);
    // Not only when BullMQ notices by itself that the delivery hangs.
    expect(performance.now() - from).toBeLessThan(5_000);
    await after.jobs.stop();
    await after.repository.destroy();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
