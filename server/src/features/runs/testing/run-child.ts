import { parseConfig } from '../../../config/config.js';
import { openContainer } from '../../../container.js';
import { addCampaign } from '../../campaigns/campaigns.repository.js';
import { optimiseRunJob } from '../optimise-run.job.js';
import { startRun } from '../start-run.js';
import { foundSmallCompany, smallCampaign } from './small-company.js';

/** Plans a campaign in a process of its own and tells its steps on standard output, to be killed in one of them. */
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: process.argv[2]! }, { logLevel: 'silent', demo: false, clickhouseMemoryBytes: 1.5 * 2 ** 30 }));
await foundSmallCompany(container);
await addCampaign(container.repository, 'crash', smallCampaign(), container.now());
const run = await startRun(container, 'crash');
await container.jobs.startWorking(container, { optimise: optimiseRunJob });
await container.jobs.waitFor(run.jobId, { onChange: ({ progress }) => process.stdout.write(`${progress.step}\n`) });
process.stdout.write('ended\n');
