import type { DecisionTableDocument, HitPolicy } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import type { FeelType } from '../feel/feel-type.js';
import { analyseDecisionTable } from './analyse-decision-table.js';
import { compileDecisionTable, type CompiledDecisionTable } from './compile-decision-table.js';
import { tableWarnings } from './table-warnings.js';

const scope = new Map<string, FeelType>([['age', { kind: 'number' }], ['region', { kind: 'string' }], ['vip', { kind: 'boolean' }], ['since', { kind: 'date' }], ['income', { kind: 'number' }]]);
const make = (document: DecisionTableDocument): CompiledDecisionTable => {
  const compiled = compileDecisionTable(document, { scope });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
};
const table = (hitPolicy: HitPolicy, rows: [string, string, string][], more: Partial<DecisionTableDocument> = {}): DecisionTableDocument => ({
  hitPolicy,
  inputs: [{ expression: 'age' }, { expression: 'region' }],
  outputs: [{ name: 'limit' }],
  rules: rows.map(([age, region, limit]) => ({ inputs: [age, region], outputs: [limit] })),
  ...more,
});
const faultsOf = (document: unknown): { path: string; code: string; message: string }[] => {
  const compiled = compileDecisionTable(document, { scope });
  return compiled.ok ? [] : compiled.error;
};

describe('decision tables', () => {
  it('take the first rule under F, with its number, and the default where none hits', () => {
    const { run } = make(table('F', [['< 18', '-', '0'], ['[18..25)', '"EU"', '100 + age'], ['>= 18', 'not("EU", "US")', '50']], { outputs: [{ name: 'limit', default: '-1' }] }));
    expect(run({ age: 17, region: 'EU' })).toEqual({ value: 0, hits: [0], violation: null });
    expect(run({ age: 18, region: 'EU' })).toMatchObject({ value: 118, hits: [1] });
    expect(run({ age: 30, region: 'Asia' })).toMatchObject({ value: 50, hits: [2] });
    expect(run({ age: 30, region: 'US' })).toEqual({ value: -1, hits: [], violation: null });
    expect(run({ age: null, region: 'EU' })).toMatchObject({ value: -1 });
    expect(run({})).toMatchObject({ value: -1, hits: [] });
  });

  it('name the rules that break U and A; the value is null then', () => {
    const rows: [string, string, string][] = [['< 30', '-', '1'], ['> 20', '-', '2'], ['[22..24]', '"EU"', '1']];
    const unique = make(table('U', rows));
    expect(unique.run({ age: 10, region: 'EU' })).toMatchObject({ value: 1, hits: [0], violation: null });
    const broken = unique.run({ age: 23, region: 'EU' });
    expect(broken).toMatchObject({ value: null, violation: { code: 'several-rules-hit', rules: [0, 1, 2] } });
    expect(broken.violation!.message).toContain('rules 1, 2, 3');
    const any = make(table('A', rows));
    expect(any.run({ age: 25, region: 'EU' }).violation).toMatchObject({ code: 'outputs-differ' });
    expect(make(table('A', [['< 30', '-', '1'], ['> 20', '-', '1']])).run({ age: 25 })).toMatchObject({ value: 1, hits: [0, 1], violation: null });
  });

  it('order and collect outputs', () => {
    const rows: [string, string, string][] = [['< 30', '-', '"low"'], ['> 10', '-', '"high"'], ['> 20', '-', '"middle"']];
    const outputs = [{ name: 'risk', values: ['"high"', '"middle"', '"low"'] }];
    expect(make(table('P', rows, { outputs })).run({ age: 25 }).value).toBe('high');
    expect(make(table('O', rows, { outputs })).run({ age: 25 }).value).toEqual(['high', 'middle', 'low']);
    expect(make(table('R', rows, { outputs })).run({ age: 25 }).value).toEqual(['low', 'high', 'middle']);
    expect(make(table('C', rows, { outputs })).run({ age: 5 }).value).toEqual(['low']);
    const numbers: [string, string, string][] = [['< 30', '-', '3'], ['> 10', '-', '-1'], ['> 20', '-', '5']];
    const aggregate = (aggregator: 'sum' | 'min' | 'max' | 'count', age: number): unknown => make(table('C', numbers, { aggregator })).run({ age }).value;
    expect([aggregate('sum', 25), aggregate('min', 25), aggregate('max', 25), aggregate('count', 25)]).toEqual([7, -1, 5, 3]);
    const none = make(table('C', [['< 0', '-', '3']], { aggregator: 'count' }));
    expect(none.run({ age: 5 }).value).toBe(0);
  });

  it('make contexts of several outputs', () => {
    const compiled = make({ hitPolicy: 'F', inputs: [{ expression: 'vip' }], outputs: [{ name: 'limit', type: 'number' }, { name: 'the grade', type: 'string' }], rules: [{ inputs: ['true'], outputs: ['10', '"A"'] }, { inputs: ['-'], outputs: ['1', 'null'] }] });
    expect(compiled.run({ vip: true }).value).toEqual({ limit: 10, 'the grade': 'A' });
    expect(compiled.type).toEqual({ kind: 'context', fields: { limit: { kind: 'number' }, 'the grade': { kind: 'string' } } });
  });

  it('tell each fault at its cell', () => {
    const faults = faultsOf({
      hitPolicy: 'U',
      inputs: [{ expression: 'age' }, { expression: 'nobody' }],
      outputs: [{ name: 'a', values: ['"x"', '"y"'] }, { name: 'a' }],
      rules: [{ inputs: ['< ', '-'], outputs: ['"z"', '1'] }, { inputs: ['-'], outputs: ['"x"', '1'] }, { inputs: ['"text"', '-'], outputs: ['"x"', ''] }],
    });
    const at = faults.map(({ path }) => path);
    for (const path of ['/inputs/1/expression', '/outputs/1/name', '/rules/0/inputs/0', '/rules/0/outputs/0', '/rules/1/inputs', '/rules/2/inputs/0', '/rules/2/outputs/1']) expect(at, path).toContain(path);
    expect(faultsOf({ hitPolicy: 'X' })[0]!.code).toBe('wrong-shape');
    expect(faultsOf(table('P', [['-', '-', '1']]))[0]!.code).toBe('priorities-missing');
    expect(faultsOf(table('U', [['-', '-', '1']], { aggregator: 'sum' }))[0]!.code).toBe('wrong-hit-policy');
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(faultsOf(deep)[0]!.code).toBe('too-deep');
  });

  it('keep hostile names and texts as data', () => {
    const names = new Map<string, FeelType>([['constructor', { kind: 'string' }], ['имя', { kind: 'string' }]]);
    const compiled = compileDecisionTable(
      { name: '`${process.exit()}`\u2028throw 1', hitPolicy: 'F', inputs: [{ expression: 'constructor', label: '*/\nprocess.exit()' }, { expression: 'имя' }], outputs: [{ name: 'constructor' }, { name: 'b"]: 1 };' }], rules: [{ id: '\u2028boom()//', inputs: ['"a\\"b\u2029"', '-'], outputs: ['имя', '"\u2028"'], annotation: '\r\nthrow 2' }] },
      { scope: names },
    );
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
    expect(compiled.value.run({ constructor: 'a"b\u2029', имя: 'x' }).value).toEqual({ constructor: 'x', 'b"]: 1 };': '\u2028' });
    expect(compiled.value.run({}).hits).toEqual([]);
  });
});

