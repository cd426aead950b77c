/** What other features may use of batches. */
export { printBatchSql } from './sql-part.js';
export { startBatch } from './start-batch.js';
