import { describe, expect, it } from 'vitest';
import { randomFrom } from '../finish/seeded-random.js';
import { weeklyProblem } from '../fixtures/weekly-problems.js';
import { buildModel } from '../model/build-model.js';
import type { Model } from '../model/model.js';
import { kernelModule } from '../tiles/wasm-kernel.js';
import { PathDual } from './path-dual.js';
import { pathGraphOf } from './path-graph.js';
import { startsOf } from './path-starts.js';
import { PathTiles } from './path-tiles.js';

/** A weekly model whose customers are in several cells, one of them with a single customer, with values of float32. */
function cellModel(customers: number, most: number, gap: boolean, weight: readonly number[]): Model {
  const { problem, instance } = weeklyProblem({ customers, weeks: 6, most, gap, seed: most });
  const built = buildModel(problem, instance);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const { model } = built;
  const random = randomFrom(4);
  const cells = weight.length;
  const { start, row, coefficient } = model.entries;
  const many = { start: new Uint32Array(cells * model.options + 1), row: [] as number[], coefficient: [] as number[] };
  for (let q = 0; q < cells * model.options; q++) {
    const o = q % model.options;
    for (let s = start[o]!; s < start[o + 1]!; s++) {
      many.row.push(row[s]!);
      // Limits weigh each cell differently.
      many.coefficient.push(coefficient[s]! * (1 + Math.floor(q / model.options)));
    }
    many.start[q + 1] = many.row.length;
  }
  return {
    ...model,
    gain: model.gain.map(Math.fround),
    cells,
    weight: Float64Array.from(weight),
    cell: Uint32Array.from({ length: customers }, (_, i) => (i === 7 ? cells - 1 : Math.floor(random() * (cells - 1)))),
    entries: { start: many.start, row: Uint32Array.from(many.row), coefficient: Float64Array.from(many.coefficient), channel: new Uint8Array(many.row.length) },
  };
}

describe.runIf(kernelModule() !== null)('the scan over paths in WebAssembly', () => {
  it.each([
    [3, true, [1, 1, 1], false],
    [2, false, [1, 2.5, 1], false],
    [4, true, [3, 1, 1], false],
    [3, true, [1, 1, 1], true],
  ])('chooses as the plain scan does: %i contacts, gap %s, weights %j, a history %s', (most, gap, weight, past) => {
    const model = cellModel(3_003, most, gap, weight);
    if (past) {
      // A cap of two within three weeks, of which the history of every third customer has used one.
      const caps = Array.from({ length: 6 }, (_, p) => ({ counts: Uint8Array.from({ length: model.options }, (__, o) => (o % 6 <= p && p - (o % 6) < 3 ? 1 : 0)), max: 2 }));
      model.rules = { caps, spent: Uint16Array.from({ length: model.customers * 6 }, (_, z) => (Math.floor(z / 6) % 3 === 0 && z % 6 < 2 ? 1 : 0)), needs: [], unmet: null };
    }
    const starts = startsOf(model)!;
    const graph = pathGraphOf(model.choice, model.options, 4_096, model.rules ?? null, starts.starts)!;
    if (past) expect(graph.roots.length).toBeGreaterThan(1);
    const tiles = PathTiles.of(model, graph, starts.of)!;
    const dual = new PathDual(model, graph);
    const random = randomFrom(1);
    for (let round = 0; round < 4; round++) {
      const lambda = Float64Array.from(model.rows, () => (round === 0 ? 0 : 30 * round * random()));
      const fast = dual.evaluate(lambda);
      const exact = dual.settle(lambda);
      expect(fast.total / exact.total).toBeCloseTo(1, 6);
      expect(dual.loose(fast)).toBeGreaterThanOrEqual(exact.value);
      expect(dual.certified(fast)).toBe(dual.certified(exact));
      const total = tiles.run(dual.prices);
      expect(total).toBe(fast.total);
      let [choices, different] = [0, 0];
      for (let q = 0; q < tiles.counts.length; q++) {
        choices += dual.scan.counts[q]!;
        different += Math.abs(dual.scan.counts[q]! - tiles.counts[q]!);
      }
      // float32 may decide a near tie otherwise, now and then.
      expect(different).toBeLessThanOrEqual(1e-3 * choices);
      for (let i = 0; i < model.customers; i++) expect(Math.abs(tiles.gap[i]! - dual.scan.gap[i]!)).toBeLessThan(1e-2);
    }
  });

  it('leaves measures of candidates, huge values and mostly empty tiles to the plain scan', () => {
    const model = cellModel(1_000, 3, true, [1, 1]);
    const graph = pathGraphOf(model.choice, model.options)!;
    expect(PathTiles.of(model, graph, null)).not.toBeNull();
    expect(PathTiles.of({ ...model, own: [Float64Array.from(model.gain)] }, graph, null)).toBeNull();
    expect(PathTiles.of({ ...model, gain: model.gain.map((value, e) => (e === 5 ? 1e40 : value)) }, graph, null)).toBeNull();
    const few = Uint32Array.from(model.offsets, (_, i) => Math.min(i, 900));
    expect(PathTiles.of({ ...model, customers: 50_000, cell: new Uint32Array(50_000), offsets: few, option: model.option.subarray(0, 900), gain: model.gain.subarray(0, 900) }, graph, null)).toBeNull();
  });
});
