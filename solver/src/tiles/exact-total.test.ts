import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareModel, drawer } from '../fixtures/bare-model.js';
import type { Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { fillTiles } from './fill-tiles.js';
import { compensatedSum } from './list-total.js';
import { TileScan } from './tile-scan.js';

const SHIFT = 1074n;

/** A number of float64 × 2^1074, which is whole. */
function whole(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0]!;
  const exponent = bits >> 52n;
  const digits = bits & (2n ** 52n - 1n);
  const size = exponent === 0n ? digits : (digits + 2n ** 52n) << (exponent - 1n);
  return value < 0 ? -size : size;
}

/** Σ over customers of the best net value × 2^2148, exactly. */
function trueTotal({ customers, options, offsets, option, gain, cell, own }: Model, prices: Prices): bigint {
  let total = 0n;
  for (let i = 0; i < customers; i++) {
    let most = 0n;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const q = cell[i]! * options + option[e]!;
      let net = (whole(gain[e]!) - whole(prices.base[q]!)) << SHIFT;
      own.forEach((column, m) => (net -= whole(column[e]!) * whole(prices.own[m]![q]!)));
      if (net > most) most = net;
    }
    total += most;
  }
  return total;
}

const cases = fc.record({ seed: fc.nat(), customers: fc.integer({ min: 0, max: 60 }), options: fc.integer({ min: 1, max: 6 }), own: fc.integer({ min: 0, max: 3 }), round: fc.boolean(), spread: fc.constantFrom(0, 5, 40) });

describe('exact totals', () => {
  it('are true within the error that they state, and that is small', () => {
    fc.assert(fc.property(cases, ({ seed, customers, options, own, round, spread }) => {
      const random = drawer(seed);
      const value = () => (round ? Math.fround : Number)((random() - 0.3) * 2 ** (spread * (random() - 0.5)));
      const model = bareModel(customers, options, 3, own, { cell: () => Math.floor(3 * random()), has: () => random() < 0.8, gain: value, own: value });
      const column = () => Float64Array.from({ length: 3 * options }, () => (random() - 0.3) * 2 ** (spread * (random() - 0.5)));
      const prices = { base: column(), own: model.own.map(column) };
      const exact = trueTotal(model, prices);
      const table = fillTiles(model);
      // With the numbers themselves, from tiles or lists; then from rounded tiles alone.
      for (const source of [table.source, null]) {
        table.source = source;
        const { total, error } = new TileScan(table).exactTotal(prices);
        const bound = (whole(total) + whole(error) + 1n) << SHIFT;
        expect(bound >= exact).toBe(true);
        let size = total;
        for (const v of model.gain) size += Math.abs(v);
        for (const columnOfOwn of model.own) for (const a of columnOfOwn) size += Math.abs(a) * 2 ** (spread / 2);
        const allowed = size * (!table.exact && source === null ? 2 ** -22 : 2 ** -42);
        expect(bound - exact <= (whole(allowed) + 2n) << SHIFT).toBe(true);
      }
    }), { numRuns: 300 });
  });

  it('add numbers of all sizes without losing any', () => {
    const numbers = Float64Array.from({ length: 10_001 }, (_, n) => (n === 0 ? 1e16 : 1));
    expect(compensatedSum(numbers)).toBe(1e16 + 10_000);
    expect(numbers.reduce((sum, x) => sum + x, 0)).toBe(1e16);
  });

  it('are zero for nobody', () => {
    const model = bareModel(0, 3, 1, 0, { cell: () => 0, has: () => true, gain: () => 1, own: () => 1 });
    const scan = new TileScan(fillTiles(model));
    const prices = { base: new Float64Array(3), own: [] };
    expect(scan.exactTotal(prices)).toEqual({ total: 0, error: 0 });
    expect([scan.pass(prices), scan.passNear(prices), scan.gapQuantile(0.5), scan.nearPositions(1).length]).toEqual([0, 0, 0, 0]);
  });
});

describe('quantiles of the gaps', () => {
  it('are right to a few per cent', () => {
    const random = drawer(11);
    const model = bareModel(20_000, 4, 2, 0, { cell: () => Math.floor(2 * random()), has: () => random() < 0.7, gain: () => Math.exp(4 * random()), own: () => 0 });
    const scan = new TileScan(fillTiles(model));
    scan.passNear({ base: Float64Array.from({ length: 8 }, () => 3 * random()), own: [] });
    const sorted = scan.gap.filter((gap) => gap < Infinity).sort();
    for (const q of [0.001, 0.01, 0.1, 0.5, 0.9]) {
      const wanted = sorted[Math.floor(q * sorted.length)]!;
      expect(Math.abs(scan.gapQuantile(q) / wanted - 1)).toBeLessThan(0.07);
      const near = scan.nearPositions(wanted);
      expect(near).toHaveLength(sorted.findIndex((gap) => gap === wanted));
    }
    expect(scan.gapQuantile(1)).toBe(sorted.at(-1));
  });
});
