import type { FieldSpec } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf, canShow, controlOf, pointerOf, printedJson, readInput, startingInput, valueAt, withValueAt } from './input-form.js';

const contracts: FieldSpec = { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'kind', type: 'string', values: ['loan', 'card'], required: true }, { name: 'balance', type: 'number', default: 10 }, { name: 'note', type: 'string' }] } };
const inputs: FieldSpec[] = [{ name: 'customer', type: 'string', required: true }, { name: 'age', type: 'integer', min: 18, required: true }, { name: 'channel', type: 'string', default: 'sms' }, contracts];

describe('form of an input', () => {
  it('begins with defaults and what is required', () => {
    expect(startingInput(inputs)).toEqual({ customer: '', age: 18, channel: 'sms' });
    expect(beginningOf(contracts.items!)).toEqual({ kind: 'loan', balance: 10 });
  });

  it('changes one place and leaves the identity of the others', () => {
    const input = { customer: 'a', contracts: [{ kind: 'loan' }, { kind: 'card' }], other: { deep: [1] } };
    const next = withValueAt(input, ['contracts', 1, 'balance'], 5) as typeof input;
    expect(next).toEqual({ customer: 'a', contracts: [{ kind: 'loan' }, { kind: 'card', balance: 5 }], other: { deep: [1] } });
    expect(next.contracts[0]).toBe(input.contracts[0]);
    expect(next.other).toBe(input.other);
    expect(withValueAt(input, ['contracts', 0], undefined)).toMatchObject({ contracts: [{ kind: 'card' }] });
    expect(withValueAt(input, ['customer'], undefined)).not.toHaveProperty('customer');
    expect(withValueAt(undefined, ['a', 0, 'b'], 1)).toEqual({ a: [{ b: 1 }] });
  });

  it('reads back what it wrote, whatever the path', () => {
    const key = fc.oneof(fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'), fc.nat(5));
    fc.assert(fc.property(fc.dictionary(fc.string().filter((name) => name !== '__proto__'), fc.jsonValue()), fc.array(key, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (value, path, next) => {
      expect(valueAt(withValueAt(value, path, next), path)).toEqual(next);
    }));
  });

  it('keeps form and JSON in step', () => {
    fc.assert(fc.property(fc.dictionary(fc.string().filter((name) => name !== '__proto__'), fc.jsonValue()), (input) => {
      expect(readInput(printedJson(input))).toEqual({ ok: true, value: JSON.parse(JSON.stringify(input)) });
    }));
    expect(readInput('')).toEqual({ ok: true, value: {} });
    expect(readInput('[1]')).toEqual({ ok: false, message: 'not-object' });
    expect(readInput('{')).toMatchObject({ ok: false });
  });

  it('shows by a control only what that control keeps as it is', () => {
    expect([controlOf(contracts), controlOf(contracts.items!), controlOf({ type: 'object' }), controlOf({ type: 'days and time duration' })]).toEqual(['list', 'object', 'json', 'text']);
    expect(canShow({ type: 'number' }, '5')).toBe(false);
    expect(canShow({ type: 'date' }, '2026-1-1')).toBe(false);
    expect(canShow({ type: 'string', values: ['a'] }, 'b')).toBe(false);
    expect(canShow(contracts, null)).toBe(true);
  });

  it('names places by pointers', () => expect(pointerOf(['a/b', 0, 'c~d'])).toBe('/a~1b/0/c~0d'));
});
