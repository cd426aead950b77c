import { tellDemoJob } from './features/demo/api.js';
import type { JobHandlers } from './features/jobs/api.js';
import { optimiseRunJob } from './features/runs/optimise-run.job.js';

/** Every kind of job and the code that does it. */
export const jobHandlers: JobHandlers = { demo: tellDemoJob, optimise: optimiseRunJob };
