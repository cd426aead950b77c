import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareModel, drawer } from '../fixtures/bare-model.js';
import { Scan } from '../scan/scan.js';
import { fillTiles, tileShapeOf } from './fill-tiles.js';
import { TileScan } from './tile-scan.js';

const shape = fc.record({ seed: fc.nat(), customers: fc.integer({ min: 0, max: 300 }), options: fc.integer({ min: 1, max: 40 }), cells: fc.integer({ min: 1, max: 60 }), own: fc.integer({ min: 0, max: 3 }) });

describe('scan over tiles', () => {
  it('chooses as the scan over lists does, ties included', () => {
    fc.assert(fc.property(shape, ({ seed, customers, options, cells, own }) => {
      const random = drawer(seed);
      // Small whole numbers: differences are exact in float32, and ties abound.
      const whole = (to: number) => Math.floor(random() * to);
      const model = bareModel(customers, options, cells, own, { cell: () => whole(cells), has: () => random() < 0.8, gain: () => whole(30) - 5, own: () => whole(4) });
      const prices = { base: Float64Array.from({ length: cells * options }, () => whole(20) - 4), own: model.own.map(() => Float64Array.from({ length: cells * options }, () => whole(5) - 2)) };
      const [lists, table] = [new Scan(model), fillTiles(model)];
      const tiles = new TileScan(table);
      const total = lists.run(prices);
      expect(tiles.pass(prices)).toBe(total);
      expect(tiles.passNear(prices)).toBe(total);
      expect(table.exact).toBe(true);
      expect(tiles.counts).toEqual(lists.counts);
      expect(tiles.sums).toEqual(lists.sums);
      const { total: exact, error } = tiles.exactTotal(prices);
      // Never too low; above it by what rounding might hide in the terms of own columns, which cancel here.
      expect(exact).toBeGreaterThanOrEqual(total - error);
      expect(exact - total).toBeLessThanOrEqual(error + customers * own * 1e-12);
      const optionOf = (candidate: number) => (candidate < 0 ? options : model.option[candidate]!);
      const of = (i: number) => [i, optionOf(lists.chosen[i]!), optionOf(lists.enter[i]!), lists.gap[i]!];
      const at = (p: number) => [table.customerAt[p]!, tiles.best[p]!, tiles.second[p]!, tiles.gap[p]!];
      expect(Array.from(table.place, at)).toEqual(Array.from(table.place, (_, i) => of(i)));
      const band = 1 + whole(5);
      expect(Array.from(tiles.nearPositions(band), (p) => table.customerAt[p])).toEqual(Array.from(table.customerAt).filter((i) => i >= 0 && lists.gap[i]! < band));
    }), { numRuns: 150 });
  });

  it('leaves to lists what tiles do not suit', () => {
    const draw = { cell: () => 0, has: () => true, gain: () => 1, own: () => 1 };
    const model = bareModel(10, 3, 1, 0, draw);
    expect(tileShapeOf(model)).toEqual({ customers: 10, tiles: 3, options: 3, cells: 1, own: 0 });
    expect(tileShapeOf({ ...model, choice: { ...model.choice, max: 2 } })).toBe(null);
    expect(tileShapeOf({ ...model, weight: Float64Array.of(2) })).toBe(null);
    expect(tileShapeOf(bareModel(2, 3, 1, 9, draw))).toBe(null);
    for (const option of [[0, 1, 2, 0, 1, 1], [1, 0, 2, 0, 1, 2]]) expect(tileShapeOf({ ...bareModel(2, 3, 1, 0, draw), option: Uint16Array.from(option) })).toBe(null);
  });
});
