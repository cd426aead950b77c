import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryPoint } from '../../entry-points.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { optimiseRunJob } from './optimise-run.job.js';
import { readPlanPage } from './plan.read-model.js';
import { findRunRow, listRunRows } from './runs.repository.js';

it('a run that was killed goes on in the next process and leaves one plan', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-run-crash-'));
  try {
    const child = spawn(process.execPath, [entryPoint('features/runs/testing/run-child'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = '';
    for await (const text of child.stdout) {
      seen += String(text);
      if (seen.includes('solving') || seen.includes('ended')) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(seen).toContain('solving');
    expect(seen).not.toContain('ended');

    const container = await makeTestContainer({ dataDir: folder });
    try {
      const { repository, analytics, jobs } = container;
      const [run] = await listRunRows(repository, 'crash');
      expect(run!.state).toBe('running');
      expect(run!.result).toBeNull();
      // As if the first process had died while it wrote: part of another plan is there.
      await analytics.insert('plan_rows', [{ run_id: run!.id, customer_id: 'stale', period: 0, action_id: 'sms', channel: 'sms', value_minor: 1, cost_minor: 1, version: 1 }]);
      await jobs.startWorking(container, { optimise: optimiseRunJob });
      expect(await jobs.waitFor(run!.job_id)).toMatchObject({ state: 'succeeded' });
      const done = await findRunRow(repository, run!.id);
      expect(done).toMatchObject({ state: 'succeeded', result: { verified: true } });
      const page = await readPlanPage(analytics, run!.id, {}, 0, 1000);
      expect(page.total).toBe(done.result!.cells.reduce((sum, cell) => sum + cell.count, 0));
      expect(page.rows.map((row) => row.customerId)).not.toContain('stale');
      // Delivered once more by a queue that did not hear the end: nothing changes.
      await optimiseRunJob({ jobId: run!.job_id, subjectId: run!.id, attempt: 3, signal: new AbortController().signal, endSignal: new AbortController().signal, progress: async () => undefined, container });
      expect(await findRunRow(repository, run!.id)).toEqual(done);
    } finally {
      await container.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);

it('a cancelled run ends at once, without a plan', async () => {
  const container = await makeTestContainer();
  try {
    const { addCampaign } = await import('../campaigns/campaigns.repository.js');
    const { startRun } = await import('./start-run.js');
    const { foundSmallCompany, smallCampaign } = await import('./testing/small-company.js');
    const { repository, analytics, jobs, now } = container;
    await foundSmallCompany(container);
    // Whole visits in a tight budget: the search would go on to its time limit.
    await addCampaign(repository, 'slow', smallCampaign({ constraints: [{ id: 'b', kind: 'budget', atMostMinor: 6_000_000 }, { id: 's', kind: 'share', of: { action: ['visit'] }, below: 0.1, denominator: 'acted-upon' }] }), now());
    const run = await startRun(container, 'slow');
    await jobs.startWorking(container, { optimise: optimiseRunJob });
    await new Promise<void>((resolve) => {
      const stop = jobs.watch(run.jobId, (job) => {
        if (job.progress.step !== 'solving' && job.state !== 'succeeded') return;
        stop();
        resolve();
      });
    });
    await jobs.cancel(run.jobId);
    expect(await jobs.waitFor(run.jobId)).toMatchObject({ state: 'cancelled' });
    expect(await findRunRow(repository, run.id)).toMatchObject({ state: 'cancelled', result: null });
    expect((await readPlanPage(analytics, run.id, {}, 0, 10)).total).toBe(0);
  } finally {
    await container.close();
  }
}, 120_000);
