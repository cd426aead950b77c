import { openJobQueue } from './open-job-queue.js';

/** Takes deliveries, prints them and never ends them, until it is killed. */
const [, , directory, redisUrl] = process.argv;
const queue = await openJobQueue({ directory: directory!, redisUrl: redisUrl === '' ? undefined : redisUrl, lockMs: 1_000 });
await queue.work(async (jobId) => {
  process.stdout.write(`${jobId}\n`);
  await new Promise(() => undefined);
}, 2);
process.stdout.write('ready\n');
