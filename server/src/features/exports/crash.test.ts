import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryPoint } from '../../entry-points.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { createExport } from './create-export.js';
import { exportFiles } from './export-files.js';
import { listExports } from './exports.repository.js';
import { writeExportJob } from './write-export.job.js';

const rows = 400_000;

it('an export that was killed goes on in the next process and is the file that it would have been', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-export-crash-'));
  try {
    const child = spawn(process.execPath, [entryPoint('features/exports/testing/export-child'), folder, String(rows)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = '';
    for await (const text of child.stdout) {
      seen += String(text);
      if (seen.includes('writing-file') || seen.includes('ended')) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(seen).toContain('writing-file');
    expect(seen).not.toContain('ended');

    const container = await makeTestContainer({ dataDir: folder });
    try {
      const [found] = await listExports(container);
      expect(found).toMatchObject({ state: 'running', rows: null, sizeBytes: null });
      const { file, unfinished } = exportFiles(container, found!.id, found!.wish);
      // As if the first process had died in the middle of the file.
      writeFileSync(unfinished, '"customer_id"');
      expect(readdirSync(container.folders.exports)).not.toContain(`${found!.id}.csv`);
      await container.jobs.startWorking(container, { export: writeExportJob });
      expect(await container.jobs.waitFor(found!.jobId)).toMatchObject({ state: 'succeeded', progress: { done: 1, step: 'done', details: { rows } } });
      expect((await listExports(container))[0]).toMatchObject({ state: 'succeeded', rows });
      expect(readdirSync(container.folders.exports)).toEqual([`${found!.id}.csv`]);
      const bytes = readFileSync(file);

      const again = await createExport(container, { principal: null }, 'crash', { what: 'plan' });
      await container.jobs.waitFor(again.id);
      expect(readFileSync(exportFiles(container, again.subjectId, { format: 'csv' }).file).equals(bytes)).toBe(true);
      // Delivered once more by a queue that did not hear the end: nothing changes.
      await writeExportJob({ jobId: found!.jobId, subjectId: found!.id, attempt: 3, signal: new AbortController().signal, endSignal: new AbortController().signal, progress: async () => undefined, container });
      expect(readFileSync(file).equals(bytes)).toBe(true);
    } finally {
      await container.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
