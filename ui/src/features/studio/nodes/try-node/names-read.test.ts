import { describe, expect, it } from 'vitest';
import type { ExpressionScope } from '../../expressions/expression-scope.js';
import { namesRead } from './names-read.js';

const scope: ExpressionScope = ['contract', 'debt', 'долг', 'segment', 'debt'].map((name) => ({ name, part: 'inputs', spec: { type: 'any' } }));
const read = (settings: unknown, others?: string[]) => namesRead({ settings }, scope, others).map(({ name }) => name);

describe('names that a node reads', () => {
  it('stand in its texts, each once', () => {
    expect(read({ branches: [{ port: 'x', condition: 'debt > 1 and contract.balance < debts' }] })).toEqual(['contract', 'debt']);
    expect(read({ a: ['долг + 1'], b: { c: '"segment" = x' } })).toEqual(['долг']);
    expect(read(null, ['segment'])).toEqual(['segment']);
  });

  it('are not those that it writes alone, nor words of other languages', () => {
    expect(read({ assignments: [{ name: 'debt', value: 'contract.balance' }] })).toEqual(['contract']);
    expect(read({ assignments: [{ name: 'debt', value: 'debt + 1' }] })).toEqual(['debt']);
    expect(read({ code: 'debt = 1', inputs: [{ name: 'debt', value: 'segment' }], outputs: [{ name: 'debt', type: 'number' }], results: { score: 'contract' } })).toEqual(['segment']);
  });
});
