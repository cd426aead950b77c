/** Strategies: check, compile, trace, compare. */
export * from './check-strategy.js';
export * from './compile-strategy.js';
export * from './compiled-strategy.js';
export * from './strategy-services.js';
export type * from './node-kind.js';
export type * from './sql-node-printer.js';
export { kindOf, nodeKindList } from './nodes/index.js';
export * from './diff-strategies.js';
export * from './standalone-code.js';
