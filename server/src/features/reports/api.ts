/** What other features may use of reports. */
export { csvParts } from './csv-parts.js';
export { readReport } from './read-report.js';
