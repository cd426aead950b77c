export * from './build-report.js';
export * from './collect-report.js';
export * from './metric-catalogue.js';
export * from './report-data.js';
export { type DimensionFilter, type ReportQuery, type ReportScope, type RunQuery, windowBefore } from './report-scope.js';
export * from './to-csv.js';
