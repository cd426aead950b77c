export { sqlNode } from './sql-node.js';
export { SqlSettings } from './sql-settings.js';
