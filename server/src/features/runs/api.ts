/** What other features may use of runs. */
export { countPlanRows, streamPlan } from './plan.read-model.js';
export { findRunRow, listRunRows } from './runs.repository.js';
export { startRun } from './start-run.js';
