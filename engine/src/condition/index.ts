export { checkCondition, conditionLimits } from './check-condition.js';
export { attributesOf, compileCondition, toClickHouseSql } from './compile-condition.js';
export { operatorsOf, type ConditionAttribute, type ConditionTree } from './condition-tree.js';
export type { CustomerAttributes, Predicate } from './print-predicate.js';
export type { SqlCondition } from './print-sql.js';
