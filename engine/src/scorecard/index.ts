export * from './check-scorecard.js';
export * from './compile-scorecard.js';
export * from './print-scorecard.js';
export * from './scorecard-runtime.js';
export * from './print-scorecard-sql.js';
