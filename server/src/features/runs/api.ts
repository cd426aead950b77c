/** What other features may use of runs. */
export { findRunRow } from './runs.repository.js';
export { startRun } from './start-run.js';
