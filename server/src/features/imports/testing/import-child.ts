import { createReadStream } from 'node:fs';
import { parseConfig } from '../../../config/config.js';
import { openContainer } from '../../../container.js';
import { listImports } from '../imports.repository.js';
import { previewImport } from '../preview-import.js';
import { receiveFile } from '../receive-file.js';
import { runImport } from '../run-import.job.js';
import { startImport } from '../start-import.js';

/** Imports a file in a process of its own, or goes on with it, and tells its steps on standard output, to be killed in one of them. */
const [folder, file] = process.argv.slice(2) as [string, string];
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: folder }, { logLevel: 'silent', demo: false, clickhouseMemoryBytes: 1.5 * 2 ** 30 }));
const known = await listImports(container);
let jobId = known[0]?.jobId ?? null;
if (jobId === null) {
  const received = await receiveFile(container, 'customers.csv', createReadStream(file), Infinity);
  const { settings } = await previewImport(container, received.id, {});
  jobId = (await startImport(container, received.id, settings)).job!.id;
}
// Told where they begin: the job's row is written and read now and then only, which would be too late for a kill.
await container.jobs.startWorking(container, {
  import: (context) => runImport({ ...context, progress: (done, step, details) => (process.stdout.write(`${step}\n`), context.progress(done, step, details)) }),
});
await container.jobs.waitFor(jobId);
process.stdout.write('ended\n');
