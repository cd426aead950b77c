import type { JobHandlers } from './features/jobs/api.js';

/** Every kind of job and the code that does it. */
export const jobHandlers: JobHandlers = {};
