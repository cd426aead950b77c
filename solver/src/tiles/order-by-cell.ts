import { LANES } from './tile-layout.js';

/** Customers in the order of their cells, in tiles of four. */
export interface CellOrder {
  cellOfTile: Uint32Array;
  /** Customer at a position; −1 for padding. */
  customerAt: Int32Array;
  /** Position of a customer. */
  place: Uint32Array;
}

/** Sorts customers by cell, by counting; within a cell they keep their order. Every cell begins a new tile. */
export function orderByCell(cell: Uint32Array, cells: number): CellOrder {
  const next = new Uint32Array(cells);
  for (let i = 0; i < cell.length; i++) next[cell[i]!]!++;
  let tiles = 0;
  for (let c = 0; c < cells; c++) {
    const size = next[c]!;
    next[c] = tiles * LANES;
    tiles += Math.ceil(size / LANES);
  }
  const cellOfTile = new Uint32Array(tiles);
  const customerAt = new Int32Array(tiles * LANES).fill(-1);
  const place = new Uint32Array(cell.length);
  for (let i = 0; i < cell.length; i++) {
    const c = cell[i]!;
    const position = next[c]!++;
    place[i] = position;
    customerAt[position] = i;
    cellOfTile[position >>> 2] = c;
  }
  return { cellOfTile, customerAt, place };
}
