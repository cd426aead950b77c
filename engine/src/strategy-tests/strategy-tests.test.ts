import type { FieldSpec } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFields } from '../strategy-data-model/index.js';
import type { StrategyResult, TraceStep } from '../strategy/compiled-strategy.js';
import { compareAnswer, compareVersions } from './compare-answer.js';
import { generateData } from './generate-data.js';
import { interestingValues } from './interesting-values.js';
import { seekPaths } from './seek-paths.js';

const inputs: FieldSpec[] = [
  { name: 'age', type: 'integer', min: 18, max: 90, required: true },
  { name: 'segment', type: 'string', values: ['mass', 'premium'] },
  { name: 'since', type: 'date', min: '2020-01-01', max: '2024-12-31' },
  { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'balance', type: 'number', min: 0 }] } },
];

const answer = (outputs: Record<string, unknown>): StrategyResult => ({ ok: true, answer: { outputs, outcome: { decision: null, action: null, channel: null, terms: {}, reasonCodes: [] } } });
const step = (path: string, port: string | null): TraceStep => ({ path, nodeId: path, port, startMs: 0, durationMs: 0, written: {} });

describe('generated data', () => {
  it('keeps to the data model and is the same for the same seed', () => {
    const wish = { rows: 500, seed: 7, fields: { 'contracts.balance': { distribution: { kind: 'log-normal' as const, median: 100, spread: 1 }, nulls: 0 }, age: { distribution: { kind: 'normal' as const, mean: 40, deviation: 30 } } } };
    const first = generateData(inputs, wish);
    expect(first).toEqual(generateData(inputs, wish));
    expect(first).not.toEqual(generateData(inputs, { ...wish, seed: 8 }));
    if (!first.ok) throw new Error('refused');
    for (const row of first.value as { age: number; segment: string | null; since: string | null; contracts: { balance: number }[] | null }[]) {
      expect(Number.isInteger(row.age) && row.age >= 18 && row.age <= 90).toBe(true);
      expect([null, 'mass', 'premium']).toContain(row.segment);
      expect(row.since === null || (row.since >= '2020-01-01' && row.since <= '2024-12-31')).toBe(true);
      for (const { balance } of row.contracts ?? []) expect(balance).toBeGreaterThanOrEqual(0);
    }
    const lengths = new Set(first.value.map((row) => (row.contracts as unknown[] | null)?.length ?? null));
    expect(lengths).toEqual(new Set([null, 0, 1, 2, 3, 4]));
  });

  it('refuses settings that name nothing or leave no value', () => {
    const refused = generateData(inputs, { rows: 1, seed: 1, fields: { salary: { nulls: 0 }, age: { distribution: { kind: 'uniform', min: 5, max: 20 } } } });
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual(['wrong-setting', 'unknown-field']);
  });
});

/** Data models of every type, with bounds, enumerations, defaults and nesting. */
const fieldsOf = fc.letrec<{ fields: FieldSpec[]; spec: Omit<FieldSpec, 'name'> }>((tie) => ({
  spec: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(fc.constantFrom('number' as const, 'integer' as const), fc.option(fc.integer({ min: -1000, max: 1000 })), fc.option(fc.integer({ min: 0, max: 500 }))).map(([type, min, span]) => ({ type, ...(min === null ? {} : { min }), ...(span === null ? {} : { max: (min ?? 0) + span }) })),
    fc.constantFrom<Omit<FieldSpec, 'name'>>({ type: 'boolean' }, { type: 'string' }, { type: 'any' }, { type: 'string', values: ['a', 'б'] }, { type: 'integer', values: [1, 5] }, { type: 'date', min: '2031-05-01' }, { type: 'date', max: '1999-12-31' }, { type: 'date and time', min: '2024-01-01T00:00:00Z', max: '2024-01-01T00:00:01Z' }, { type: 'time', min: '10:00:00', max: '10:00:01' }, { type: 'days and time duration', min: 'P1000D' }, { type: 'years and months duration', max: 'P1M' }, { type: 'list' }, { type: 'object' }),
    fc.record({ type: fc.constant('object' as const), fields: tie('fields') }),
    fc.record({ type: fc.constant('list' as const), items: tie('spec') }),
  ),
  fields: fc.array(fc.tuple(tie('spec'), fc.boolean()), { minLength: 1, maxLength: 4 }).map((specs) => specs.map(([spec, required], index) => ({ ...spec, name: `f${index}`, required }))),
}));

