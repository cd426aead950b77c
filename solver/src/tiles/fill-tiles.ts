import type { Model } from '../model/model.js';
import { fitsTiles, LANES, type TileShape } from './tile-layout.js';
import { TileTable } from './tile-table.js';

/** Values, and prices of them, are held within ± this, so that no float32 sum overflows. About 10^36. */
export const MOST_VALUE = 2 ** 120;
/** Own numbers, and prices of them: the product of two is within ±MOST_VALUE. */
export const MOST_OWN = 2 ** 60;

/**
 * The shape of a model's table, or null where lists suit it better: more than one action a customer, weighted customers, no table
 * that fits, or so few of the pairs are candidates that most places would be empty.
 */
export function tileShapeOf(model: Model): TileShape | null {
  const { customers, options, cells, cell, own, choice, weight } = model;
  if (choice.max !== 1 || weight.some((w) => w !== 1)) return null;
  const sizes = new Uint32Array(cells);
  for (let i = 0; i < customers; i++) sizes[cell[i]!]!++;
  let tiles = 0;
  for (const size of sizes) tiles += Math.ceil(size / LANES);
  const shape: TileShape = { customers, tiles, options, cells, own: own.length };
  const candidates = model.offsets[customers] ?? 0;
  return fitsTiles(shape) && tiles * LANES * options <= 4 * candidates + 65_536 ? shape : null;
}

/** The table of a model in which every customer gets at most one action. Keeps the model as its source where values were rounded. */
export function fillTiles(model: Model): TileTable {
  const table = TileTable.allocate(model.cell, model.cells, model.options, model.own.length);
  const { values, own, customerAt, shape } = table;
  const { offsets, option, gain } = model;
  const { options } = shape;
  let exact = true;
  for (let t = 0; t < shape.tiles; t++) {
    const tile = t * options * LANES;
    values.fill(-Infinity, tile, tile + options * LANES);
    for (let lane = 0; lane < LANES; lane++) {
      const customer = customerAt[t * LANES + lane]!;
      if (customer < 0) continue;
      const base = tile + lane;
      for (let e = offsets[customer]!, end = offsets[customer + 1]!; e < end; e++) {
        const value = gain[e]!;
        const rounded = Math.fround(value);
        if (rounded === value && value <= MOST_VALUE && value >= -MOST_VALUE) values[base + option[e]! * LANES] = rounded;
        else {
          exact = false;
          values[base + option[e]! * LANES] = within(value, MOST_VALUE);
        }
      }
    }
  }
  for (let m = 0; m < own.length; m++) if (!fillOwn(table, model, m)) exact = false;
  table.exact = exact;
  table.source = exact ? null : model;
  return table;
}

/** Fills an own column; says whether all of its numbers are float32 numbers. */
function fillOwn({ customerAt, own, shape }: TileTable, { offsets, option, own: columns }: Model, m: number): boolean {
  const [to, from] = [own[m]!, columns[m]!];
  let exact = true;
  for (let position = 0; position < customerAt.length; position++) {
    const customer = customerAt[position]!;
    if (customer < 0) continue;
    const base = (position >>> 2) * shape.options * LANES + (position & 3);
    for (let e = offsets[customer]!, end = offsets[customer + 1]!; e < end; e++) {
      const value = within(from[e]!, MOST_OWN);
      to[base + option[e]! * LANES] = value;
      if (Math.fround(value) !== from[e]) exact = false;
    }
  }
  return exact;
}

/** Number within ± most. */
export function within(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value;
}
