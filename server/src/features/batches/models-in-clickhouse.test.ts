import { readFileSync } from 'node:fs';
import type { FieldSpec, JsonModel, ModelFeature, ModelLink, StrategyDocument } from '@arbiter/contracts';
import { importLightgbm, importPmml, importXgboost } from '@arbiter/engine/model/index';
import { expSql } from '@arbiter/engine/model/exp-sql';
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

const nothing = { find: () => undefined };
const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const outputs: FieldSpec[] = [{ name: 'score', type: 'number' }, { name: 'label', type: 'string' }];

function strategyOf(inputs: FieldSpec[], document: JsonModel): StrategyDocument {
  const settings = { model: { document }, results: { score: 'score', ...('classes' in document && document.classes ? { class: 'label' } : {}) } };
  return { dataModel: { inputs, variables: [], outputs }, graph: { nodes: [{ id: 'in', kind: 'input', settings: {} }, { id: 'node', kind: 'model', settings }, { id: 'out', kind: 'output', settings: {} }], edges: [{ from: 'in', port: 'next', to: 'node' }, { from: 'node', port: 'next', to: 'out' }] } };
}

async function agree(inputs: FieldSpec[], document: JsonModel, rows: readonly Record<string, unknown>[], table: string): Promise<{ answered: number; rejected: number; empty: number }> {
  const strategy = strategyOf(inputs, document);
  const compiled = compileStrategy(strategy, nothing);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const printed = printStrategySql(strategy, nothing, { from: table, keep: ['id'], column: (name) => name });
  if (!printed.ok) throw new Error(JSON.stringify(printed.error));
  const found = await container.analytics.query<Record<string, unknown>>(`${printed.value.select} ORDER BY id`);
  const counts = { answered: 0, rejected: 0, empty: 0 };
  rows.forEach((input, index) => {
    const result = compiled.value.evaluate(input, { nowMs: 0, timeZone: 'UTC', clock: () => 0 });
    const sql = found[index]!;
    const what = JSON.stringify({ document, input }).slice(0, 3000);
    expect(sql['reject_code'], what).toBe(result.ok ? '' : result.failure.code);
    if (!result.ok) {
      counts.rejected += 1;
      return;
    }
    for (const name of ['score', 'label']) expect(sql[`out_${name}`], `${name} ${what}`).toEqual(result.answer.outputs[name]);
    counts[result.answer.outputs['score'] === null ? 'empty' : 'answered'] += 1;
  });
  return counts;
}

const inputs: FieldSpec[] = [{ name: 'n', type: 'number' }, { name: 'm', type: 'number' }, { name: 's', type: 'string' }, { name: 'b', type: 'boolean' }];
const row = fc.record({ n: fc.oneof(pick([null, -1, 0, 0.5, 1, 2, 1e300]), fc.double({ min: -50, max: 50, noNaN: true })), m: fc.oneof(pick([null, 0, 1, 0.1, -7.25]), fc.double({ min: -1000, max: 1000, noNaN: true })), s: pick([null, '', 'a', 'b', "o'neil\\", 'Ёж']), b: pick([null, true, false]) });
const treatment = fc.record(
  { missing: pick(['model', 'value', 'mean', 'error'] as const), min: pick([-5, 0]), max: pick([10, 3]), values: pick([[0, 1, 2, 0.5], [1]]), invalid: pick(['error', 'missing', 'as-is', 'value'] as const), low: pick([-3, 0.25]), high: pick([1, 20]), outliers: pick(['as-is', 'missing', 'extreme'] as const) },
  { requiredKeys: [] },
);
const numeric = (name: string): fc.Arbitrary<ModelFeature> => treatment.map((settings) => ({ name, type: 'number', mean: 0.3, missingValue: 7, invalidValue: -2.5, ...settings }));
const features = fc.tuple(numeric('n'), numeric('m'), pick<ModelFeature>([{ name: 's', type: 'category' }, { name: 's', type: 'category', missing: 'value', missingValue: 'b' }, { name: 's', type: 'category', values: ['a', 'b', ''], invalid: 'missing' }, { name: 's', type: 'category', values: ['a'], invalid: 'value', invalidValue: 'b' }]), fc.constant<ModelFeature>({ name: 'b', type: 'category' }));
const number = fc.double({ min: -3, max: 3, noNaN: true });
const outcome = fc.record({ link: pick<ModelLink>(['identity', 'logit', 'log', 'inverse', 'cloglog', 'loglog']), classes: pick([undefined, ['good', "ba'd"]]), positive: pick([0, 1]), rescale: pick([undefined, { factor: 100, constant: 300.5 }, { factor: 10, round: 'round' as const, min: -20, max: 500 }, { factor: 7, round: 'ceiling' as const }, { round: 'floor' as const, factor: 3 }]) })
  .map(({ link, classes, positive, rescale }) => ({ link, ...(classes ? { classes, positiveClass: classes[positive]! } : {}), ...(rescale ? { rescale } : {}) }));
