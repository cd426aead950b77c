import { parseConfig } from '../../../config/config.js';
import { openContainer } from '../../../container.js';
import { jobHandlers } from '../../../job-handlers.js';
import { registerTestStrategy } from '../../../testing/register-test-strategy.js';
import { startBatch } from '../start-batch.js';
import { doublingStrategy, numbersSql } from './slow-strategy.js';

/** Begins a batch in a process of its own and tells how many parts are done on standard output, to be killed on the way. */
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: process.argv[2]! }, { logLevel: 'silent', demo: false, clickhouseMemoryBytes: 1.5 * 2 ** 30 }));
await container.analytics.command(`CREATE TABLE crash_people ENGINE = MergeTree ORDER BY id AS ${numbersSql(Number(process.argv[3]))}`);
const strategy = await registerTestStrategy(container, doublingStrategy(200));
const job = await startBatch(container, { strategy, source: { kind: 'table', table: 'crash_people' }, keyColumn: 'id', method: 'threads' }, null);
await container.jobs.startWorking(container, jobHandlers);
await container.jobs.waitFor(job.id, { onChange: ({ progress }) => process.stdout.write(`${String(progress.details?.['partsDone'] ?? 0)} parts\n`) });
process.stdout.write('ended\n');
