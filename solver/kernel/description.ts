// The description of a table, near the beginning of its memory. Its words, and what the regions that they point to hold, are
// explained in src/tiles/chunk-kernel.ts and src/tiles/tile-layout.ts, which this file follows number by number.

/** Tiles of a chunk. */
export const CHUNK_TILES: u32 = 1024;

export const TILES: u32 = 0;
export const OPTIONS: u32 = 1;
export const OWN: u32 = 2;
export const WIDE: u32 = 3;
export const VALUES: u32 = 4;
export const OWN_AT: u32 = 5;
export const OWN_BYTES: u32 = 6;
export const CELL_OF_TILE: u32 = 7;
export const PRICES_32: u32 = 8;
export const PRICES_64: u32 = 9;
export const PRICES: u32 = 10;
export const COUNTS: u32 = 11;
export const SUMS: u32 = 12;
export const SIDE_COUNTS: u32 = 13;
export const SIDE_SUMS: u32 = 14;
export const CHUNK_SUMS: u32 = 15;
export const GAP: u32 = 16;
export const BEST: u32 = 17;
export const SECOND: u32 = 18;

/** Where the slacks of exact passes stand within the description: of values, then of products of own columns and their prices. */
export const SLACK_BYTE: usize = 128;

/** A word of the description at `d`. */
@inline
export function word(d: usize, index: u32): usize {
  return load<u32>(d + (<usize>index << 2));
}

/** First tile after a chunk. */
@inline
export function endOf(d: usize, chunk: u32): u32 {
  const end = (chunk + 1) * CHUNK_TILES;
  const tiles = <u32>word(d, TILES);
  return end < tiles ? end : tiles;
}

/** First tile after the tiles of a cell that begin at `tile`, `end` at the latest. */
@inline
export function endOfCell(tile: u32, end: u32, cells: usize, cell: u32): u32 {
  let t = tile + 1;
  while (t < end && load<u32>(cells + (<usize>t << 2)) == cell) t++;
  return t;
}

/**
 * Whether a chunk begins within a cell, whose first tiles are in an earlier chunk: its part of the cell is counted aside then.
 */
@inline
export function continues(tile: u32, chunk: u32, cells: usize, cell: u32): bool {
  return tile == chunk * CHUNK_TILES && tile > 0 && load<u32>(cells + (<usize>(tile - 1) << 2)) == cell;
}

/**
 * The tile that is visited as number `n` of a run of tiles of one cell: in turn one of each quarter of the run, and those that are
 * left over at its end. Four streams come from the memory faster than one; sums are taken in this order everywhere.
 */
@inline
export function tileOfRun(from: u32, quarter: u32, n: u32): u32 {
  return n < quarter << 2 ? from + (n >> 2) + (n & 3) * quarter : from + n;
}

/** Adds the four lanes of float32 to two of float64: the first and third to one, the second and fourth to the other. */
@inline
export function addLanes(sum: v128, lanes: v128): v128 {
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(lanes), f64x2.promote_low_f32x4(v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3))));
}

/** Counts the choices of four lanes in a row of counts. */
@inline
export function count(row: usize, best: v128): void {
  increment(row, i32x4.extract_lane(best, 0));
  increment(row, i32x4.extract_lane(best, 1));
  increment(row, i32x4.extract_lane(best, 2));
  increment(row, i32x4.extract_lane(best, 3));
}

@inline
function increment(row: usize, index: u32): void {
  const at = row + (<usize>index << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Stores four options, counted from 1 with 0 for nothing, as positions have them: counted from 0, with `options` for nothing. */
@inline
export function storeOptions(region: usize, tile: u32, at: v128, nothing: v128, wide: bool): void {
  const option = i32x4.min_u(i32x4.sub(at, i32x4.splat(1)), nothing);
  const halves = i16x8.narrow_i32x4_u(option, option);
  if (wide) v128.store64_lane(region + (<usize>tile << 3), halves, 0);
  else v128.store32_lane(region + (<usize>tile << 2), i8x16.narrow_i16x8_u(halves, halves), 0);
}

/** Stores the sum of a chunk. */
@inline
export function storeSum(d: usize, chunk: u32, sum: v128): void {
  store<f64>(word(d, CHUNK_SUMS) + (<usize>chunk << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}