const linear = fc.tuple(features, outcome, number, fc.array(number, { minLength: 12, maxLength: 12 }), fc.boolean()).map(([columns, result, intercept, k, long]): JsonModel => ({
  kind: 'linear', features: columns, ...result,
  sums: [{ intercept, terms: [{ feature: 'n', coefficient: k[0]! }, { feature: 's', categories: [{ value: 'a', coefficient: k[1]! }, { value: "o'neil\\", coefficient: k[2]! }] }, { feature: 'm', coefficient: k[3]! / 10 }, { product: ['n', 'm'], coefficient: k[4]! / 100 }, { feature: 'b', categories: [{ value: 'true', coefficient: k[5]! }] }, ...(long ? k.slice(6).map((coefficient) => ({ feature: 'm', coefficient: coefficient / 50 })) : [])] }],
}));
type Grown = { leaf: number | null } | { feature: 'n' | 'm'; operator: '<' | '<='; threshold: number; yes: Grown; no: Grown; way: number } | { feature: 's' | 'b'; categories: string[]; yes: Grown; no: Grown; way: number };
const { grown } = fc.letrec<{ grown: Grown }>((tie) => ({
  grown: fc.oneof({ depthSize: 'small' }, fc.record({ leaf: fc.oneof({ weight: 12, arbitrary: number }, { weight: 1, arbitrary: fc.constant(null) }) }), fc.record({ feature: pick(['n', 'm'] as const), operator: pick(['<', '<='] as const), threshold: pick([-1, 0, 0.1, 0.5, 1, 3.25]), yes: tie('grown'), no: tie('grown'), way: pick([0, 1, 2]) }), fc.record({ feature: pick(['s', 'b'] as const), categories: pick([['a'], ['b', ''], ['true'], []]), yes: tie('grown'), no: tie('grown'), way: pick([0, 1, 2]) })),
}));
function flatten(root: Grown): unknown[] {
  const nodes: unknown[] = [null];
  const queue: [Grown, number][] = [[root, 0]];
  for (const [tree, at] of queue) {
    if ('leaf' in tree) nodes[at] = { value: tree.leaf };
    else {
      const { yes, no, way, ...split } = tree;
      const add = (child: Grown): number => {
        queue.push([child, nodes.push(null) - 1]);
        return nodes.length - 1;
      };
      const places = [add(yes), add(no)] as const;
      nodes[at] = { ...split, yes: places[0], no: places[1], missing: way === 2 ? add({ leaf: 0.125 }) : places[way] };
    }
  }
  return nodes;
}
const trees = fc.tuple(features, outcome, fc.array(fc.record({ root: grown, weight: pick([undefined, 0.5, 2]) }), { minLength: 1, maxLength: 12 }), pick(['sum', 'average'] as const), pick([undefined, 0.3]), pick(['double', 'float32'] as const)).map(([columns, result, grove, aggregate, base, precision]) => ({
  kind: 'trees', features: columns, ...result, aggregate, precision, ...(base === undefined ? {} : { base }), trees: grove.map(({ root, weight }) => ({ nodes: flatten(root), ...(weight === undefined ? {} : { weight }) })),
}) as JsonModel);

