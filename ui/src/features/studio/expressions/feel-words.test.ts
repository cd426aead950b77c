import { describe, expect, it } from 'vitest';
import { checkExpression } from './feel-check.js';
import type { ExpressionScope } from './expression-scope.js';
import { faultInWords, typeInWords } from './feel-words.js';

const scope: ExpressionScope = [
  { name: 'debt', spec: { type: 'number' }, part: 'inputs' },
  { name: 'title', spec: { type: 'string' }, part: 'inputs' },
  { name: 'client', spec: { type: 'object', fields: [{ name: 'age', type: 'integer' }] }, part: 'inputs' },
];

/** Expressions that are wrong in every way that the parser and the checker know. */
const wrong = [
  'dept', 'client.agee', '-title', '[1..title]', '@"never"', 'if debt then 1 else 2', 'debt + title', 'debt = title', 'client < client', '[1, 2][title]', 'substring(title)', 'substring(debt, 1)',
  '{ f: function(a) a, b: f(1, 2) }', '{ f: function(a: number) a, b: f("x") }', 'debt(1)', 'function(a) external { a: 1 }', '{ a: 1, a: 2 }', 'max()', 'substring(title: title)', '/* open', '"open', '1a', 'substring(title, length: 1)',
  '1e999', 'debt instance of thing', 'debt >', 'debt debt', '(debt', 'debt between 1', 'client.', 'for in', 'for x return 1', 'for x in [1] satisfies', 'some x in [1] return', 'if debt', 'if true then 1', '[1', '{ a 1 }', '@debt', 'debt instance number',
  'debt instance of list<number', 'function', 'function(1)', 'debt in (1', '[1..2',
];

describe('words of expressions', () => {
  it.each(wrong)('tells in Russian what is wrong with %s', (source) => {
    const { problems } = checkExpression(source, { scope });
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) if (problem.kind === 'fault') expect(faultInWords(problem.message, 'ru')).toMatch(/[а-яё]{3,}/);
  });

  it('names types', () => {
    expect(typeInWords({ kind: 'list', items: { kind: 'number' } }, 'ru')).toBe('список: число');
    expect(typeInWords({ kind: 'list', items: { kind: 'number' } }, 'en')).toBe('list: number');
    expect(typeInWords({ kind: 'date and time' }, 'ru')).toBe('дата и время');
  });
});
