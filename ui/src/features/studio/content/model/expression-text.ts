import type { ModelExpression } from '@arbiter/contracts';

const operators: Record<string, string> = { '+': '+', '-': '−', '*': '×', '/': '/', equal: '=', notEqual: '≠', lessThan: '<', lessOrEqual: '≤', greaterThan: '>', greaterOrEqual: '≥', and: 'and', or: 'or' };

/** An expression of a model as people read formulas. */
export function expressionText(expression: ModelExpression, depth = 0): string {
  if (depth > 12) return '…';
  const inner = (one: ModelExpression): string => expressionText(one, depth + 1);
  if ('field' in expression) return expression.field;
  if ('constant' in expression) return expression.constant === null ? 'null' : JSON.stringify(expression.constant);
  if ('apply' in expression) {
    const given = expression.arguments.map(inner);
    const operator = operators[expression.apply];
    if (operator && given.length > 1) return depth > 0 ? `(${given.join(` ${operator} `)})` : given.join(` ${operator} `);
    if (expression.apply === 'isIn' || expression.apply === 'isNotIn') return `${given[0]} ${expression.apply === 'isIn' ? '∈' : '∉'} {${given.slice(1).join(', ')}}`;
    return `${expression.apply}(${given.join(', ')})`;
  }
  if ('bins' in expression) return `bins(${inner(expression.of)})`;
  if ('rows' in expression) return `table(${expression.by.map(inner).join(', ')})`;
  return `points(${inner(expression.at)})`;
}
