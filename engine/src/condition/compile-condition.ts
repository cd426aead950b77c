import type { Condition, Fault, Result } from '@arbiter/contracts';
import { readCondition } from './check-condition.js';
import type { ConditionAttribute } from './condition-tree.js';
import { printPredicate, type Predicate } from './print-predicate.js';
import { printSql, type SqlCondition } from './print-sql.js';

/** The condition as a function over a customer's attributes. Errors: the faults of checkCondition. */
export function compileCondition(condition: Condition, attributes: readonly ConditionAttribute[]): Result<Predicate, Fault[]> {
  const tree = readCondition(condition, attributes);
  return tree.ok ? { ok: true, value: printPredicate(tree.value) } : tree;
}

/**
 * The condition as a ClickHouse expression over the columns of `customers`, values as typed parameters only.
 * `prefix` keeps the parameters of several conditions in one query apart. Errors: the faults of checkCondition.
 */
export function toClickHouseSql(condition: Condition, attributes: readonly ConditionAttribute[], prefix = 'p'): Result<SqlCondition, Fault[]> {
  const tree = readCondition(condition, attributes);
  return tree.ok ? { ok: true, value: printSql(tree.value, prefix) } : tree;
}

/** Names of the attributes that a condition asks for. */
export function attributesOf(condition: Condition): string[] {
  const names = new Set<string>();
  const visit = (node: Condition): void => {
    if ('all' in node) node.all.forEach(visit);
    else if ('any' in node) node.any.forEach(visit);
    else if ('not' in node) visit(node.not);
    else names.add(node.attribute);
  };
  visit(condition);
  return [...names];
}
