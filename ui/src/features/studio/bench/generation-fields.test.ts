import type { FieldSpec } from '@arbiter/contracts';
import { generateData } from '@arbiter/engine/strategy-tests/generate-data';
import { describe, expect, it } from 'vitest';
import { beginDistribution, exampleSettings, fittingSettings, generatedFields, readChoices, withGeneration, writeChoices } from './generation-fields.js';

const inputs: FieldSpec[] = [
  { name: 'customer', type: 'string', required: true },
  { name: 'overdue', type: 'integer', min: 0, max: 400 },
  { name: 'segment', type: 'string', values: ['a', 'b'] },
  { name: 'born', type: 'date', min: '1940-01-01' },
  { name: 'flag', type: 'boolean' },
  { name: 'sums', type: 'list', items: { type: 'number' } },
  { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'balance', type: 'number', required: true }, { name: 'at', type: 'object', fields: [{ name: 'city', type: 'string' }] }] } },
];
const fields = generatedFields(inputs);

describe('settings of generated data', () => {
  it('name every field as generation does', () => {
    expect(fields.map(({ path }) => path)).toEqual(['customer', 'overdue', 'segment', 'born', 'flag', 'sums', 'contracts', 'contracts.balance', 'contracts.at', 'contracts.at.city']);
  });

  it('begin with what generation takes, for every field and kind', () => {
    for (const { path, spec, kinds } of fields) {
      for (const kind of kinds) {
        const distribution = beginDistribution(kind, spec.type === 'list' ? (spec.items ?? spec) : spec);
        const made = generateData(inputs, { rows: 5, seed: 1, fields: distribution ? { [path]: { distribution } } : {} });
        expect([path, kind, made.ok ? '' : made.error[0]?.message]).toEqual([path, kind, '']);
      }
    }
  });

  it('make an example without nulls, its lists with something in them', () => {
    const made = generateData(inputs, { rows: 20, seed: 3, fields: exampleSettings(inputs) });
    if (!made.ok) throw new Error(made.error[0]?.message);
    expect(JSON.stringify(made.value)).not.toContain('null');
    for (const row of made.value) expect((row.contracts as unknown[]).length).toBeGreaterThan(0);
  });

  it('forget what says nothing and what the data model has no more', () => {
    expect(withGeneration({ overdue: { nulls: 0.5 } }, 'overdue', { nulls: undefined } as never)).toEqual({});
    const settings = { overdue: { distribution: beginDistribution('normal', inputs[1]!)! }, gone: { nulls: 1 }, segment: { distribution: { kind: 'normal' as const, mean: 1, deviation: 1 } } };
    expect(Object.keys(fittingSettings(settings, fields))).toEqual(['overdue']);
  });

  it('read values with weights as they are typed', () => {
    expect(readChoices('a = 3\n\n b;1,5\nplain', { type: 'string' })).toEqual([{ value: 'a', weight: 3 }, { value: 'b', weight: 1.5 }, { value: 'plain', weight: 1 }]);
    expect(readChoices('10 = 1\n2,5', { type: 'number' })).toEqual([{ value: 10, weight: 1 }, { value: 2.5, weight: 1 }]);
    expect([readChoices(' \n', { type: 'string' }), readChoices('a = 0', { type: 'string' })]).toEqual([null, null]);
    const values = [{ value: true, weight: 2 }, { value: false, weight: 1 }];
    expect(readChoices(writeChoices(values), { type: 'boolean' })).toEqual(values);
  });
});
