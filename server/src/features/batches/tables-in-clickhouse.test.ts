import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import { printStrategySql } from '@arbiter/engine/strategy/sql/print-strategy-sql';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

let container: Container;
beforeAll(async () => {
  container = await makeTestContainer();
});
afterAll(() => container?.close());

const inputs: FieldSpec[] = [{ name: 'n', type: 'number' }, { name: 'm', type: 'number' }, { name: 's', type: 'string' }, { name: 'b', type: 'boolean' }];
const columns = { n: 'Nullable(Float64)', m: 'Nullable(Float64)', s: 'Nullable(String)', b: 'Nullable(Bool)' };
const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const row = fc.record({ n: pick([null, -1, 0, 0.5, 1, 2, 2.5, 3, 1e300]), m: pick([null, 0, 1, 0.1, -7.25]), s: pick([null, '', 'a', 'b', "o'neil\\", 'Ёж']), b: pick([null, true, false]) });

const literals: Record<string, string[]> = { n: ['0', '1', '2', '-1', '2.5', 'm'], s: ['"a"', '"b"', '""', '"o\'neil\\\\"'], b: ['true', 'false'] };
const testOf = (name: string): fc.Arbitrary<string> => {
  const literal = pick(literals[name]!);
  const one = fc.oneof(literal, fc.constant('null'), literal.map((value) => `!= ${value}`), ...(name === 'n' ? [fc.tuple(pick(['<', '<=', '>', '>=']), literal).map((parts) => parts.join(' ')), fc.tuple(pick(['[', '(']), pick(['-1', '0', '1']), pick(['2', '3']), pick([']', ')'])).map(([open, low, high, close]) => `${open}${low}..${high}${close}`)] : []));
  const list = fc.array(one, { minLength: 1, maxLength: 3 }).map((tests) => tests.join(', '));
  return fc.oneof({ weight: 2, arbitrary: fc.constant('-') }, { weight: 4, arbitrary: list }, { weight: 1, arbitrary: list.map((tests) => `not(${tests})`) });
};
const policies = [['F'], ['U'], ['A'], ['P'], ['C', 'sum'], ['C', 'min'], ['C', 'max'], ['C', 'count'], ['R'], ['O'], ['C']] as const;
const table = fc.uniqueArray(pick(['n', 's', 'b']), { minLength: 1, maxLength: 3 }).chain((names) =>
  fc.record({ policy: pick(policies), fallback: pick([undefined, '2']), allowed: pick([undefined, undefined, 'not(null)']), rows: fc.array(fc.tuple(...names.map(testOf)), { maxLength: 5 }), outputs: fc.array(pick(['1', '2', '3', 'm', 'm + 0.3', 'null']), { minLength: 5, maxLength: 5 }) }).map(({ policy: [hitPolicy, aggregator], fallback, allowed, rows, outputs }) => {
    const ranked = hitPolicy === 'P' || hitPolicy === 'O';
    const listed = hitPolicy === 'R' || hitPolicy === 'O' || (hitPolicy === 'C' && aggregator === undefined);
    return {
      listed,
      document: {
        hitPolicy,
        ...(aggregator ? { aggregator } : {}),
        inputs: names.map((expression, index) => ({ expression, ...(allowed && index === 0 && !listed ? { allowed } : {}) })),
        outputs: [{ name: 'o', type: 'number', ...(ranked ? { values: ['3', '1', '2'] } : {}), ...(fallback ? { default: fallback } : {}) }],
        rules: rows.map((cells, index) => ({ inputs: cells, outputs: [ranked ? String(1 + (index % 3)) : outputs[index]!] })),
      },
    };
  }),
);
const bin = fc.tuple(testOf('n'), pick<string | number>([10, -2.5, 0.1, 'm', 'm * 2']), pick([undefined, 'R1', 'R2', 'R3'])).map(([test, points, reasonCode]) => ({ test, points, ...(reasonCode ? { reasonCode } : {}) }));
const scorecard = fc.record({ bins: fc.array(bin, { minLength: 1, maxLength: 4 }), others: fc.array(fc.tuple(testOf('s'), pick([1, 2, 30])), { minLength: 1, maxLength: 3 }), algorithm: pick(['points-above', 'points-below']), count: pick([undefined, 1, 2]) }).map(({ bins, others, algorithm, count }) => ({
  initialScore: 0.3, reasonAlgorithm: algorithm, ...(count ? { reasonCount: count } : {}), baselinePoints: 5, bands: [{ name: 'low' }, { name: "mid'dle", from: 3 }, { name: 'high', from: 12.5 }],
  characteristics: [{ name: 'one', expression: 'n', bins }, { name: 'two', expression: 's', reasonCode: 'S', bins: [...others.map(([test, points]) => ({ test, points })), { test: '-', points: 4 }] }],
}));
const condition = pick(['n < 2', 'n >= m', 's = "a"', 's in ("a", "b")', 'b', 'not(b)', 'n > 0 and b', 'n = null', 'b or n < 1']);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({ tree: fc.oneof({ depthSize: 'small' }, pick(['1', 'm', 'm + n', 'null']).map((result) => ({ result: [result] })), fc.record({ branches: fc.array(fc.record({ condition, then: tie('tree') }), { minLength: 1, maxLength: 3 }), else: tie('tree') })) }));

