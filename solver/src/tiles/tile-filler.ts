import { MOST_OWN, MOST_VALUE } from './fill-tiles.js';
import { LANES } from './tile-layout.js';
import { TileTable } from './tile-table.js';

/**
 * Fills a table as candidates are read, in any order, without lists of them: what a table of two hundred million candidates needs.
 * Customers and their cells are to be known before. `finish` says what the table is then.
 */
export class TileFiller {
  readonly table: TileTable;
  /** Candidates that were added; duplicates not. */
  candidates = 0;
  #rounded = 0;

  /** As `TileTable.allocate`: cell by customer. Throws RangeError where the shape fits in no memory. */
  constructor(cell: Uint32Array, cells: number, options: number, own = 0) {
    this.table = TileTable.allocate(cell, cells, options, own);
    this.table.values.fill(-Infinity);
  }

  /**
   * Adds a candidate: false where its customer has that option already, or the value is not a number within ± 2¹²⁰; then nothing
   * has changed.
   */
  add(customer: number, option: number, value: number): boolean {
    const { place, values, shape } = this.table;
    const position = place[customer]!;
    const at = ((position >>> 2) * shape.options + option) * LANES + (position & 3);
    if (values[at] !== -Infinity || !(value <= MOST_VALUE && value >= -MOST_VALUE)) return false;
    values[at] = value;
    if (Math.fround(value) !== value) this.#rounded++;
    this.candidates++;
    return true;
  }

  /** Gives a candidate that was added its number in an own column: false where it is not one within ± 2⁶⁰. */
  addOwn(column: number, customer: number, option: number, value: number): boolean {
    const { place, own, shape } = this.table;
    if (!(value <= MOST_OWN && value >= -MOST_OWN)) return false;
    const position = place[customer]!;
    own[column]![((position >>> 2) * shape.options + option) * LANES + (position & 3)] = value;
    if (Math.fround(value) !== value) this.#rounded++;
    return true;
  }

  /** The table; `exact` when every number was a float32 number. */
  finish(): TileTable {
    this.table.exact = this.#rounded === 0;
    return this.table;
  }
}

/** Fills a table from values [customer][option] in the customers' order, −Infinity where there is no candidate. */
export function fillFromRows(table: TileTable, rows: Float32Array): void {
  const { values, customerAt, shape: { tiles, options } } = table;
  for (let t = 0; t < tiles; t++) {
    const tile = t * options * LANES;
    for (let lane = 0; lane < LANES; lane++) {
      const customer = customerAt[t * LANES + lane]!;
      for (let j = 0, at = tile + lane; j < options; j++, at += LANES) values[at] = customer < 0 ? -Infinity : rows[customer * options + j]!;
    }
  }
}

/**
 * Turns a table whose `values` were filled in rows, [position][option], into tiles where it stands, so that values which are
 * read in the order of positions (see `TileTable.place`) need no second copy. Rows of padding need not be filled.
 */
export function turnRowsIntoTiles({ values, customerAt, shape: { tiles, options } }: TileTable): void {
  const block = new Float32Array(options * LANES);
  for (let t = 0; t < tiles; t++) {
    const tile = t * options * LANES;
    block.set(values.subarray(tile, tile + options * LANES));
    for (let lane = 0; lane < LANES; lane++) {
      const padding = customerAt[t * LANES + lane]! < 0;
      for (let j = 0; j < options; j++) values[tile + j * LANES + lane] = padding ? -Infinity : block[lane * options + j]!;
    }
  }
}
