import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factSpec, unitOf, withoutUnit } from './fact-spec.js';
import { factsOfDocument, valuesInDocument } from './facts-of-document.js';
import { generateCase } from './generate-rule-set.js';
import { operatorOf, operatorsFor, valueFor, valueKindOf } from './operator-choices.js';
import { checkRuleSet } from './check-rule-set.js';

const types = ['number', 'integer', 'string', 'boolean', 'date', 'time', 'list', 'object', 'any'] as const;

describe('comparisons to choose from', () => {
  it('are distinct, and what is chosen is recognised again', () => {
    for (const type of types) {
      const choices = operatorsFor({ type });
      expect(new Set(choices.map(({ id }) => id)).size).toBe(choices.length);
      for (const choice of choices) {
        const value = choice.shape === 'none' ? choice.fixed : choice.shape === 'many' ? [1] : choice.shape === 'text' ? 'ab' : 1;
        expect(operatorOf(choice.operator, value, { type })).toBe(choice);
      }
    }
  });

  it('make documents that the engine takes, whatever value was there before', () => {
    for (const choice of operatorsFor(undefined)) {
      for (const before of [undefined, null, '', 0, 'x', true, ['a', 'b'], []]) {
        const value = valueFor(choice, before);
        expect(checkRuleSet({ rules: [{ conditions: { all: [{ fact: 'f', operator: choice.operator, value }] }, event: { type: 'x' } }] }), `${choice.id} ${JSON.stringify(before)}`).toMatchObject({ ok: true });
      }
    }
  });

  it('keep what was typed', () => {
    const [is, , , , , , many] = operatorsFor({ type: 'number' });
    expect(valueFor(many!, 5)).toEqual([5]);
    expect(valueFor(is!, [5, 6])).toBe(5);
    expect(valueFor(many!, { fact: 'other' })).toEqual({ fact: 'other' });
  });

  it('take values of the right kind', () => {
    expect(valueKindOf({ type: 'list', items: { type: 'date' } }, { operator: 'contains' })).toBe('date');
    expect(valueKindOf({ type: 'integer' }, { operator: 'equal' })).toBe('number');
    expect(valueKindOf(undefined, { operator: 'equal' })).toBeUndefined();
  });
});

describe('facts', () => {
  it('of a document that stands alone', () => {
    const document = { rules: [{ conditions: { all: [{ fact: 'a', operator: 'equal', value: 1 }, { fact: 'c', path: '$.city.name', operator: 'in', value: ['x', 'y'] }, { fact: 'd', operator: 'lessThan', value: '2026-01-02' }, { fact: 'l', operator: 'contains', value: 'x' }, { fact: 'a', operator: 'lessThan', value: { fact: 'other' } }] }, event: { type: 'x', params: { fact: 'no', operator: 'no' } } }] };
    expect(factsOfDocument(document)).toEqual([{ name: 'a', type: 'number' }, { name: 'c', type: 'object', fields: [{ name: 'city', type: 'object', fields: [{ name: 'name', type: 'string' }] }] }, { name: 'd', type: 'date' }, { name: 'l', type: 'list', items: { type: 'string' } }, { name: 'other', type: 'number' }]);
    expect(valuesInDocument(document, 'c', '$.city.name')).toEqual(['x', 'y']);
    expect(valuesInDocument(document, 'gone')).toEqual([]);
  });

  it('of any document are found without an exception', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void factsOfDocument({ rules: value })));
    for (let seed = 0; seed < 300; seed += 1) factsOfDocument(generateCase(seed).document);
  });

  it('are looked up along paths', () => {
    const fields = [{ name: 'l', title: 'Items', type: 'list' as const, items: { type: 'object' as const, fields: [{ name: 'p', type: 'number' as const }] } }];
    expect(factSpec(fields, 'l', '$.length')).toMatchObject({ taken: 'length', spec: { type: 'integer' } });
    expect(factSpec(fields, 'l', '$[*].p')).toMatchObject({ taken: 'elements', spec: { type: 'list', items: { type: 'number' } }, titles: ['Items', 'p'] });
    expect(factSpec(fields, 'l', '$..p').taken).toBe('path');
    expect(factSpec(fields, 'x')).toEqual({ spec: undefined, titles: ['x'], taken: 'value' });
    expect([unitOf('Debt, €'), unitOf('Доля (%)'), unitOf('Дней, всего их'), withoutUnit('Debt, €'), withoutUnit('Доля (%)'), unitOf('Rate (2024)')]).toEqual(['€', '%', '', 'Debt', 'Доля', '']);
  });

  it('of rules that are off are not asked for', () => {
    const rule = (enabled: unknown) => ({ rules: [{ enabled, conditions: {}, event: 5 }, { conditions: { all: [] }, event: { type: 'x' } }] });
    expect(checkRuleSet(rule(false))).toMatchObject({ ok: true, value: { rules: [{ index: 1 }] } });
    expect(checkRuleSet(rule('no'))).toMatchObject({ ok: false });
  });
});
