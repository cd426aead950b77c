export { sqlNode } from './sql-node.js';
export { SourceName, SqlSettings } from './sql-settings.js';
