import type { ConditionTree } from './condition-tree.js';

/** A boolean expression of ClickHouse; every value is a typed parameter `{p0:Type}`, to be passed under the names in `params`. */
export interface SqlCondition {
  sql: string;
  params: Record<string, string | number | string[]>;
}

const signs = { equals: '=', notEquals: '!=', less: '<', atMost: '<=', more: '>', atLeast: '>=' } as const;

/**
 * The condition as an expression over columns named as the attributes are. It is never null: whatever is missing compares as false.
 * Columns may be nullable or not; money columns hold minor units. Says the same as the function in print-predicate.ts: keep them in step.
 */
export function printSql(tree: ConditionTree, prefix = 'p'): SqlCondition {
  const params: SqlCondition['params'] = {};
  let count = 0;
  const parameter = (type: string, value: string | number | string[]): string => {
    const name = `${prefix}${count}`;
    count += 1;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  return { sql: print(tree, parameter), params };
}

type Parameter = (type: string, value: string | number | string[]) => string;

function print(tree: ConditionTree, parameter: Parameter): string {
  if (tree.kind === 'not') return `NOT ${print(tree.child, parameter)}`;
  if (tree.kind !== 'compare') {
    if (tree.children.length === 0) return tree.kind === 'all' ? 'true' : 'false';
    return `(${tree.children.map((child) => print(child, parameter)).join(tree.kind === 'all' ? ' AND ' : ' OR ')})`;
  }
  return `(${compare(tree, parameter)})`;
}

function compare({ attribute: { name, type }, operator, values }: Extract<ConditionTree, { kind: 'compare' }>, parameter: Parameter): string {
  const column = `\`${name}\``;
  if (type === 'list') return `${operator === 'contains' ? '' : 'NOT '}has(${column}, ${parameter('String', String(values[0]))})`;
  if (type === 'boolean') return `ifNull(${column} = ${operator === 'isTrue' ? 'true' : 'false'}, false)`;
  const present = presence(column, type);
  if (operator === 'isPresent') return present;
  if (operator === 'isMissing') return `NOT ${present}`;
  const typed = (value: string | number): string => (type === 'text' ? parameter('String', value) : type === 'date' ? parameter('Date32', value) : type === 'instant' ? `fromUnixTimestamp64Milli(${parameter('Int64', value)}, 'UTC')` : parameter('Float64', value));
  const when = (comparison: string): string => `${present} AND ifNull(${comparison}, false)`;
  if (operator === 'in' || operator === 'notIn') return when(`${operator === 'in' ? '' : 'NOT '}has(${parameter('Array(String)', values.map(String))}, ifNull(toString(${column}), ''))`);
  if (operator === 'contains') return when(`position(${column}, ${typed(values[0]!)}) > 0`);
  if (operator === 'startsWith') return when(`startsWith(${column}, ${typed(values[0]!)})`);
  if (operator === 'between') return when(`${column} >= ${typed(values[0]!)} AND ${column} <= ${typed(values[1]!)}`);
  return when(`${column} ${signs[operator as keyof typeof signs]} ${typed(values[0]!)}`);
}

function presence(column: string, type: string): string {
  if (type === 'text') return `ifNull(${column} != '', false)`;
  // NaN is no value either; it is the only number that differs from itself.
  if (type === 'number') return `ifNull(toFloat64(${column}) = toFloat64(${column}), false)`;
  return `isNotNull(${column})`;
}
