import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { entryPoint } from '../../entry-points.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';
import { readBatches } from './batches.repository.js';
import { startBatch } from './start-batch.js';
import { expectEachRowOnce, leftTables } from './testing/each-row-once.js';
import { doublingStrategy, numbersSql } from './testing/slow-strategy.js';

const rows = 400_000;

it('a batch whose process was killed goes on in the next and has each row once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-batch-crash-'));
  try {
    const child = spawn(process.execPath, [entryPoint('features/batches/testing/batch-child'), folder, String(rows)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = '';
    for await (const text of child.stdout) {
      seen += String(text);
      if (/[1-9] parts/.test(seen) || seen.includes('ended')) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(seen).not.toContain('ended');

    const container = await makeTestContainer({ dataDir: folder });
    try {
      const [before] = await readBatches(container.repository);
      expect(before!.parts.done).toBeGreaterThan(0);
      expect(before!.parts.done).toBeLessThan(before!.parts.total);
      await container.jobs.startWorking(container, jobHandlers);
      expect(await container.jobs.waitFor(before!.jobId)).toMatchObject({ state: 'succeeded', error: null });
      const [batch] = await readBatches(container.repository);
      await expectEachRowOnce(container.analytics, batch!, rows);
      expect(await leftTables(container.analytics)).toEqual([]);
    } finally {
      await container.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);

describe('a batch', () => {
  let container: Container;
  let strategy: { id: string; version: number };
  beforeAll(async () => {
    container = await makeTestContainer();
    await container.jobs.startWorking(container, jobHandlers);
    await container.analytics.command(`CREATE TABLE crash_people ENGINE = MergeTree ORDER BY id AS ${numbersSql(rows)}`);
    strategy = await registerTestStrategy(container, doublingStrategy(200));
  }, 120_000);
  afterAll(() => container?.close());

  const begin = (table: string) => startBatch(container, { strategy, source: { kind: 'table', table }, keyColumn: 'id', method: 'threads' }, null);
  const found = async (id: string): Promise<Batch> => (await readBatches(container.repository, { id }))[0]!;

  it('that is cancelled stops soon and leaves no copy of its rows', async () => {
    const job = await begin('crash_people');
    await new Promise<void>((resolve) => {
      const stop = container.jobs.watch(job.id, ({ progress, state }) => {
        if (progress.step !== 'evaluating' && state !== 'succeeded') return;
        stop();
        resolve();
      });
    });
    const asked = performance.now();
    await container.jobs.cancel(job.id);
    expect(await container.jobs.waitFor(job.id)).toMatchObject({ state: 'cancelled' });
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(await leftTables(container.analytics)).toEqual([]);
    const batch = await found(job.subjectId);
    expect(batch).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) as string });
  }, 120_000);

  it('whose source goes before it is copied fails with words', async () => {
    await container.analytics.command(`CREATE TABLE gone_people ENGINE = MergeTree ORDER BY id AS ${numbersSql(10)}`);
    // A job of its own that nobody delivers yet: the table goes between the check and the copy.
    const drop = container.analytics.command('DROP TABLE gone_people SYNC');
    const [job] = await Promise.all([begin('gone_people').catch((error: unknown) => error as Error), drop]);
    if (job instanceof Error) expect(job.message).toContain('gone_people');
    else {
      const ended = await container.jobs.waitFor(job.id);
      if (ended.state !== 'succeeded') expect(ended).toMatchObject({ state: 'failed', error: { detail: expect.stringContaining('gone_people') as string } });
    }
    expect(await leftTables(container.analytics)).toEqual([]);
  }, 120_000);

  it('whose copy is dropped in the middle fails with words', async () => {
    const job = await begin('crash_people');
    await new Promise<void>((resolve) => {
      const stop = container.jobs.watch(job.id, ({ progress }) => {
        if (progress.step !== 'evaluating') return;
        stop();
        resolve();
      });
    });
    for (const table of await leftTables(container.analytics)) await container.analytics.command(`DROP TABLE ${table} SYNC`);
    expect(await container.jobs.waitFor(job.id)).toMatchObject({ state: 'failed', error: { detail: expect.stringMatching(/batch_rows_/) as string } });
    expect((await found(job.subjectId)).endedAt).not.toBeNull();
  }, 120_000);

  it('has its own rows while another one runs', async () => {
    const jobs = await Promise.all([begin('crash_people'), begin('crash_people')]);
    for (const job of jobs) {
      expect(await container.jobs.waitFor(job.id)).toMatchObject({ state: 'succeeded', error: null });
      await expectEachRowOnce(container.analytics, await found(job.subjectId), rows);
    }
    expect(await leftTables(container.analytics)).toEqual([]);
  }, 240_000);
});
