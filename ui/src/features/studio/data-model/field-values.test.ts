import type { StrategyDataModel } from '@arbiter/contracts';
import { expect, it } from 'vitest';
import { fieldOfPointer, messagesByField } from './field-messages.js';
import { readValue, readValues, writeValue } from './field-values.js';

it('reads values as people write them', () => {
  expect(readValue('1 500,5', 'number')).toBe(1500.5);
  expect(readValue('many', 'number')).toBe('many');
  expect(readValue('true', 'boolean')).toBe(true);
  expect(readValue('{"a": 1}', 'object')).toEqual({ a: 1 });
  expect(readValue('{"a"', 'object')).toBeUndefined();
  expect(readValues('a\n b \n\na', 'string')).toEqual(['a', 'b']);
  expect(readValues('1;2\n3', 'integer')).toEqual([1, 2, 3]);
  expect(readValues(' \n', 'string')).toBeUndefined();
  expect(writeValue([1], 'list')).toBe('[1]');
});

it('finds the field that a pointer means', () => {
  const model: StrategyDataModel = { inputs: [{ name: 'client', type: 'object', fields: [{ name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'debt', type: 'number', min: 'x' }] } }] }], variables: [], outputs: [] };
  expect(fieldOfPointer(model, '/inputs/0/fields/0/items/fields/0/min')).toEqual({ path: ['client', 'contracts', 'debt'], setting: 'min' });
  expect(fieldOfPointer(model, '/inputs/0/name')).toEqual({ path: ['client'], setting: 'name' });
  expect(fieldOfPointer(model, '/graph/nodes/0')).toBeNull();
  expect(messagesByField(model, [], [{ path: '/dataModel/inputs/0/fields/0/items/fields/0/min', code: 'wrong-type', message: 'x' }], []).get('client.contracts.debt')).toHaveLength(1);
});
