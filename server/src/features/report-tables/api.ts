/** What other features may use of the answers to boards' and Explore's questions. */
export { sourceCheck, type SourceCheck } from './check-source.js';
export { readReportTable, type Asker, type AskOptions } from './read-report-table.js';
