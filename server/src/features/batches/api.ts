/** What other features may use of batches. */
export { startBatch } from './start-batch.js';
