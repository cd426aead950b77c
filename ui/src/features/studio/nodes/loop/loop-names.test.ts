import type { StrategyDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { scopeAt } from './loop-names.js';

const payments = { name: 'payments', type: 'list' as const, items: { type: 'object' as const, fields: [{ name: 'amount', type: 'number' as const }] } };
const document: StrategyDocument = {
  dataModel: { inputs: [{ name: 'customer', type: 'object', fields: [{ name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'balance', type: 'number', title: 'Debt' }, payments] } }] }], variables: [], outputs: [] },
  graph: {
    nodes: [{ id: 'each', kind: 'loop', settings: { list: 'customer.contracts', element: 'contract', index: 'place', body: { nodes: [{ id: 'inner', kind: 'loop', settings: { list: 'contract.payments', element: 'payment' } }, { id: 'odd', kind: 'loop', settings: { list: 'contract.payments[amount > 0]', element: 'big' } }], edges: [] } } }],
    edges: [],
  },
};
const names = (place: string[], specOf?: Parameters<typeof scopeAt>[2]) => scopeAt(document, place, specOf).map(({ name, spec, part }) => `${part}:${name}:${spec.type}`);

describe('names within loops', () => {
  it('know the element of every loop that was stepped into', () => {
    expect(names([])).toEqual(['inputs:customer:object']);
    expect(names(['each'])).toEqual(['local:contract:object', 'local:place:number', 'inputs:customer:object']);
    expect(names(['each', 'inner'])).toEqual(['local:payment:object', 'local:contract:object', 'local:place:number', 'inputs:customer:object']);
    expect(scopeAt(document, ['each'])[0]!.spec.fields![0]).toMatchObject({ name: 'balance', title: 'Debt' });
  });

  it('ask for the type of what is more than a path, and bear loops that are gone', () => {
    expect(names(['each', 'odd'])[0]).toBe('local:big:any');
    expect(names(['each', 'odd'], (expression) => (expression.includes('[') ? payments : undefined))[0]).toBe('local:big:object');
    expect(names(['gone', 'inner'])).toEqual(['inputs:customer:object']);
  });
});
