export * from './field.js';
export * from './strategy-document.js';
export * from './project.js';
export * from './publication.js';
export * from './decision-table.js';
export * from './scorecard.js';
export * from './decision-tree.js';
