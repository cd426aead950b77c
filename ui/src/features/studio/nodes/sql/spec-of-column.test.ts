import { expect, it } from 'vitest';
import { specOfColumn } from './spec-of-column.js';

it.each([
  ['UInt64', { type: 'integer' }],
  ['Nullable(Float64)', { type: 'number' }],
  ['LowCardinality(Nullable(String))', { type: 'string' }],
  ['Array(Date)', { type: 'list', items: { type: 'date' } }],
  ['DateTime64(3)', { type: 'date and time' }],
  ['timestamptz', { type: 'date and time' }],
  ['int8', { type: 'integer' }],
  ['numeric', { type: 'number' }],
  ['jsonb', { type: 'any' }],
  [undefined, { type: 'any' }],
])('a column of type %s is %j', (type, spec) => expect(specOfColumn(type)).toEqual(spec));
