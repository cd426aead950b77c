import { describe, expect, it } from 'vitest';
import { checkExpression } from './feel-check.js';
import type { ExpressionScope } from './expression-scope.js';

const scope: ExpressionScope = [
  { name: 'debt', spec: { type: 'number' }, part: 'inputs' },
  { name: 'client', spec: { type: 'object', fields: [{ name: 'age', type: 'integer' }] }, part: 'inputs' },
];
const kinds = (source: string, expected?: string) => checkExpression(source, { scope, expected }).problems.map((problem) => (problem.kind === 'fault' ? problem.code : problem.kind));

describe('an expression while it is typed', () => {
  it('has a type', () => {
    expect(checkExpression('debt > 5', { scope }).type).toEqual({ kind: 'boolean' });
    expect(checkExpression('client.age', { scope }).type).toEqual({ kind: 'number' });
    expect(checkExpression('  ', { scope })).toEqual({ type: null, problems: [], checked: null });
  });

  it('is told what is wrong with it, where', () => {
    expect(kinds('dept > 5')).toEqual(['feel-unknown-name']);
    expect(kinds('client.agee')).toEqual(['feel-unknown-field']);
    expect(checkExpression('debt + dept', { scope }).problems[0]).toMatchObject({ start: 7, end: 11 });
    expect(kinds('debt > 5', 'number')).toEqual(['expected']);
    expect(kinds('debt > 5', 'boolean')).toEqual([]);
  });

  it('explains habits before the parser does, and only where something is wrong', () => {
    expect(kinds('debt * 0,5')).toEqual(['hint']);
    expect(kinds('debt > 5 и client.age > 18')).toEqual(['hint']);
    expect(kinds('max(1,5)')).toEqual([]);
  });

  it('does not hold names against an item that stands alone', () => {
    expect(checkExpression('anything > 5', { scope: [] }).problems).toEqual([]);
    expect(checkExpression('anything >', { scope: [] }).problems).toHaveLength(1);
  });

  it('reads cells of tables', () => {
    expect(checkExpression('< 5, [10..20]', { scope, dialect: 'unary-tests', input: { type: 'number' } }).problems).toEqual([]);
  });
});
