export * from './build-report.js';
export * from './collect-report.js';
export { contactSteps } from './funnel.js';
export * from './metric-catalogue.js';
export * from './metric-sources.js';
export * from './report-cells.js';
export { type CustomerChoice, type DimensionFilter, type ReportQuery, type ReportScope, type RunQuery } from './report-scope.js';
export * from './to-csv.js';
export * from './unit-questions.js';