describe('the analysis of a table', () => {
  const tell = (document: DecisionTableDocument): ReturnType<typeof analyseDecisionTable> => analyseDecisionTable(make(document).table);

  it('tells gaps and overlaps as ranges in words and as cells', () => {
    const found = tell(table('U', [['< 18', '-', '0'], ['[18..30]', '"EU"', '1'], ['>= 30', '"EU", "US"', '2'], ['null', '-', '3']]));
    expect(found.gaps).toEqual([
      { tests: ['[18..30)', 'not("EU")'], words: 'age in [18..30) and region is not "EU"' },
      { tests: ['>= 30', 'not("EU", "US")'], words: 'age >= 30 and region is not "EU", "US"' },
    ]);
    expect(found.overlaps).toMatchObject([{ rules: [1, 2], outputs: 'different', conflict: 'yes', tests: ['30', '"EU"'], words: 'age = 30 and region = "EU"' }]);
    expect(found.complete).toBe(true);
    // The gaps, taken as rules, close the table.
    const closed = tell(table('F', [['< 18', '-', '0'], ['[18..30]', '"EU"', '1'], ['>= 30', '"EU", "US"', '2'], ['null', '-', '3'], ...found.gaps.map(({ tests }): [string, string, string] => [tests[0]!, tests[1]!, '9'])]));
    expect(closed.gaps).toEqual([]);
  });

  it('knows whole numbers, dates, allowed values and the data model', () => {
    const document: DecisionTableDocument = { hitPolicy: 'U', inputs: [{ expression: 'age', type: 'integer', allowed: '[0..120]' }, { expression: 'since' }], outputs: [{ name: 'o' }], rules: [{ inputs: ['<= 17', '< @"2024-03-01"'], outputs: ['1'] }, { inputs: ['>= 18', '-'], outputs: ['2'] }, { inputs: ['< 18', '>= date("2024-03-02"), null'], outputs: ['3'] }] };
    expect(tell(document).gaps).toEqual([{ tests: ['[0..17]', '@"2024-03-01"'], words: 'age in [0..17] and since = @"2024-03-01"' }]);
    const compiled = compileDecisionTable(table('U', [['[18..65]', '"EU"', '1'], ['[18..65]', '"US"', '1'], ['> 70', '-', '2']]), { scope, fields: new Map([['age', { type: 'integer', min: 18, max: 65, required: true }], ['region', { type: 'string', values: ['EU', 'US'], required: true }]]) });
    if (!compiled.ok) throw new Error('faulty');
    const found = analyseDecisionTable(compiled.value.table);
    expect(found.gaps).toEqual([]);
    expect(found.unreachable).toEqual([{ rule: 2, reason: 'accepts-nothing' }]);
  });

  it('tells rules that are never reached, duplicates, and cells it does not know', () => {
    expect(tell(table('F', [['< 20', '-', '1'], ['>= 20', '-', '2'], ['[10..30]', '"EU"', '3'], ['-', '-', '4']])).unreachable).toEqual([{ rule: 2, reason: 'shadowed' }]);
    const priority = table('P', [['-', '-', '"low"'], ['< 20', '-', '"high"'], ['[5..10]', '-', '"low"']], { outputs: [{ name: 'o', values: ['"high"', '"low"'] }] });
    expect(tell(priority).unreachable).toEqual([{ rule: 2, reason: 'shadowed' }]);
    const found = tell(table('F', [['< income', '-', '1'], ['-', '"EU"', '2'], ['-', '"EU"', '3']]));
    expect(found.unknownCells).toEqual([{ rule: 0, input: 0 }]);
    expect(found.duplicates).toEqual([[1, 2]]);
    const unknown = make(table('F', [['< income', '-', '1']]));
    expect(tableWarnings(unknown.table, analyseDecisionTable(unknown.table)).map(({ path, code }) => [path, code])).toEqual([['/rules/0/inputs/0', 'not-analysed']]);
  });
});
