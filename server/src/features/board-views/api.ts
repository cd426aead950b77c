/** What other features may use of the boards' views. */
export type { ViewReader } from './view-reader.js';
export { viewReaders } from './view-registry.js';
