import type { Model } from '../model/model.js';
import { fitsTiles, LANES, type TileShape } from './tile-layout.js';
import { TileTable } from './tile-table.js';

/** Values, and prices of them, are held within ± this, so that no float32 sum overflows. About 10^36. */
export const MOST_VALUE = 2 ** 120;
/** Own numbers, and prices of them: the product of two is within ±MOST_VALUE. */
export const MOST_OWN = 2 ** 60;

/**
 * The shape of a model's table, or null where lists suit it better: more than one action a customer, customers whose choices depend on one another, weighted ones, no table
 * that fits, so few of the pairs are candidates that most places would be empty, or a customer that has an option more than once.
 */
export function tileShapeOf(model: Model): TileShape | null {
  const { customers, options, cells, cell, own, choice, weight } = model;
  if (choice.max !== 1 || model.households || model.rules || weight.some((w) => w !== 1)) return null;
  const sizes = new Uint32Array(cells);
  for (let i = 0; i < customers; i++) sizes[cell[i]!]!++;
  let tiles = 0;
  for (const size of sizes) tiles += Math.ceil(size / LANES);
  const shape: TileShape = { customers, tiles, options, cells, own: own.length };
  const candidates = model.offsets[customers] ?? 0;
  return fitsTiles(shape) && tiles * LANES * options <= 4 * candidates + 65_536 && hasEachOptionOnce(model) ? shape : null;
}

/** Whether each customer's candidates are in ascending order of their options, as ties are settled, and none comes twice. */
function hasEachOptionOnce({ customers, offsets, option }: Model): boolean {
  for (let i = 0, e = 0; i < customers; i++) {
    const end = offsets[i + 1]!;
    let previous = -1;
    for (; e < end; e++) {
      const o = option[e]!;
      if (o <= previous) return false;
      previous = o;
    }
  }
  return true;
}

/** The table of a model in which every customer gets at most one action. Keeps the model as its source where values were rounded. */
export function fillTiles(model: Model): TileTable {
  const table = TileTable.allocate(model.cell, model.cells, model.options, model.own.length);
  table.values.fill(-Infinity);
  const exact = [fillColumn(table, model, model.gain, table.values, MOST_VALUE), ...model.own.map((column, m) => fillColumn(table, model, column, table.own[m]!, MOST_OWN))];
  table.exact = exact.every(Boolean);
  table.source = table.exact ? null : model;
  return table;
}

/**
 * Scatters a column of the candidates, read in one line, over its places; says whether all of its numbers are float32 numbers
 * within ± most.
 */
function fillColumn({ place, values, shape: { options } }: TileTable, { customers, offsets, option }: Model, column: Float64Array | Float32Array, to: Float32Array, most: number): boolean {
  let [rounded, largest, e] = [0, 0, 0];
  for (let i = 0; i < customers; i++) {
    const position = place[i]!;
    const base = (position >>> 2) * options * LANES + (position & 3);
    for (const end = offsets[i + 1]!; e < end; e++) {
      const value = column[e]!;
      to[base + option[e]! * LANES] = value;
      if (Math.fround(value) !== value) rounded++;
      const size = Math.abs(value);
      if (size > largest) largest = size;
    }
  }
  if (largest > most) clamp(to, most, to === values);
  return rounded === 0 && largest <= most;
}

/** Holds numbers within ± most; among values −Infinity is no number, but says that there is no candidate. */
function clamp(numbers: Float32Array, most: number, areValues: boolean): void {
  for (let at = 0; at < numbers.length; at++) if (!areValues || numbers[at] !== -Infinity) numbers[at] = within(numbers[at]!, most);
}

/** Number within ± most. */
export function within(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value;
}
