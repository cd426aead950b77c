import { instanceOf, parseProblem, type Problem } from '@arbiter/solver';
import { DualFunction } from '@arbiter/solver/dual/dual-function';
import { randomFrom } from '@arbiter/solver/finish/seeded-random';
import { buildModel } from '@arbiter/solver/model/build-model';
import { multiplierRange } from '@arbiter/solver/dual/dual';
import { modelOfTies } from '@arbiter/solver/sql-scan/near-tie-model';
import { prepareTable, type PreparedTable } from '@arbiter/solver/sql-scan/prepare-table';
import { printCustomersSql, readNearTies } from '@arbiter/solver/sql-scan/print-near-ties';
import { SqlDual } from '@arbiter/solver/sql-scan/sql-dual';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBlockingAsk, type BlockingAsk } from '../../testing/open-blocking-ask.js';
import { tableProblem, type TableShape, tableSources, writeTables } from '../../testing/table-problems.js';

let engine: BlockingAsk;
beforeAll(async () => {
  engine = await openBlockingAsk();
}, 60_000);
afterAll(() => engine.close());

function parse(document: Record<string, unknown>): Problem {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.problem;
}

async function prepare(shape: TableShape, name: string): Promise<{ prepared: PreparedTable; whole: DualFunction }> {
  const { document, customers, candidates } = tableProblem(shape);
  await writeTables(engine.analytics, name, { customers, candidates });
  const built = prepareTable(parse({ ...document, customers: { file: '-' }, candidates: { file: '-' } }), tableSources(name), `${name}_scan`, engine.ask);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const problem = parse({ ...document, customers, candidates });
  const instance = instanceOf(problem);
  if (!instance.ok) throw new Error(JSON.stringify(instance.errors));
  const model = buildModel(problem, instance.instance);
  if (!model.ok) throw new Error(JSON.stringify(model.errors));
  expect(built.prepared.removed).toEqual(model.eligibility.removed);
  return { prepared: built.prepared, whole: new DualFunction(model.model) };
}

const shapes: [string, TableShape][] = [
  ['real values', { seed: 1, customers: 400, actions: 5, segments: 3 }],
  ['ties', { seed: 2, customers: 400, actions: 6, segments: 3, ties: true }],
  ['values below zero', { seed: 3, customers: 300, actions: 4, segments: 2, signed: true }],
  ['costs of their own', { seed: 4, customers: 300, actions: 4, segments: 3, ownCost: true }],
  ['periods and rules', { seed: 5, customers: 200, actions: 3, segments: 2, periods: ['2026-W48', '2026-W49'], rules: true, ownCost: true }],
  ['least cost for a floor', { seed: 6, customers: 300, actions: 4, segments: 2, minimise: true, ownCost: true, rules: true }],
  ['301 cells', { seed: 7, customers: 3_000, actions: 4, segments: 300 }],
];

describe('a pass as one SELECT', () => {
  it.each(shapes)('equals the pass over lists: %s', async (name, shape) => {
    const { prepared, whole } = await prepare(shape, `pass${shape.seed}`);
    const { table, facts, scan } = prepared;
    const dual = new SqlDual(table, facts, scan, engine.ask);
    const lists = new DualFunction(modelOfTies(table, scan, readNearTies(table, engine.ask(printCustomersSql(table, null)))));
    expect(table.cells, name).toBe(whole.model.cells);
    expect(facts.floor).toBeLessThanOrEqual(whole.floor + 1e-9);
    expect(facts.floor).toBeCloseTo(whole.floor, 6);
    const random = randomFrom(shape.seed);
    for (let trial = 0; trial < 4; trial++) {
      const lambda = Float64Array.from(scan.rows, (row) => {
        const { least, most } = multiplierRange(row);
        return trial === 0 ? 0 : Math.max(least, Math.min(most, (random() < 0.3 ? 0 : 6 * random()) * (row.sense < 0 ? -1 : 1) * (shape.ties ? 1 : random())));
      });
      const pass = dual.pass(lambda);
      const point = lists.evaluate(lambda);
      expect([...pass.counts]).toEqual([...lists.scan.counts]);
      pass.sums.forEach((sum, m) => sum.forEach((value, q) => expect(value).toBeCloseTo(lists.scan.sums[m]![q]!, 9)));
      pass.point.used.forEach((used, k) => expect(Math.abs(used - point.used[k]!)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(used))));
      expect(Math.abs(pass.point.value - point.value)).toBeLessThanOrEqual(1e-11 * (Math.abs(point.total) + 1));
      expect(dual.certified(pass.point)).toBeGreaterThanOrEqual(point.value - 1e-12 * Math.abs(point.total));
      expect(dual.certified(pass.point) - pass.point.value).toBeLessThanOrEqual(1e-9 * (Math.abs(point.total) + 1));
      // Rows of the problem's own model stand in the same order; only cells are numbered otherwise.
      const own = whole.evaluate(lambda);
      expect(Math.abs(own.value - pass.point.value)).toBeLessThanOrEqual(1e-11 * (Math.abs(own.total) + 1));
      own.used.forEach((used, k) => expect(Math.abs(used - pass.point.used[k]!)).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(used))));
    }
  }, 60_000);

  it.each(shapes)('has the curvature and the gaps of the lists: %s', async (name, shape) => {
    const { prepared } = await prepare({ ...shape, seed: shape.seed + 50 }, `band${shape.seed}`);
    const { table, facts, scan } = prepared;
    const dual = new SqlDual(table, facts, scan, engine.ask);
    const lists = new DualFunction(modelOfTies(table, scan, readNearTies(table, engine.ask(printCustomersSql(table, null)))));
    const lambda = Float64Array.from(scan.rows, (row, k) => (row.sense > 0 ? (k % 3) * 0.7 : 0));
    dual.evaluate(lambda);
    lists.evaluate(lambda);
    for (const q of [0.1, 0.5, 0.9]) expect(dual.gapQuantile(q), name).toBe(lists.gapQuantile(q));
    const band = Math.max(0.5, lists.gapQuantile(0.6));
    const [ours, theirs] = [dual.curvature(band), lists.curvature(band)];
    const size = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const tolerance = table.own > 0 ? 1e-4 : 1e-9;
    ours.forEach((value, z) => expect(Math.abs(value - theirs[z]!)).toBeLessThanOrEqual(tolerance * size));
    const [metric, other] = [dual.priceMetric(), lists.priceMetric()];
    expect(metric.weight).toBeCloseTo(other.weight, 6);
    metric.G.forEach((value, z) => expect(Math.abs(value - other.G[z]!)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(value))));
  }, 60_000);
});
