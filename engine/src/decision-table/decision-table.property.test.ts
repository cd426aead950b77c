import type { DecisionTableDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeelType } from '../feel/feel-type.js';
import { compileFeel, compileFeelCondition, parseDate, parseDateTime, parseDuration, parseTime, type FeelDateTime, type FeelTime } from '../feel/index.js';
import { analyseDecisionTable } from './analyse-decision-table.js';
import { compileDecisionTable } from './compile-decision-table.js';

const scope = new Map<string, FeelType>([
  ['n', { kind: 'number' }], ['s', { kind: 'string' }], ['b', { kind: 'boolean' }], ['d', { kind: 'date' }], ['t', { kind: 'date and time' }], ['c', { kind: 'time' }], ['u', { kind: 'days and time duration' }], ['y', { kind: 'years and months duration' }], ['m', { kind: 'number' }],
]);
const orNull = (values: unknown[]): unknown[] => [null, ...values];
const values: Record<string, unknown[]> = {
  n: orNull([-1, 0, 0.5, 1, 2, 2.5, 3, 1e300]), s: orNull(['', 'a', 'b', 'é', 'null']), b: orNull([true, false]), m: orNull([0, 2]),
  d: orNull(['2024-02-28', '2024-02-29', '2024-03-01'].map(parseDate)),
  t: orNull(['2024-02-29T00:00:00Z', '2024-02-29T03:00:00+03:00', '2024-02-29T00:00:00.0005Z', '2024-02-29T00:00:00.001Z', '2024-02-29T00:00:00', '2024-02-29T05:00:00@Europe/Moscow'].map(parseDateTime)),
  c: orNull(['10:00:00', '10:00:00Z', '12:30:00', '10:00:00.5'].map(parseTime)),
  u: orNull(['PT1H', 'P1D', '-PT1S', 'PT1.5S'].map(parseDuration)),
  y: orNull(['P1Y', 'P11M', 'P0M'].map(parseDuration)),
};
const literals: Record<string, string[]> = {
  n: ['0', '1', '2', '-1', '2.5', 'm'], s: ['"a"', '"b"', '""'], b: ['true', 'false'], d: ['@"2024-02-29"', 'date("2024-03-01")'],
  t: ['@"2024-02-29T00:00:00Z"', 'date and time("2024-02-29T00:00:00.001Z")', '@"2024-02-29T00:00:00"'], c: ['@"10:00:00"', 'time("12:30:00")', '@"10:00:00Z"'], u: ['@"PT1H"', 'duration("P1D")'], y: ['@"P1Y"', 'duration("P2M")'],
};
const testOf = (name: string): fc.Arbitrary<string> => {
  const literal = fc.constantFrom(...literals[name]!);
  const ordered = fc.oneof(
    fc.tuple(fc.constantFrom('<', '<=', '>', '>='), literal).map(([sign, value]) => `${sign} ${value}`),
    fc.tuple(fc.constantFrom('[', '('), literal, literal, fc.constantFrom(']', ')')).map(([open, low, high, close]) => `${open}${low}..${high}${close}`),
    literal.map((value) => `? < ${value} or ? = ${value}`),
  );
  const one = fc.oneof(literal, fc.constant('null'), ...(name === 'b' ? [] : [ordered]), literal.map((value) => `= ${value}`), literal.map((value) => `!= ${value}`), fc.array(literal, { minLength: 1, maxLength: 2 }).map((list) => `[${list.join(', ')}]`));
  const list = fc.array(one, { minLength: 1, maxLength: 3 }).map((tests) => tests.join(', '));
  return fc.oneof({ weight: 2, arbitrary: fc.constant('-') }, { weight: 4, arbitrary: list }, { weight: 1, arbitrary: list.map((tests) => `not(${tests})`) });
};
const nameList = ['n', 's', 'b', 'd', 't', 'c', 'u', 'y'];
const table = fc.uniqueArray(fc.constantFrom(...nameList), { minLength: 1, maxLength: 3 }).chain((names) =>
  fc.record({
    policy: fc.constantFrom('F', 'U', 'A', 'R', 'C') as fc.Arbitrary<'F' | 'U' | 'A' | 'R' | 'C'>,
    rows: fc.oneof(fc.array(fc.tuple(...names.map(testOf)), { maxLength: 5 }), fc.array(fc.tuple(...names.map(testOf)), { minLength: 41, maxLength: 45 })),
  }).map(({ policy, rows }): DecisionTableDocument => ({ hitPolicy: policy, inputs: names.map((expression) => ({ expression })), outputs: [{ name: 'o' }], rules: rows.map((inputs, index) => ({ inputs, outputs: [index % 2 === 0 ? String(index % 3) : `m + ${index}`] })) })),
);
const condition = new Map<string, (facts: Record<string, unknown>) => boolean>();
function fits(test: string, name: string, facts: Record<string, unknown>): boolean {
  const key = `${name} ${test}`;
  let run = condition.get(key);
  if (!run) {
    const compiled = compileFeelCondition(test, { scope, dialect: 'unary-tests', input: scope.get(name)!, strict: false });
    if (!compiled.ok) throw new Error(`${test}: ${JSON.stringify(compiled.error)}`);
    condition.set(key, (run = compiled.value));
  }
  return run({ ...facts, '?': facts[name] });
}

