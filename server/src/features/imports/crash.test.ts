import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { entryPoint } from '../../entry-points.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { cleanStaging } from './clean-staging.js';
import { listImports } from './imports.repository.js';
import { previewImport } from './preview-import.js';
import { receiveFile } from './receive-file.js';
import { runImport } from './run-import.job.js';
import { startImport } from './start-import.js';

const rows = 100_000;

/** Runs the import in a process of its own and kills that, with no warning, when it reports the step. */
async function killAt(step: string, folder: string, file: string): Promise<string[]> {
  const child = spawn(process.execPath, [entryPoint('features/imports/testing/import-child'), folder, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen: string[] = [];
  for await (const text of child.stdout) {
    seen.push(...String(text).trim().split('\n'));
    if (seen.includes(step) || seen.includes('ended')) break;
  }
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  // A process that ended by itself was not killed in the middle of anything.
  expect(child.signalCode).toBe('SIGKILL');
  return seen;
}

it('shows nothing of an import that was killed, and all of it once it went on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-crash-'));
  try {
    const file = join(folder, 'customers.csv');
    writeFileSync(file, `customer_id,name,debt\n${Array.from({ length: rows }, (_, row) => `C${row},"Name ${row}",${row}.25`).join('\n')}\n`);
    for (const step of ['checking', 'loading']) {
      expect(await killAt(step, folder, file)).not.toContain('ended');
      const container = await makeTestContainer({ dataDir: folder });
      const [counted] = await container.analytics.query<{ rows: string }>('SELECT count() AS rows FROM customers FINAL');
      // The step of loading ends with the one that shows the rows, so it may have come to that: all of them or none.
      expect(step === 'loading' ? ['0', String(rows)] : ['0']).toContain(counted!.rows);
      expect(await cleanStaging(container)).toEqual([]);
      await container.close();
    }
    const container = await makeTestContainer({ dataDir: folder });
    try {
      await container.jobs.startWorking(container, { import: runImport });
      const [found] = await listImports(container);
      await container.jobs.waitFor(found!.jobId!);
      const [done] = await listImports(container);
      expect(done).toMatchObject({ state: 'succeeded', rows: { read: rows, loaded: rows, rejected: 0, duplicates: 0 } });
      expect(await container.analytics.query('SELECT count() AS rows, uniqExact(customer_id) AS customers, sum(debt) AS debt FROM customers FINAL')).toEqual([{ rows: String(rows), customers: String(rows), debt: String((rows * (rows - 1) * 100) / 2 + 25 * rows) }]);
      expect(await container.analytics.query(`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'staging%'`)).toEqual([]);
      expect(readdirSync(join(container.folders.uploads, found!.id))).toEqual(['source']);
    } finally {
      await container.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);

it('stops when it is told to, and leaves nothing', async () => {
  const container = await makeTestContainer();
  try {
    const text = `customer_id,name\n${Array.from({ length: rows }, (_, row) => `C${row},"Name ${row}"`).join('\n')}\n`;
    const { id } = await receiveFile(container, 'customers.csv', Readable.from([text]), Infinity);
    const { settings } = await previewImport(container, id, {});
    await container.jobs.startWorking(container, { import: runImport });
    const { job } = await startImport(container, id, settings);
    await expect(startImport(container, id, settings)).rejects.toMatchObject({ code: 'wrong-state' });
    let asked = false;
    const ended = await container.jobs.waitFor(job!.id, {
      onChange: ({ progress }) => {
        if (progress.step === 'waiting' || asked) return;
        asked = true;
        void container.jobs.cancel(job!.id);
      },
    });
    expect(ended.state).toBe('cancelled');
    expect((await listImports(container))[0]).toMatchObject({ state: 'cancelled', rows: { loaded: 0 } });
    expect(await container.analytics.query('SELECT count() AS rows FROM customers')).toEqual([{ rows: '0' }]);
    expect(await container.analytics.query(`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'staging%'`)).toEqual([]);
    const again = await startImport(container, id, settings);
    expect((await container.jobs.waitFor(again.job!.id)).state).toBe('succeeded');
  } finally {
    await container.close();
  }
}, 120_000);
