/** What other features may use of runs. */
export { streamPlan } from './plan.read-model.js';
export { findRunRow } from './runs.repository.js';
export { startRun } from './start-run.js';
