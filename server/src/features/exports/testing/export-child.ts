import { parseConfig } from '../../../config/config.js';
import { openContainer } from '../../../container.js';
import { createExport } from '../create-export.js';
import { writeExportJob } from '../write-export.job.js';
import { plantPlan } from './export-company.js';

/** Exports a plan in a process of its own and tells its steps on standard output, to be killed in one of them. */
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: process.argv[2]! }, { logLevel: 'silent', demo: false, clickhouseMemoryBytes: 1.5 * 2 ** 30 }));
await plantPlan(container, 'crash', Number(process.argv[3]));
const job = await createExport(container, { principal: null }, 'crash', { what: 'plan' });
await container.jobs.startWorking(container, { export: writeExportJob });
await container.jobs.waitFor(job.id, { onChange: ({ progress }) => process.stdout.write(`${progress.step}\n`) });
process.stdout.write('ended\n');
