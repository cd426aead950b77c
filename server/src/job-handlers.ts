import { launchCampaignJob } from './features/campaigns/launch-campaign.job.js';
import { runBatchJob, shareBatchJob } from './features/batches/run-batch.job.js';
import { loadProfilesJob } from './features/customers/api.js';
import { refreshCampaignJob } from './features/decisions/api.js';
import { tellDemoJob } from './features/demo/api.js';
import { writeExportJob } from './features/exports/write-export.job.js';
import { runImport } from './features/imports/run-import.job.js';
import type { JobHandlers } from './features/jobs/api.js';
import { optimiseRunJob } from './features/runs/optimise-run.job.js';
import { whatIfJob } from './features/runs/what-if.job.js';

/** Every kind of job and the code that does it. */
export const jobHandlers: JobHandlers = { batch: runBatchJob, 'batch-share': shareBatchJob, demo: tellDemoJob, export: writeExportJob, import: runImport, launch: launchCampaignJob, optimise: optimiseRunJob, profiles: loadProfilesJob, refresh: refreshCampaignJob, 'what-if': whatIfJob };