describe('compiled tables, small and indexed', () => {
  it('answer as a plain reading of each cell does', () => {
    let hit = 0;
    fc.assert(fc.property(table, fc.array(fc.record(Object.fromEntries(Object.entries(values).map(([name, list]) => [name, fc.constantFrom(...list)]))), { minLength: 1, maxLength: 12 }), (document, rows) => {
      const compiled = compileDecisionTable(document, { scope, strict: false });
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
      for (const facts of rows as Record<string, unknown>[]) {
        const expected = document.rules.flatMap(({ inputs }, rule) => (inputs.every((test, column) => fits(test, document.inputs[column]!.expression, facts)) ? [rule] : []));
        const { hits, value, violation } = compiled.value.run(facts);
        const wanted = document.hitPolicy === 'F' ? expected.slice(0, 1) : expected;
        expect(hits, JSON.stringify({ facts, wrong: document.rules.filter((_, rule) => hits.includes(rule) !== wanted.includes(rule)) })).toEqual(wanted);
        hit += expected.length;
        if (document.hitPolicy === 'F' && expected.length > 0) {
          const output = compileFeel(document.rules[expected[0]!]!.outputs[0]!, { scope });
          expect(value).toEqual(output.ok ? output.value(facts) : undefined);
        }
        if (document.hitPolicy === 'U') expect(violation !== null).toBe(expected.length > 1);
      }
    }), { numRuns: 400, seed: 5 });
    expect(hit).toBeGreaterThan(100);
  });

  it('have no hit where a gap is told, and several where an overlap is', () => {
    fc.assert(fc.property(table, fc.record(Object.fromEntries(Object.entries(values).map(([name, list]) => [name, fc.constantFrom(...list)]))), (document, facts) => {
      const compiled = compileDecisionTable(document, { scope, strict: false });
      if (!compiled.ok) return;
      const analysis = analyseDecisionTable(compiled.value.table);
      // Values that do not compare with a column's constants (a local time among zoned ones) are left out of the analysis.
      if ((facts as { t: FeelDateTime | null }).t?.isLocal || ((facts as { c: FeelTime | null }).c?.utcOffset ?? null) !== null) return;
      const inside = (tests: string[]): boolean => tests.every((test, column) => fits(test, document.inputs[column]!.expression, facts as Record<string, unknown>));
      const hits = document.rules.flatMap(({ inputs }, rule) => (inside(inputs) ? [rule] : []));
      for (const gap of analysis.gaps) if (inside(gap.tests)) expect(hits, JSON.stringify({ document, facts, gap })).toEqual([]);
      for (const overlap of analysis.overlaps) if (inside(overlap.tests)) expect(hits, JSON.stringify({ document, facts, overlap })).toEqual(expect.arrayContaining(overlap.rules));
    }), { numRuns: 400, seed: 6 });
  });
});
