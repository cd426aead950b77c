/** What other features may use of manual checks. */
export { addQueue } from './check-queues.repository.js';
export { openChecks } from './open-checks.js';
