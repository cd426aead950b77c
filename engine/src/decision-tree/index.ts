export * from './check-decision-tree.js';
export * from './compile-decision-tree.js';
export * from './print-decision-tree.js';
export * from './tree-to-table.js';
export * from './print-decision-tree-sql.js';
