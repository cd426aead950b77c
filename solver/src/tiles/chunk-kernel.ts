import type { TileTable } from './tile-table.js';

/**
 * The passes over one chunk of the tiles that are described at an address. Two kernels do them, one in WebAssembly and one in plain TypeScript, with the same numbers
 * bit by bit: both subtract in float32, in the order of the columns, and add in float64 in the order of the lanes.
 *
 * For a customer with values v_j, own numbers a_mj, and prices p_j, w_mj of its cell, r_j = v_j − p_j − Σ_m a_mj w_mj. It takes the
 * first j with the largest r_j, or nothing where no r_j is above 0; the second best is the next in that order, nothing included.
 */
export interface ChunkKernel {
  /** Sum of the best r into chunkSums, choices into counts and sums, or into their sides for a cell that began before the chunk. */
  pass(chunk: number, description: number): void;
  /** The same, and best, second and gap by position. */
  passNear(chunk: number, description: number): void;
  /**
   * Sum into chunkSums of max(0, max_j x_j) in float64 with prices64, where x_j = v_j − p_j − Σ_m a_mj w_mj, plus
   * valueSlack |v_j| + ownSlack Σ_m |a_mj w_mj|, by which rounded numbers may be too low.
   */
  exact(chunk: number, description: number): void;
}

/** The passes by the numbers under which threads are told of them. */
export const PASSES = ['pass', 'passNear', 'exact'] as const;

/** 32-bit words of the description of a table that stands in its memory, for kernels that know nothing else of it. */
export const word = {
  tiles: 0,
  options: 1,
  own: 2,
  wide: 3,
  values: 4,
  ownAt: 5,
  /** Bytes from one own column to the next. */
  ownBytes: 6,
  cellOfTile: 7,
  prices32: 8,
  prices64: 9,
  /** Numbers of one column of prices: cells × options. */
  prices: 10,
  counts: 11,
  sums: 12,
  sideCounts: 13,
  sideSums: 14,
  chunkSums: 15,
  gap: 16,
  best: 17,
  second: 18,
} as const;

/** The two slacks of exact passes, for values and for own columns: behind the words. */
export function slackOf({ buffer, description }: TileTable): Float64Array {
  return new Float64Array(buffer, description + 128, 2);
}

/** Writes the description of a table into its memory. */
export function describeTable({ shape, layout, buffer, wide, description }: TileTable): void {
  const words = new Uint32Array(buffer, description, 32);
  words[word.tiles] = shape.tiles;
  words[word.options] = shape.options;
  words[word.own] = shape.own;
  words[word.wide] = wide ? 1 : 0;
  words[word.values] = layout.values;
  words[word.ownAt] = layout.own;
  words[word.ownBytes] = shape.tiles * shape.options * 16;
  words[word.cellOfTile] = layout.cellOfTile;
  words[word.prices32] = layout.prices32;
  words[word.prices64] = layout.prices64;
  words[word.prices] = shape.cells * shape.options;
  words[word.counts] = layout.counts;
  words[word.sums] = layout.sums;
  words[word.sideCounts] = layout.sideCounts;
  words[word.sideSums] = layout.sideSums;
  words[word.chunkSums] = layout.chunkSums;
  words[word.gap] = layout.gap;
  words[word.best] = layout.best;
  words[word.second] = layout.second;
}

/** Views of what kernels write. */
export class TileOutputs {
  readonly counts: Uint32Array;
  readonly sums: Float64Array;
  readonly sideCounts: Uint32Array;
  readonly sideSums: Float64Array;
  readonly chunkSums: Float64Array;
  readonly gap: Float32Array;
  readonly best: Uint8Array | Uint16Array;
  readonly second: Uint8Array | Uint16Array;

  constructor({ shape, layout, buffer, wide, chunks }: TileTable) {
    const { tiles, options, cells, own } = shape;
    const index = (start: number): Uint8Array | Uint16Array => (wide ? new Uint16Array(buffer, start, tiles * 4) : new Uint8Array(buffer, start, tiles * 4));
    this.counts = new Uint32Array(buffer, layout.counts, cells * (options + 1));
    this.sums = new Float64Array(buffer, layout.sums, cells * own * options);
    this.sideCounts = new Uint32Array(buffer, layout.sideCounts, chunks * (options + 1));
    this.sideSums = new Float64Array(buffer, layout.sideSums, chunks * own * options);
    this.chunkSums = new Float64Array(buffer, layout.chunkSums, chunks);
    this.gap = new Float32Array(buffer, layout.gap, tiles * 4);
    this.best = index(layout.best);
    this.second = index(layout.second);
  }
}
