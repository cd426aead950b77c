export * from './report-table.js';
export * from './explore.js';
export * from './board.js';
export * from './report-schedule.js';
export * from './drill.js';
