import type { FieldSpec, StrategyDataModel } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { checkDataModel, fieldsFromJsonSchema, fieldsFromSample, inputSchemaOf, outputSchemaOf, propertyCode, readFields, typeFits, valueReader } from './index.js';

const model = (inputs: FieldSpec[], variables: FieldSpec[] = [], outputs: FieldSpec[] = []): StrategyDataModel => ({ inputs, variables, outputs });
const faultsOf = (value: unknown) => checkDataModel(value).map(({ path, code }) => `${path} ${code}`);

describe('the check of a data model', () => {
  it('passes a sound one', () => {
    expect(faultsOf(model([{ name: 'age', type: 'integer', min: 0, max: 120, required: true }, { name: 'birthday', type: 'date', min: '1900-01-01' }], [{ name: 'доход', type: 'number', default: 1.5 }], [{ name: 'terms', type: 'object', fields: [{ name: 'rate', type: 'number' }] }]))).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'and', 'null', 'error_code'])('refuses the name %s', (name) => {
    expect(faultsOf(model([{ name, type: 'number' }]))[0]).toMatch(/^\/inputs\/0\/name (bad|duplicate)-name$/);
  });

  it.each(['a b', '1a', 'a-b', '', 'x'.repeat(64), 'a\n', 'a"b', 'a.b'])('refuses the shape of the name %j', (name) => {
    expect(faultsOf(model([{ name, type: 'number' }])).length).toBeGreaterThan(0);
  });

  it('finds names that stand twice, over all three parts, but not in objects of their own', () => {
    expect(faultsOf(model([{ name: 'a', type: 'number' }], [{ name: 'a', type: 'number' }]))).toEqual(['/variables/0/name duplicate-name']);
    expect(faultsOf(model([{ name: 'a', type: 'object', fields: [{ name: 'a', type: 'number' }] }]))).toEqual([]);
  });

  it('holds defaults, bounds and enumerations against the type', () => {
    expect(
      faultsOf(
        model([
          { name: 'a', type: 'integer', default: 1.5 },
          { name: 'b', type: 'number', min: 3, max: 1 },
          { name: 'c', type: 'string', min: 1 },
          { name: 'd', type: 'date', default: '2026-02-30' },
          { name: 'e', type: 'integer', values: [1, 'x'] },
          { name: 'f', type: 'number', min: 0, default: -1 },
          { name: 'g', type: 'object', fields: [{ name: 'h', type: 'number', required: true }], default: {} },
          { name: 'i', type: 'string', items: { type: 'number' } },
        ]),
      ),
    ).toEqual(['/inputs/0/default wrong-type', '/inputs/1/min empty-range', '/inputs/2/min wrong-setting', '/inputs/3/default wrong-type', '/inputs/4/values/1 wrong-type', '/inputs/5/default too-small', '/inputs/6/default/h missing', '/inputs/7/items wrong-setting']);
  });

  it('refuses nesting without end', () => {
    let spec: unknown = { type: 'number' };
    for (let i = 0; i < 100_000; i += 1) spec = { type: 'list', items: spec };
    expect(faultsOf(model([{ name: 'a', ...(spec as { type: 'list' }) }]))).toEqual([' too-deep']);
    let shallow: unknown = { type: 'number' };
    for (let i = 0; i < 20; i += 1) shallow = { type: 'list', items: shallow };
    expect(faultsOf(model([{ name: 'a', ...(shallow as { type: 'list' }) }]))[0]).toMatch(/too-deep$/);
  });
});

