import { describe, expect, it } from 'vitest';
import { exampleFacts } from './example-facts.js';

describe('exampleFacts', () => {
  it('takes every fact with the value it is compared with', () => {
    const conditions = { all: [{ fact: 'kind', operator: 'equal', value: 'household' }, { any: [{ fact: 'context', path: '$.days', operator: 'greaterThan', value: 5 }, { fact: 'context', path: '$.debt', operator: 'lessThan', value: 9 }] }, { fact: 'region', operator: 'in', value: ['a', 'b'] }] };
    expect(exampleFacts({ rules: [{ conditions, event: { type: 'x', params: { fact: 'not one' } } }] })).toEqual({ kind: 'household', context: { days: 5, debt: 9 }, region: 'a' });
  });

  it.each([null, 1, 'text', [], {}])('of %j are none', (document) => expect(exampleFacts(document)).toEqual({}));
});
