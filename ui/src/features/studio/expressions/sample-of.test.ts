import { readFields } from '@arbiter/engine/strategy-data-model/input-reader';
import type { FieldSpec } from '@arbiter/contracts';
import { expect, it } from 'vitest';
import { sampleFor, sampleOf } from './sample-of.js';

const fields: FieldSpec[] = [
  { name: 'age', type: 'integer', min: 18 }, { name: 'rate', type: 'number', max: 1 }, { name: 'segment', type: 'string', values: ['active', 'lazy'] }, { name: 'city', type: 'string', default: 'Пермь' },
  { name: 'born', type: 'date' }, { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'debt', type: 'number' }, { name: 'due', type: 'days and time duration' }] } }, { name: 'rest', type: 'any' },
];

it('makes a sample that the data model takes', () => {
  const sample = Object.fromEntries(fields.map((field) => [field.name, sampleOf(field)]));
  expect(readFields(fields, sample).faults).toEqual([]);
  expect(sample).toMatchObject({ age: 18, rate: 1, segment: 'active', city: 'Пермь', contracts: [{ debt: 100 }] });
});

it('takes the names that an expression reads', () => {
  const scope = fields.map((spec) => ({ name: spec.name, spec, part: 'inputs' as const }));
  expect(Object.keys(sampleFor(scope, ['age']))).toEqual(['age']);
  expect(Object.keys(sampleFor(scope))).toHaveLength(fields.length);
});
