export * from './analyse-decision-table.js';
export * from './check-decision-table.js';
export * from './compile-decision-table.js';
export * from './print-decision-table.js';
export * from './table-csv.js';
export * from './table-outcome.js';
export * from './table-runtime.js';
export * from './table-warnings.js';
