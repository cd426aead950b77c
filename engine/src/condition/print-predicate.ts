import type { Operator } from '@arbiter/contracts/condition';
import type { ConditionTree } from './condition-tree.js';

/**
 * A customer's attributes in the form that they are kept in: text as text, numbers as numbers, money as minor units, booleans,
 * dates as `YYYY-MM-DD`, instants as milliseconds since 1970, lists as lists of text. Null, undefined and the empty text are missing.
 */
export type CustomerAttributes = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

export type Predicate = (customer: CustomerAttributes) => boolean;

/** The condition as a function. Says the same as its SQL form in print-sql.ts: keep them in step. */
export function printPredicate(tree: ConditionTree): Predicate {
  if (tree.kind === 'not') {
    const child = printPredicate(tree.child);
    return (customer) => !child(customer);
  }
  if (tree.kind !== 'compare') {
    const children = tree.children.map(printPredicate);
    return tree.kind === 'all' ? (customer) => children.every((child) => child(customer)) : (customer) => children.some((child) => child(customer));
  }
  const { attribute, operator, values } = tree;
  const { name, type } = attribute;
  if (type === 'list') {
    const wanted = String(values[0]);
    const inside = operator === 'contains';
    return (customer) => {
      const list = customer[name];
      return (Array.isArray(list) && list.includes(wanted)) === inside;
    };
  }
  if (type === 'boolean') return (customer) => customer[name] === (operator === 'isTrue');
  if (operator === 'isMissing') return (customer) => isMissing(customer[name]);
  if (operator === 'isPresent') return (customer) => !isMissing(customer[name]);
  const compare = comparison(operator, values);
  return (customer) => {
    const value = customer[name];
    return !isMissing(value) && compare(value as string | number);
  };
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || value === '' || Number.isNaN(value);

function comparison(operator: Operator, values: readonly (string | number)[]): (value: string | number) => boolean {
  const first = values[0]!;
  const second = values[1]!;
  switch (operator) {
    case 'equals':
      return (value) => value === first;
    case 'notEquals':
      return (value) => value !== first;
    case 'less':
      return (value) => value < first;
    case 'atMost':
      return (value) => value <= first;
    case 'more':
      return (value) => value > first;
    case 'atLeast':
      return (value) => value >= first;
    case 'between':
      return (value) => value >= first && value <= second;
    case 'contains':
      return (value) => String(value).includes(String(first));
    case 'startsWith':
      return (value) => String(value).startsWith(String(first));
    case 'in':
    case 'notIn': {
      const set = new Set(values);
      return operator === 'in' ? (value) => set.has(value) : (value) => !set.has(value);
    }
    default:
      throw new Error(`The operator "${operator}" compares no values`);
  }
}