const strategyOf = (outputs: FieldSpec[], kind: string, settings: unknown, ports = ['next']): StrategyDocument => ({
  dataModel: { inputs, variables: [], outputs },
  graph: { nodes: [{ id: 'in', kind: 'input', settings: {} }, { id: 'node', kind: kind as 'rules', settings }, { id: 'out', kind: 'output', settings: {} }], edges: [{ from: 'in', port: 'next', to: 'node' }, ...ports.map((port) => ({ from: 'node', port, to: 'out' }))] },
});

async function agree(document: StrategyDocument, rows: readonly Record<string, unknown>[], tableName: string): Promise<{ answered: number; rejected: number }> {
  const nothing = { find: () => undefined };
  const compiled = compileStrategy(document, nothing);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const printed = printStrategySql(document, nothing, { from: tableName, keep: ['id'], column: (name) => name });
  if (!printed.ok) throw new Error(JSON.stringify([printed.error, document]));
  const found = await container.analytics.query<Record<string, unknown>>(`${printed.value.select} ORDER BY id`);
  expect(found).toHaveLength(rows.length);
  const counts = { answered: 0, rejected: 0 };
  rows.forEach((input, index) => {
    const result = compiled.value.evaluate(input, { nowMs: 0, timeZone: 'UTC', clock: () => 0 });
    const sql = found[index]!;
    const what = `${JSON.stringify({ node: document.graph.nodes[1]!.settings, input })}`;
    if (!result.ok) {
      expect(sql['reject_code'], what).toBe(result.failure.code);
      counts.rejected += 1;
      return;
    }
    expect(sql['reject_code'], what).toBe('');
    for (const { name } of document.dataModel.outputs) expect(sql[`out_${name}`], `${name} ${what}`).toEqual(result.answer.outputs[name]);
    expect(sql['reason_codes'], what).toEqual(result.answer.outcome.reasonCodes);
    counts.answered += 1;
  });
  return counts;
}

