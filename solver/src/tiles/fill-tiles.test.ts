import { describe, expect, it } from 'vitest';
import { bareModel, drawer } from '../fixtures/bare-model.js';
import { fillTiles, MOST_VALUE } from './fill-tiles.js';
import { tileBytes } from './tile-layout.js';
import { TileScan } from './tile-scan.js';
import { TileTable } from './tile-table.js';
import { fillFromRows, TileFiller, turnRowsIntoTiles } from './tile-filler.js';

const [customers, options, cells] = [203, 7, 9];
const draw = (seed: number, round: boolean) => {
  const random = drawer(seed);
  const value = () => (round ? Math.fround(10 * random()) : 10 * random());
  return bareModel(customers, options, cells, 2, { cell: () => Math.floor(random() * cells), has: () => random() < 0.7, gain: value, own: value });
};

/** Visits a model's candidates from the last to the first. */
function backwards(model: ReturnType<typeof draw>, visit: (customer: number, option: number, e: number) => void): void {
  for (let i = model.customers - 1; i >= 0; i--) for (let e = model.offsets[i + 1]! - 1; e >= model.offsets[i]!; e--) visit(i, model.option[e]!, e);
}

describe('filling tiles', () => {
  it.each([true, false])('gives the same table from lists and as a stream in any order (numbers of float32: %s)', (round) => {
    const model = draw(3, round);
    const table = fillTiles(model);
    const filler = new TileFiller(model.cell, cells, options, 2);
    backwards(model, (i, o, e) => {
      expect(filler.add(i, o, model.gain[e]!)).toBe(true);
      expect(filler.add(i, o, 1)).toBe(false);
      model.own.forEach((column, m) => expect(filler.addOwn(m, i, o, column[e]!)).toBe(true));
    });
    const streamed = filler.finish();
    expect(streamed.exact).toBe(round);
    expect(table.exact).toBe(round);
    expect(table.source).toBe(round ? null : model);
    expect(filler.candidates).toBe(model.gain.length);
    expect(streamed.values).toEqual(table.values);
    expect(streamed.own).toEqual(table.own);
    for (let i = 0; i < customers; i++) {
      for (let o = 0; o < options; o++) {
        const e = model.option.subarray(model.offsets[i]!, model.offsets[i + 1]!).indexOf(o);
        expect(table.values[table.placeOf(table.place[i]!, o)]).toBe(e < 0 ? -Infinity : Math.fround(model.gain[model.offsets[i]! + e]!));
      }
    }
    expect(table.values.filter((value) => value !== -Infinity)).toHaveLength(model.gain.length);
  });

  it('refuses what is not a value', () => {
    const filler = new TileFiller(Uint32Array.of(0), 1, 2, 1);
    for (const value of [NaN, Infinity, -Infinity, 2 ** 121]) {
      expect(filler.add(0, 0, value)).toBe(false);
      expect(filler.addOwn(0, 0, 0, value)).toBe(false);
    }
    expect(filler.candidates).toBe(0);
    expect(filler.finish().exact).toBe(true);
  });

  it('gives the same table from rows of values, in a copy and where they stand', () => {
    const model = draw(5, true);
    const table = fillTiles({ ...model, own: [] });
    const rows = new Float32Array(customers * options).fill(-Infinity);
    backwards(model, (i, o, e) => (rows[i * options + o] = model.gain[e]!));
    const copied = TileTable.allocate(model.cell, cells, options);
    fillFromRows(copied, rows);
    expect(copied.values).toEqual(table.values);
    const turned = TileTable.allocate(model.cell, cells, options);
    for (let i = 0; i < customers; i++) turned.values.set(rows.subarray(i * options, (i + 1) * options), turned.place[i]! * options);
    turnRowsIntoTiles(turned);
    expect(turned.values).toEqual(table.values);
  });

  it('keeps sums finite where values are beyond float32', () => {
    const model = bareModel(6, 2, 1, 1, { cell: () => 0, has: () => true, gain: () => 1e300, own: () => -1e300 });
    model.gain[2] = -1e300;
    const table = fillTiles(model);
    expect(table.exact).toBe(false);
    expect(Math.max(...table.values)).toBe(MOST_VALUE);
    const scan = new TileScan(table);
    for (const price of [0, 1e300, -1e300]) {
      const prices = { base: Float64Array.of(price, price), own: [Float64Array.of(price, price)] };
      expect(scan.passNear(prices)).toBeLessThan(Infinity);
      expect(scan.gap.some(Number.isNaN)).toBe(false);
    }
  });

  it('says before what it takes, and refuses what fits in no memory', () => {
    const shape = { customers: 10_000_000, tiles: 2_500_000, options: 20, cells: 8, own: 0 };
    expect(tileBytes(shape) / 1e6).toBeGreaterThan(800);
    expect(tileBytes(shape) / 1e6).toBeLessThan(960);
    expect(() => TileTable.allocate(new Uint32Array(80_000), 1, 65_535)).toThrow('does not fit in one memory of 4 GiB');
    expect(() => TileTable.allocate(new Uint32Array(4), 1, 65_536)).toThrow(RangeError);
  });
});
