/** What other features may use of the boards' views. */
export type { ViewCustomers, ViewReader } from './view-reader.js';
export { viewReaders } from './view-registry.js';
