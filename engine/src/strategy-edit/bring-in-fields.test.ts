import type { StrategyDataModel } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFields } from '../strategy-data-model/input-reader.js';
import { checkDataModel } from '../strategy-data-model/check-data-model.js';
import { fieldsFromColumns } from './from-table-columns.js';
import { fieldsFromDelimited, inferFields } from './infer-fields.js';
import { mergeFields } from './merge-fields.js';

describe('fields from samples', () => {
  it('are required where every one of several samples has them', () => {
    const { fields } = inferFields([{ a: 1, b: 'x', c: null }, { a: 2.5, b: 'y' }, { a: 3, b: 'z', d: '2026-01-31' }]);
    expect(fields).toEqual([{ name: 'a', type: 'number', required: true }, { name: 'b', type: 'string', required: true }, { name: 'c', type: 'any' }, { name: 'd', type: 'date' }]);
    expect(inferFields({ a: 1 }).fields).toEqual([{ name: 'a', type: 'integer' }]);
  });

  it('have allowed values where texts are few, inside of lists too', () => {
    const samples = Array.from({ length: 30 }, (_, index) => ({ id: `c${index}`, segment: ['active', 'lazy'][index % 2], contracts: [{ kind: ['loan', 'card', 'lease'][index % 3] }] }));
    expect(inferFields(samples).fields).toEqual([
      { name: 'id', type: 'string', required: true },
      { name: 'segment', type: 'string', required: true, values: ['active', 'lazy'] },
      { name: 'contracts', type: 'list', required: true, items: { type: 'object', fields: [{ name: 'kind', type: 'string', required: true, values: ['card', 'lease', 'loan'] }] } },
    ]);
  });

  it('take every sample that they were made from', () => {
    const json = fc.letrec((tie) => ({ value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.boolean(), fc.constantFrom('x', 'y', '2026-01-01'), fc.constant(null), fc.array(tie('value'), { maxLength: 3 }), tie('object')), object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')) }));
    fc.assert(fc.property(fc.array(json.object, { minLength: 1, maxLength: 5 }), (samples) => {
      const { fields } = inferFields(samples);
      expect(checkDataModel({ inputs: fields, variables: [], outputs: [] })).toEqual([]);
      for (const sample of samples) expect(readFields(fields, sample).faults).toEqual([]);
    }));
  });

  it('come from CSV with names out of its header', () => {
    const { fields, untaken } = fieldsFromDelimited('Клиент;Сумма долга;opened;vip;%\n"А; Б";1 500,5;2026-01-31;true;1\nВ;2;2026-02-01;false;\nГ;;2026-03-01;true;2');
    expect(fields).toEqual([
      { name: 'Клиент', type: 'string', required: true },
      { name: 'Сумма_долга', title: 'Сумма долга', type: 'number' },
      { name: 'opened', type: 'date', required: true },
      { name: 'vip', type: 'boolean', required: true },
    ]);
    expect(untaken).toMatchObject([{ code: 'bad-name' }]);
    expect(fieldsFromDelimited('').untaken).toHaveLength(1);
    // Codes with leading zeros are texts.
    expect(fieldsFromDelimited('code\n007\n012').fields).toEqual([{ name: 'code', type: 'string' }]);
  });
});

it('maps columns of ClickHouse', () => {
  const types = ['Nullable(String)', 'LowCardinality(Nullable(String))', "Enum8('new' = 1, 'it\\'s' = 2)", 'Date32', "DateTime64(3, 'UTC')", 'Decimal(18, 2)', 'UInt64', 'Float64', 'Bool', 'Array(Nullable(Date))', 'Tuple(a UInt8, b Nullable(String))', 'Tuple(UInt8, String)', 'Map(String, UInt8)', 'Nested(x UInt8, y Array(String))', 'AggregateFunction(sum, UInt8)'];
  const { fields, untaken } = fieldsFromColumns(types.map((type, index) => ({ name: `c${index}`, type })));
  expect(fields.map(({ name: _, ...spec }) => spec)).toEqual([
    { type: 'string' }, { type: 'string' }, { type: 'string', values: ['new', "it's"], required: true }, { type: 'date', required: true }, { type: 'date and time', required: true }, { type: 'number', required: true }, { type: 'integer', required: true },
    { type: 'number', required: true }, { type: 'boolean', required: true }, { type: 'list', items: { type: 'date' }, required: true }, { type: 'object', fields: [{ name: 'a', type: 'integer', required: true }, { name: 'b', type: 'string' }], required: true },
    { type: 'list', required: true }, { type: 'object', required: true }, { type: 'list', items: { type: 'object', fields: [{ name: 'x', type: 'integer', required: true }, { name: 'y', type: 'list', items: { type: 'string' }, required: true }] }, required: true }, { type: 'any', required: true },
  ]);
  expect(untaken).toHaveLength(1);
});

describe('merging fields', () => {
  const model: StrategyDataModel = {
    inputs: [{ name: 'client', type: 'object', title: 'Клиент', fields: [{ name: 'age', type: 'integer', title: 'Возраст', default: 18 }] }, { name: 'debt', type: 'number', min: 0 }],
    variables: [{ name: 'total', type: 'number' }],
    outputs: [],
  };
  const kinds = (incoming: Parameters<typeof mergeFields>[2]) => mergeFields(model, 'inputs', incoming).changes.map(({ path, kind }) => `${path.join('.')} ${kind}`);

  it('adds what is new, goes into objects, and leaves other parts alone', () => {
    const incoming = [{ name: 'client', type: 'object' as const, fields: [{ name: 'age', type: 'integer' as const }, { name: 'city', type: 'string' as const }] }, { name: 'debt', type: 'integer' as const }, { name: 'total', type: 'number' as const }, { name: 'region', type: 'string' as const }];
    expect(kinds(incoming)).toEqual(['client.age same', 'client.city added', 'debt same', 'total elsewhere', 'region added']);
    const { model: merged } = mergeFields(model, 'inputs', incoming);
    expect(merged.inputs).toEqual([{ name: 'client', type: 'object', title: 'Клиент', fields: [{ name: 'age', type: 'integer', title: 'Возраст', default: 18 }, { name: 'city', type: 'string' }] }, { name: 'debt', type: 'number', min: 0 }, { name: 'region', type: 'string' }]);
  });

  it('changes types only where that is wanted, titles stay', () => {
    const incoming = [{ name: 'client', type: 'object' as const, fields: [{ name: 'age', type: 'string' as const }] }];
    expect(kinds(incoming)).toEqual(['client.age changed']);
    expect(mergeFields(model, 'inputs', incoming).model.inputs[0]!.fields).toEqual([{ name: 'age', title: 'Возраст', type: 'string' }]);
    expect(mergeFields(model, 'inputs', incoming, () => false).model.inputs).toEqual(model.inputs);
  });
});
