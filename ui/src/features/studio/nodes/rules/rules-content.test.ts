import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstContent, missingFacts, resultScope, resultsOf, ruleKinds, sizeOf } from './rules-content.js';

describe('content of a rules node', () => {
  it('tells what comes out', () => {
    const values = (...given: Parameters<typeof resultsOf>) => resultsOf(...given).map(({ value, name, spec }) => `${value}>${name}:${spec.type}`);
    expect(values('scorecard', {})).toEqual(['score>score:number', 'band>band:string', 'reasons>reasons:list', 'points>points:object']);
    expect(values('decision-table', { hitPolicy: 'F', outputs: [{ name: 'limit', type: 'number' }] })).toEqual(['result>limit:number', 'matched>matched:boolean', 'rules>rules:list']);
    expect(values('decision-table', { hitPolicy: 'C', outputs: [{ name: 'limit', type: 'number' }] })[0]).toBe('result>limit:list');
    expect(values('decision-table', { hitPolicy: 'C', aggregator: 'sum', outputs: [{ name: 'limit', type: 'number' }] })[0]).toBe('result>result:number');
    expect(values('decision-tree', { outputs: [{ name: 'a', type: 'string' }, { name: 'b c' }] })).toEqual(['result.a>a:string', 'get value(result, "b c")>result:any', 'leaf>leaf:string']);
    expect(values('rule-set', { rules: [{ event: { params: { rate: 1 } } }, { event: { params: { rate: 2, text: 'x' } } }, null] })).toEqual(['matched>matched:boolean', 'params.rate>rate:number', 'params.text>text:string', 'types>types:list', 'rules>rules:list', 'events>events:list']);
  });

  it('has a scope of its results', () => {
    expect(resultScope('decision-tree', { outputs: [{ name: 'a', type: 'string' }, { name: 'b', type: 'number' }] }).map(({ name, spec }) => [name, spec.type])).toEqual([['leaf', 'string'], ['result', 'object']]);
    expect(resultScope('rule-set', { rules: [] }).map(({ name }) => name)).toEqual(['matched', 'types', 'rules', 'events', 'params']);
  });

  it('counts', () => {
    expect(sizeOf('rule-set', { rules: [1, 2] })).toBe(2);
    expect(sizeOf('decision-tree', { root: { branches: [{ then: { result: [] } }, { then: { branches: [], else: { result: [] } } }], else: { result: [] } } })).toBe(3);
  });

  it('finds facts that are not there', () => {
    expect(missingFacts(['a', 'b', 'c'], [{ name: 'a', spec: { type: 'any' }, part: 'inputs' }], [{ name: 'b' }])).toEqual(['c']);
  });

  it('bears whatever a document is', () => {
    fc.assert(fc.property(fc.constantFrom(...ruleKinds), fc.jsonValue(), (kind, value) => {
      for (const document of [value, { rules: value, outputs: value, root: value, characteristics: value, hitPolicy: value }]) {
        resultsOf(kind, document);
        resultScope(kind, document);
        sizeOf(kind, document);
      }
      resultsOf(kind, firstContent(kind));
    }));
  });
});
