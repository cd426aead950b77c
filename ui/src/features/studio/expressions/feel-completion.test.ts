import { describe, expect, it } from 'vitest';
import { builtinNames } from '@arbiter/engine/feel/types/builtin-signatures';
import type { ExpressionScope } from './expression-scope.js';
import { endingOperand, feelOffers } from './feel-completion.js';
import { functionTexts } from './feel-functions.js';

const scope: ExpressionScope = [
  {
    name: 'client', part: 'inputs', title: 'Клиент',
    spec: { type: 'object', fields: [
      { name: 'age', type: 'integer' },
      { name: 'segment', type: 'string', values: ['active', 'lazy'] },
      { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'debt', type: 'number' }, { name: 'kind', type: 'string', values: ['loan', 'card'] }, { name: 'invoices', type: 'list', items: { type: 'object', fields: [{ name: 'amount', type: 'number' }] } }] } },
    ] },
  },
  { name: 'born', part: 'inputs', spec: { type: 'date' } },
  { name: 'vip', part: 'inputs', spec: { type: 'boolean' } },
];

/** The sign | stands for the cursor. */
function offered(marked: string, kinds: string[] = ['name', 'field', 'value']): string[] {
  const at = marked.indexOf('|');
  const found = feelOffers(marked.replace('|', ''), at, scope);
  return (found?.offers ?? []).filter(({ kind }) => kinds.includes(kind)).map((offer) => (offer.kind === 'value' ? offer.literal : offer.kind === 'keyword' ? offer.label : offer.name));
}

describe('completion of expressions', () => {
  it('offers names, functions and words', () => {
    expect(offered('cl|')).toEqual(['client', 'born', 'vip']);
    expect(offered('|', ['function'])).toContain('string length');
    expect(offered('|', ['keyword'])).toContain('some');
  });

  it('goes down into objects and lists', () => {
    expect(offered('client.|')).toEqual(['age', 'segment', 'contracts']);
    expect(offered('1 + client.contracts.de|')).toEqual(['debt', 'kind', 'invoices']);
    expect(offered('sum(client.contracts.invoices.|')).toEqual(['amount']);
    expect(offered('client.contracts[1].|')).toEqual(['debt', 'kind', 'invoices']);
    expect(offered('born.|')).toEqual(['year', 'month', 'day', 'weekday']);
    expect(offered('1.|')).not.toContain('age');
  });

  it('knows the elements of loops and filters', () => {
    expect(offered('some c in client.contracts satisfies c.|')).toEqual(['debt', 'kind', 'invoices']);
    expect(offered('some c in client.contracts satisfies |')[0]).toBe('c');
    expect(offered('for c in client.contracts, i in c.invoices return i.|')).toEqual(['amount']);
    expect(offered('client.contracts[de|').slice(0, 4)).toEqual(['debt', 'kind', 'invoices', 'item']);
    expect(offered('count(client.contracts[kind = |').slice(0, 2)).toEqual(['"loan"', '"card"']);
  });

  it('offers allowed values behind a comparison, within quotes too', () => {
    expect(offered('client.segment = |', ['value'])).toEqual(['"active"', '"lazy"']);
    expect(offered('client.segment in (|', ['value'])).toEqual(['"active"', '"lazy"']);
    expect(offered('client.segment in ("lazy", |', ['value'])).toEqual(['"active"', '"lazy"']);
    expect(offered('client.segment != "la|')).toEqual(['"active"', '"lazy"']);
    expect(offered('vip = |', ['value'])).toEqual(['true', 'false']);
    expect(offered('"any text |')).toEqual([]);
  });

  it('finds functions of several words from their first word on', () => {
    expect(feelOffers('1 + string le', 13, scope)?.from).toBe(4);
    expect(feelOffers('1 + str', 7, scope)?.from).toBe(4);
    expect(feelOffers('vip and st', 10, scope)?.from).toBe(8);
  });

  it('finds operands', () => {
    expect(endingOperand('a > b.c[d > 1].e')).toBe('b.c[d > 1].e');
    expect(endingOperand('f(x)')).toBe('f(x)');
    expect(endingOperand('1 +')).toBe('');
  });

  it('has words for every built-in function', () => {
    expect(Object.keys(functionTexts).sort()).toEqual([...builtinNames].sort());
  });
});
