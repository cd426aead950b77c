import type { StrategyDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { checkDataModel } from '../strategy-data-model/index.js';
import { addField, fieldNameOf, specOfType } from './new-variable.js';

const document: StrategyDocument = { dataModel: { inputs: [{ name: 'a', type: 'number' }], variables: [], outputs: [] }, graph: { nodes: [], edges: [] } };

describe('a new variable', () => {
  it('has the type of its expression', () => {
    expect(specOfType({ kind: 'number' })).toEqual({ type: 'number' });
    expect(specOfType(undefined)).toEqual({ type: 'any' });
    expect(specOfType({ kind: 'list', items: { kind: 'context', fields: { x: { kind: 'date' } } } })).toEqual({ type: 'list', items: { type: 'object', fields: [{ name: 'x', type: 'date' }] } });
    expect(specOfType({ kind: 'context', fields: {}, open: true })).toEqual({ type: 'object' });
  });

  it('is named by what was typed', () => {
    expect(fieldNameOf(' сумма долга, руб. ')).toBe('сумма_долга_руб');
    expect(fieldNameOf('12 x')).toBe('x');
    expect(fieldNameOf('!!!')).toBe('');
  });

  it('is added once, and the data model stays sound', () => {
    const next = addField(document, { name: 'b', ...specOfType({ kind: 'list', items: { kind: 'any' } }) });
    expect(next.dataModel.variables).toEqual([{ name: 'b', type: 'list' }]);
    expect(checkDataModel(next.dataModel)).toEqual([]);
    expect(addField(next, { name: 'b', type: 'any' })).toBe(next);
    expect(addField(document, { name: 'a', type: 'any' })).toBe(document);
    expect(addField(document, { name: 'o', type: 'string' }, 'outputs').dataModel.outputs).toHaveLength(1);
  });
});