describe('reading an input', () => {
  const fields: FieldSpec[] = [
    { name: 'age', type: 'integer', min: 0, max: 120, required: true },
    { name: 'city', type: 'string', values: ['Kazan', 'Perm'], default: 'Perm' },
    { name: 'since', type: 'date' },
    { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'amount', type: 'number', required: true }, { name: 'tags', type: 'list', items: { type: 'string' } }] } },
    { name: 'rest', type: 'any' },
  ];
  const faults = (input: unknown) => readFields(fields, input).faults.map(({ path, code }) => `${path} ${code}`);

  it('takes defaults, parses dates, keeps null', () => {
    const { values, faults: none } = readFields(fields, { age: 30, since: '2024-02-29', contracts: [{ amount: 1 }, null], rest: { a: [1] } });
    expect(none).toEqual([]);
    expect(String(values.since)).toBe('2024-02-29');
    expect(values).toMatchObject({ age: 30, city: 'Perm', contracts: [{ amount: 1, tags: null }, null], rest: { a: [1] } });
    expect(readFields(fields, { age: 1, city: null }).values.city).toBeNull();
  });

  it('names the place of each fault', () => {
    expect(faults({ age: 1.5, city: 'Omsk', since: 'yesterday', contracts: [{ amount: 1 }, { tags: ['x', 1] }], other: 1 })).toEqual([
      '/age wrong-type', '/city not-allowed', '/since wrong-type', '/contracts/1/amount missing', '/contracts/1/tags/1 wrong-type', '/other unknown-field',
    ]);
    expect(faults({ age: 121 })).toEqual(['/age too-large']);
    expect(faults({})).toEqual(['/age missing']);
    expect(faults({ age: null })).toEqual(['/age missing']);
    expect(faults([])).toEqual([' wrong-type']);
    expect(faults(null)).toEqual([' wrong-type']);
    expect(faults({ age: 1, 'a/b~c': 2 })).toEqual(['/a~1b~0c unknown-field']);
  });

  it('ignores unknown keys on request', () => {
    expect(readFields(fields, { age: 1, other: 2 }, true).faults).toEqual([]);
  });

  it('never takes a name from a prototype, nor a key that would become one', () => {
    expect(readFields([{ name: 'polluted', type: 'number' }], Object.create({ polluted: 1 })).values.polluted).toBeNull();
    expect(faults(JSON.parse('{"age":1,"__proto__":{"x":1}}'))).toEqual(['/__proto__ unknown-field']);
    expect(faults(JSON.parse('{"age":1,"rest":{"a":{"__proto__":{"x":1}}}}'))).toEqual(['/rest reserved-name']);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('refuses depth without end and stands', () => {
    expect(faults({ age: 1, rest: JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) })).toEqual(['/rest too-deep']);
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) deep = { a: deep };
    expect(faults({ age: 1, rest: deep })).toEqual(['/rest too-deep']);
  });

  it('takes a text of ten million characters and shows little of it', () => {
    const long = 'x'.repeat(10_000_000);
    expect(readFields([{ name: 'a', type: 'string' }], { a: long }).values.a).toBe(long);
    const [fault] = readFields([{ name: 'a', type: 'number' }], { a: long }).faults;
    expect(fault!.message.length).toBeLessThan(200);
    expect(readFields([{ name: 'a', type: 'date' }], { a: long }).faults).toHaveLength(1);
  });

  it('tells at most a hundred faults', () => {
    const list = Array.from({ length: 1_000 }, () => 'x');
    expect(readFields([{ name: 'a', type: 'list', items: { type: 'number' } }], { a: list }).faults).toHaveLength(100);
  });

  it('checks values of expressions in the same way', () => {
    const faulty = { faults: [], ignoreUnknown: false };
    valueReader({ type: 'date' }, 'feel')('2024-01-01', faulty);
    expect(faulty.faults).toHaveLength(1);
  });
});

describe('JSON Schema', () => {
  const inputs: FieldSpec[] = [
    { name: 'age', type: 'integer', min: 0, required: true, title: 'Age' },
    { name: 'kind', type: 'string', values: ['a', 'b'], default: 'a' },
    { name: 'since', type: 'date and time' },
    { name: 'span', type: 'years and months duration' },
    { name: 'client', type: 'object', fields: [{ name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'sum', type: 'number' }] } }] },
    { name: 'free', type: 'any' },
  ];

  it('comes back as it went out', () => {
    const schema = inputSchemaOf(model(inputs));
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', required: ['age'], additionalProperties: false });
    expect(fieldsFromJsonSchema(schema)).toEqual({ fields: inputs, untaken: [] });
    expect((outputSchemaOf(model([], [], inputs)).required as string[]).length).toBe(inputs.length);
  });

  it('tells what it could not take', () => {
    const { fields, untaken } = fieldsFromJsonSchema({
      type: 'object',
      properties: { a: { type: 'string', pattern: 'x+' }, 'b c': { type: 'number' }, d: { oneOf: [] }, e: { $ref: '#/$defs/E' }, f: { $ref: '#/nowhere' }, g: { type: ['string', 'number'] } },
      $defs: { E: { type: 'object', properties: { x: { type: 'integer' }, self: { $ref: '#/$defs/E' } } } },
    });
    expect(fields.map(({ name, type }) => `${name} ${type}`)).toEqual(['a string', 'd any', 'e object', 'f any', 'g any']);
    expect(untaken.map(({ path }) => path)).toEqual(expect.arrayContaining(['/properties/a/pattern', '/properties/b c', '/properties/d/oneOf', '/properties/f/$ref', '/properties/g/type']));
  });

  it('makes fields of samples', () => {
    expect(fieldsFromSample([{ a: 1, b: '2024-01-01', c: [{ d: 1.5 }], e: null }, { a: 2, b: '2024-01-02', c: [], f: { g: true } }]).fields).toEqual([
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'date' },
      { name: 'c', type: 'list', items: { type: 'object', fields: [{ name: 'd', type: 'number' }] } },
      { name: 'e', type: 'any' },
      { name: 'f', type: 'object', fields: [{ name: 'g', type: 'boolean' }] },
    ]);
    expect(fieldsFromSample(JSON.parse('{"__proto__":1,"a b":2}')).untaken).toHaveLength(2);
    expect(fieldsFromSample(5).untaken).toHaveLength(1);
  });
});

describe('types', () => {
  it('fit where they can', () => {
    expect(typeFits({ kind: 'any' }, { kind: 'number' })).toBe(true);
    expect(typeFits({ kind: 'string' }, { kind: 'number' })).toBe(false);
    expect(typeFits({ kind: 'list', items: { kind: 'number' } }, { kind: 'list', items: { kind: 'string' } })).toBe(false);
    expect(typeFits({ kind: 'context', fields: { a: { kind: 'number' } } }, { kind: 'context', fields: { a: { kind: 'number' }, b: { kind: 'string' } } })).toBe(true);
    expect(typeFits({ kind: 'context', fields: { z: { kind: 'number' } } }, { kind: 'context', fields: {} })).toBe(false);
  });

  it('print names so that they stay names', () => {
    expect(propertyCode('доход')).toBe('.доход');
    expect(propertyCode('x²')).toBe('["x²"]');
  });
});
