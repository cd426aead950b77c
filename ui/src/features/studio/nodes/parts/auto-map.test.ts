import { describe, expect, it } from 'vitest';
import type { ExpressionScope } from '../../expressions/expression-scope.js';
import { autoMap } from './auto-map.js';

const scope: ExpressionScope = [
  { name: 'debt', part: 'inputs', spec: { type: 'number' } },
  { name: 'daysOverdue', part: 'inputs', spec: { type: 'integer' } },
  { name: 'segment', part: 'inputs', spec: { type: 'string' } },
  { name: 'customer', part: 'inputs', spec: { type: 'object', fields: [{ name: 'age', type: 'number' }, { name: 'debt', type: 'number' }, { name: 'address', type: 'object', fields: [{ name: 'city', type: 'string' }] }] } },
];
const map = (...names: string[]) => Object.fromEntries(autoMap(names.map((name) => ({ name })), scope));

describe('mapping by name', () => {
  it('takes the name itself, then its other spellings, then fields of objects', () => {
    expect(map('debt', 'DAYS_OVERDUE', 'age', 'customer_age', 'city', 'nothing')).toEqual({ debt: 'debt', DAYS_OVERDUE: 'daysOverdue', age: 'customer.age', customer_age: 'customer.age', city: 'customer.address.city' });
  });

  it('passes over what has another type', () => {
    expect(autoMap([{ name: 'segment', types: ['number'] }, { name: 'days_overdue', types: ['number'] }], scope)).toEqual(new Map([['days_overdue', 'daysOverdue']]));
    expect(autoMap([{ name: '__' }], scope)).toEqual(new Map());
  });
});