describe('business rules and arbitration printed as SQL', () => {
  const rows = fc.sample(row, { numRuns: 60, seed: 3 });
  beforeAll(async () => {
    await container.analytics.command(`CREATE TABLE table_rows (id UInt32, ${Object.entries(columns).map(([name, type]) => `${name} ${type}`).join(', ')}) ENGINE = Memory`);
    await container.analytics.insert('table_rows', rows.map((one, id) => ({ id, ...one })));
  });

  it('decision tables of every hit policy answer as their JavaScript does', async () => {
    const total = { answered: 0, rejected: 0 };
    for (const { document, listed } of fc.sample(table, { numRuns: 80, seed: 21 })) {
      const settings = { content: { kind: 'decision-table', document }, results: listed ? [{ name: 'o', value: 'result[1]' }, { name: 'last', value: 'result[-1]' }, { name: 'size', value: 'count(result)' }] : [{ name: 'o', value: 'result' }, { name: 'yes', value: 'matched' }] };
      const { answered, rejected } = await agree(strategyOf(listed ? ['o', 'last', 'size'].map((name) => ({ name, type: 'number' as const })) : [{ name: 'o', type: 'number' }, { name: 'yes', type: 'boolean' }], 'rules', settings), rows, 'table_rows');
      total.answered += answered;
      total.rejected += rejected;
    }
    expect(total.answered).toBeGreaterThan(1000);
    expect(total.rejected).toBeGreaterThan(50);
  });

  it('scorecards and trees answer as their JavaScript does', async () => {
    for (const document of fc.sample(scorecard, { numRuns: 25, seed: 22 })) {
      const settings = { content: { kind: 'scorecard', document }, results: [{ name: 'score', value: 'score' }, { name: 'band', value: 'band' }, { name: 'two', value: 'points.two' }], reasons: 'reasons' };
      await agree(strategyOf([{ name: 'score', type: 'number' }, { name: 'band', type: 'string' }, { name: 'two', type: 'number' }], 'rules', settings), rows, 'table_rows');
    }
    for (const root of fc.sample(tree, { numRuns: 25, seed: 23 })) {
      const settings = { content: { kind: 'decision-tree', document: { outputs: [{ name: 'o', type: 'number' }], root } }, results: [{ name: 'o', value: 'result' }, { name: 'leaf', value: 'leaf' }] };
      await agree(strategyOf([{ name: 'o', type: 'number' }, { name: 'leaf', type: 'string' }], 'rules', settings), rows, 'table_rows');
    }
  });

  it('rule sets give the same events', async () => {
    const document = {
      rules: [
        { name: "it's", conditions: { all: [{ fact: 'n', operator: 'greaterThan', value: 0 }] }, event: { type: 'plus', params: { limit: 5, note: "o'neil" } } },
        { priority: 7, conditions: { any: [{ fact: 's', operator: 'in', value: ['a', ''] }, { fact: 'sum', operator: 'lessThan', value: 1 }] }, event: { type: 'text', params: { limit: 7.5 } } },
        { conditions: { all: [{ fact: 'b', operator: 'notEqual', value: true }] }, event: { type: 'off' } },
      ],
    };
    for (const mode of ['all', 'first']) {
      const settings = { content: { kind: 'rule-set', document }, mode, facts: [{ name: 'sum', value: 'n + m' }], results: [{ name: 'limit', value: 'params.limit' }, { name: 'note', value: 'params.note' }, { name: 'yes', value: 'matched' }, { name: 'size', value: 'count(types)' }, { name: 'rule', value: 'rules[-1]' }], reasons: 'types' };
      await agree(strategyOf([{ name: 'limit', type: 'number' }, { name: 'note', type: 'string' }, { name: 'yes', type: 'boolean' }, { name: 'size', type: 'number' }, { name: 'rule', type: 'string' }], 'rules', settings), rows, 'table_rows');
    }
  });

  it('arbitration ranks as its JavaScript does', async () => {
    const settings = {
      candidates: [
        { action: 'card', channel: 'email', propensity: 'n', value: '10', eligibility: [{ condition: 'b', reason: 'not-b' }, { condition: 's != "a"', reason: 'is-a' }] },
        { action: "o'neil", propensity: '2', context: 'm', value: '5', lever: '0.5' },
        { action: 'loan', channel: 'sms', propensity: '1', value: '5' },
        { action: 'deposit', propensity: '0.5', value: '10' },
      ],
      best: { action: 'action', channel: 'channel', score: 'score' }, reasons: 'all',
    };
    const outputs: FieldSpec[] = [{ name: 'action', type: 'string' }, { name: 'channel', type: 'string' }, { name: 'score', type: 'number' }];
    const { answered } = await agree(strategyOf(outputs, 'arbitrate', settings, ['chosen', 'none']), rows, 'table_rows');
    expect(answered).toBe(rows.length);
    await agree(strategyOf(outputs, 'arbitrate', { ...settings, candidates: settings.candidates.slice(0, 2), reasons: 'none-left' }, ['chosen', 'none']), rows, 'table_rows');
  });
});
