import { join } from 'node:path';
import { pino } from 'pino';
import { openJobQueue } from '../../../adapters/jobs/open-job-queue.js';
import { openRepository } from '../../../adapters/postgres/open-repository.js';
import type { Container } from '../../../container.js';
import { createJobService } from '../job-service.js';

/** Works on jobs in a folder: reports a step and then never ends, until it is killed. */
const folder = process.argv[2]!;
const log = pino({ level: 'silent' });
const now = () => new Date();
const repository = await openRepository({ databaseUrl: undefined, databasePoolSize: 1, folder: join(folder, 'repository') });
const jobQueue = await openJobQueue({ directory: join(folder, 'jobs') });
const jobs = createJobService({ repository, jobQueue, log, now, concurrency: 1, alone: true });
await jobs.startWorking({ log, now } as unknown as Container, {
  optimise: async ({ progress, attempt }) => {
    await progress(0.5, `attempt-${attempt}`);
    process.stdout.write('half\n');
    await new Promise(() => undefined);
  },
});
process.stdout.write('ready\n');