describe('generated data of any data model', () => {
  it('is always taken by the check of inputs', () => {
    fc.assert(
      fc.property(fieldsOf.fields, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (fields, seed, nulls) => {
        const made = generateData(fields, { rows: 20, seed, fields: { f0: { nulls } } });
        if (!made.ok) throw new Error(made.error[0]!.message);
        for (const row of made.value) expect(readFields(fields, row).faults).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what would fill the memory, and values that the data model does not allow', () => {
    const codes = (fields: NonNullable<Parameters<typeof generateData>[1]['fields']>, rows = 1) => {
      const made = generateData(inputs, { rows, seed: 1, fields });
      return made.ok ? [] : made.error.map(({ code, path }) => `${code} ${path}`);
    };
    expect(codes({ contracts: { length: { min: 0, max: 10_000 } } }, 100_000)).toEqual(['too-large /rows']);
    expect(codes({ segment: { distribution: { kind: 'choice', values: [{ value: 'gold', weight: 1 }] } } })).toEqual(['wrong-setting /fields/segment/distribution']);
    expect(codes({ segment: { distribution: { kind: 'normal', mean: 0, deviation: 1 } }, age: { length: { min: 0, max: 1 } } })).toHaveLength(2);
    expect(codes(JSON.parse('{"__proto__": {"nulls": 0}}') as Record<string, { nulls: number }>)).toEqual(['unknown-field /fields/__proto__']);
  });
});

describe('seeking paths', () => {
  it('reaches narrow conditions through the constants that they mention', async () => {
    const evaluate = (input: Record<string, unknown>): Promise<TraceStep[]> => {
      const contracts = (input.contracts as ({ balance: number | null } | null)[] | null) ?? [];
      const narrow = input.age === 61 && contracts.length > 2 && contracts.some((contract) => contract?.balance === 1234.5);
      return Promise.resolve([step('branch', narrow ? 'narrow' : 'else')]);
    };
    const goals = [{ kind: 'way' as const, path: 'branch', detail: 'narrow' }, { kind: 'way' as const, path: 'branch', detail: 'else' }, { kind: 'way' as const, path: 'branch', detail: 'never' }];
    const found = await seekPaths({ inputs, goals, values: interestingValues([{ when: 'age = 61 and some c in contracts satisfies c.balance = 1234.5' }]), seed: 3, tries: 20_000, evaluate });
    expect(found.missed).toEqual([goals[2]]);
    expect(found.inputs.flatMap(({ reaches }) => reaches)).toEqual(expect.arrayContaining([goals[0], goals[1]]));
  });
});

describe('comparing answers', () => {
  it('tells the smallest parts that differ', () => {
    const differences = compareAnswer({ outputs: { limit: 100, terms: { rate: 0.1, list: [1, 2] } } }, answer({ limit: 100.0000000001, terms: { rate: 0.2, list: [1] } }), []);
    expect(differences).toEqual([{ path: '/outputs/terms/rate', expected: 0.1, actual: 0.2 }, { path: '/outputs/terms/list/1', expected: 2, actual: null }]);
    expect(compareAnswer({ failure: 'http-timeout' }, answer({}), [])).toEqual([{ path: '/failure', expected: 'http-timeout', actual: null }]);
  });

  it('tells where two versions part', () => {
    const left = { result: answer({ x: 1 }), trace: [step('in', 'out'), step('branch', 'a'), step('out-1', null)] };
    const right = { result: answer({ x: 2 }), trace: [step('in', 'out'), step('branch', 'b'), step('out-2', null)] };
    expect(compareVersions(left, right)).toEqual({ differences: [{ path: '/outputs/x', expected: 1, actual: 2 }], parted: { path: 'branch', left: 'a', right: 'b' } });
    expect(compareVersions(left, left)).toEqual({ differences: [], parted: null });
  });
});