describe('models printed as SQL', () => {
  const rows = fc.sample(row, { numRuns: 60, seed: 5 });
  beforeAll(async () => {
    await container.analytics.command('CREATE TABLE model_rows (id UInt32, n Nullable(Float64), m Nullable(Float64), s Nullable(String), b Nullable(Bool)) ENGINE = Memory');
    await container.analytics.insert('model_rows', rows.map((one, id) => ({ id, ...one })));
  });

  it('the exponential function is the one of JavaScript, to the last bit', async () => {
    const edges = [0, -0, 1, -1, 1e-9, -1e-9, 2 ** -28, 0.34657359027997264, 0.3465735902799727, 1.0397207708399179, 1.0397207, -1.0397, 709.782712893384, 709.79, -708.4, -745.1332191019411, -745.2, -740.123, 1e300, -1e300];
    const values = [...edges, ...fc.sample(fc.double({ min: -750, max: 720, noNaN: true }), { numRuns: 5000, seed: 1 }), ...Array.from({ length: 40_000 }, (_, index) => Math.sin(index * 12.9898) * 40), ...Array.from({ length: 20_000 }, (_, index) => Math.sin(index * 78.233) * 1.5)];
    await container.analytics.command('CREATE TABLE exponents (id UInt32, x Float64) ENGINE = Memory');
    await container.analytics.insert('exponents', values.map((x, id) => ({ id, x })));
    let from = 'exponents';
    let count = 0;
    const result = expSql('x', (sql) => {
      count += 1;
      from = `(SELECT *, ${sql} AS e_${count} FROM ${from})`;
      return `e_${count}`;
    });
    const sql = await container.analytics.query<{ given: string; y: string; own: string }>(`SELECT toString(reinterpretAsUInt64(x)) AS given, toString(reinterpretAsUInt64(${result})) AS y, toString(reinterpretAsUInt64(exp(x))) AS own FROM ${from} ORDER BY id`);
    const float = (bits: string): number => new Float64Array(BigUint64Array.of(BigInt(bits)).buffer)[0]!;
    let different = 0;
    for (const { given, y, own } of sql) {
      if (float(y) !== Math.exp(float(given))) expect(float(y), `exp(${float(given)})`).toBe(Math.exp(float(given)));
      if (own !== y) different += 1;
    }
    console.info(`exp(): ClickHouse's own differs from JavaScript's for ${different} of ${sql.length} values`);
  });

  it('linear models answer as their JavaScript does', async () => {
    const total = { answered: 0, rejected: 0, empty: 0 };
    for (const document of fc.sample(linear, { numRuns: 25, seed: 31 })) {
      const counts = await agree(inputs, document, rows, 'model_rows');
      for (const key of ['answered', 'rejected', 'empty'] as const) total[key] += counts[key];
    }
    console.info('linear', total);
    for (const count of Object.values(total)) expect(count).toBeGreaterThan(50);
  }, 60_000);

  it('trees answer as their JavaScript does', async () => {
    const total = { answered: 0, rejected: 0, empty: 0 };
    for (const document of fc.sample(trees, { numRuns: 25, seed: 32 })) {
      const counts = await agree(inputs, document, rows, 'model_rows');
      for (const key of ['answered', 'rejected', 'empty'] as const) total[key] += counts[key];
    }
    console.info('trees', total);
    for (const count of Object.values(total)) expect(count).toBeGreaterThan(50);
  }, 60_000);

  it('models of other tools answer as their JavaScript does', async () => {
    const read = (name: string) => readFileSync(new URL(`../../../../tests/fixtures/models/${name}`, import.meta.url), 'utf8');
    const sources = { 'xgboost-binary.json': importXgboost(JSON.parse(read('xgboost-binary.json'))), 'lightgbm-binary.json': importLightgbm(JSON.parse(read('lightgbm-binary.json'))), 'logistic.pmml': importPmml(read('logistic.pmml')), 'boosting-regression.pmml': importPmml(read('boosting-regression.pmml')) };
    const outcomes: Record<string, string> = {};
    for (const [name, imported] of Object.entries(sources)) {
      if (!imported.ok) throw new Error(JSON.stringify(imported.error));
      const model = imported.value;
      const expected = JSON.parse(read(name.endsWith('.pmml') ? `${name}.expected.json` : name.replace('.json', '.expected.json'))) as { rows: unknown[][] };
      const fields: FieldSpec[] = model.features.map((feature) => ({ name: feature.name, type: feature.type === 'number' ? 'number' : 'string' }));
      const table = `rows_of_${name.replaceAll(/\W/g, '_')}`;
      await container.analytics.command(`CREATE TABLE ${table} (id UInt32, ${fields.map((field) => `\`${field.name}\` Nullable(${field.type === 'number' ? 'Float64' : 'String'})`).join(', ')}) ENGINE = Memory`);
      const data = expected.rows.map((values) => Object.fromEntries(fields.map((field, index) => [field.name, values[index] ?? null])));
      await container.analytics.insert(table, data.map((one, id) => ({ id, ...one })));
      try {
        outcomes[name] = `${(await agree(fields, model, data, table)).answered} answered`;
      } catch (error) {
        if (!(error instanceof Error) || !error.message.includes('not-pushable')) throw error;
        outcomes[name] = error.message;
      }
    }
    console.info(outcomes);
    expect(outcomes['xgboost-binary.json']).toMatch(/^\d+ answered$/);
    expect(outcomes['lightgbm-binary.json']).toMatch(/^\d+ answered$/);
  }, 60_000);

  it('an ensemble near the limit is still within what ClickHouse takes, many rows of it too', async () => {
    const grow = (depth: number, seed: number): Grown => (depth === 0 ? { leaf: Math.sin(seed) } : { feature: seed % 2 ? 'n' : 'm', operator: '<', threshold: Math.cos(seed * 7) * 40, yes: grow(depth - 1, seed * 2 + 1), no: grow(depth - 1, seed * 2 + 2), way: depth % 3 });
    const forest: JsonModel = { kind: 'trees', link: 'logit', features: [{ name: 'n', type: 'number' }, { name: 'm', type: 'number' }], trees: Array.from({ length: 20 }, (_, index) => ({ nodes: flatten(grow(5, index + 1)) })) } as JsonModel;
    await agree(inputs, forest, rows, 'model_rows');
    const printed = printStrategySql(strategyOf(inputs, forest), nothing, { from: "(SELECT toUInt32(number) AS id, CAST(sin(number) * 50 AS Nullable(Float64)) AS n, CAST(cos(number) * 50 AS Nullable(Float64)) AS m, CAST(NULL AS Nullable(String)) AS s, CAST(NULL AS Nullable(Bool)) AS b FROM numbers(200000))", keep: ['id'], column: (name) => name });
    if (!printed.ok) throw new Error(printed.error[0]!.message);
    const startedMs = performance.now();
    await container.analytics.query(`SELECT sum(out_score) AS total FROM (${printed.value.select})`);
    console.info(`${forest.kind === 'trees' ? forest.trees.length : 0} trees of depth 5 in SQL: ${Math.round(2e5 / ((performance.now() - startedMs) / 1000))} rows/s, ${printed.value.select.length} characters`);
  }, 120_000);

  it('refuses in words what would not be the same', () => {
    const refusal = (document: JsonModel, settings: object = {}) => {
      const strategy = strategyOf(inputs, document);
      const node = strategy.graph.nodes[1]!;
      node.settings = { ...(node.settings as object), ...settings };
      const printed = printStrategySql(strategy, nothing, { from: 'model_rows', keep: ['id'], column: (name) => name });
      return printed.ok ? 'printed' : printed.error[0]!.message;
    };
    const plain: JsonModel = { kind: 'linear', features: [{ name: 'n', type: 'number' }], sums: [{ intercept: 0, terms: [{ feature: 'n', coefficient: 1 }] }] };
    expect(refusal(plain)).toBe('printed');
    expect(refusal({ ...plain, link: 'probit' })).toContain('probit');
    expect(refusal({ ...plain, sums: [{ intercept: 0, terms: [{ feature: 'n', coefficient: 1, exponent: 3 }] }] })).toContain('Powers');
    expect(refusal(plain, { addReasons: true })).toContain('Reason codes');
    expect(refusal({ kind: 'trees', features: plain.features, trees: Array.from({ length: 7000 }, () => ({ nodes: [{ value: 1 }] })) })).toContain('7000 nodes');
  });
});
