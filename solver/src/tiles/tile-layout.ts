/** Customers of a tile: the lanes of a 128-bit vector of float32. */
export const LANES = 4;

/**
 * Tiles of a chunk. Sums are taken chunk by chunk in float64 and the chunks' sums added in the order of the chunks, so that the
 * result is the same whichever thread took which chunk.
 */
export const CHUNK_TILES = 1024;

/** Bytes of a page of WebAssembly memory. */
export const PAGE_BYTES = 65_536;

/** What a table of tiles must hold. */
export interface TileShape {
  customers: number;
  /** Σ over the cells of ⌈customers of the cell / 4⌉. */
  tiles: number;
  /** 1 … 65,535. */
  options: number;
  cells: number;
  /** Columns that differ per candidate, 0 … 8. */
  own: number;
}

/**
 * Where everything stands in the one memory, in bytes. q = cell × options + option; a position is tile × 4 + lane; a place within
 * tiles is (tile × options + option) × 4 + lane. Rows of counts have one place more than there are options, and the first of them
 * counts the customers that take nothing.
 *
 * | region | holds |
 * |---|---|
 * | values | float32 by place, −Infinity without a candidate |
 * | own | `own` times the same, 0 without a candidate |
 * | cellOfTile | uint32 by tile |
 * | prices32, prices64 | (1 + own) × float by q: the price of the option itself, then of a unit of each own column |
 * | counts | uint32 [cell][1 + options] |
 * | sums | float64 [cell][own][options] |
 * | sideCounts, sideSums | the same [chunk] instead of [cell]: the part of a cell that began in an earlier chunk |
 * | chunkSums | float64 by chunk |
 * | gap | float32 by position |
 * | best, second | uint8 (uint16 above 254 options) by position |
 */
export interface TileLayout {
  values: number;
  own: number;
  cellOfTile: number;
  prices32: number;
  prices64: number;
  counts: number;
  sums: number;
  sideCounts: number;
  sideSums: number;
  chunkSums: number;
  gap: number;
  best: number;
  second: number;
  /** Bytes in all. */
  end: number;
}

/** Whether an option needs two bytes: 0 … options must fit, `options` meaning nothing. */
export const isWide = (options: number): boolean => options > 254;

/** Chunks of a table. */
export const chunksOf = (tiles: number): number => Math.ceil(tiles / CHUNK_TILES);

/**
 * The first bytes hold what the kernel itself needs: its description of the table, at the first of these addresses, or at the
 * second where the outputs have been moved.
 */
export const DESCRIPTION_BYTES = [1024, 1280] as const;
const FIRST_BYTE = 4096;

export function layTiles({ tiles, options, cells, own }: TileShape): TileLayout {
  let at = FIRST_BYTE;
  const region = (bytes: number): number => {
    const start = at;
    // Regions begin on cache lines, so that no two threads write to the same one at their borders.
    at = Math.ceil((at + bytes) / 64) * 64;
    return start;
  };
  const chunks = chunksOf(tiles);
  const places = tiles * options * LANES;
  const positions = tiles * LANES;
  const index = isWide(options) ? 2 : 1;
  const layout: TileLayout = {
    values: region(places * 4),
    own: region(places * 4 * own),
    cellOfTile: region(tiles * 4),
    prices32: region((1 + own) * cells * options * 4),
    prices64: region((1 + own) * cells * options * 8),
    counts: region(cells * (options + 1) * 4),
    sums: region(cells * own * options * 8),
    sideCounts: region(chunks * (options + 1) * 4),
    sideSums: region(chunks * own * options * 8),
    chunkSums: region(chunks * 8),
    gap: region(positions * 4),
    best: region(positions * index),
    second: region(positions * index),
    end: 0,
  };
  layout.end = at;
  return layout;
}

/** The largest table that one memory holds: four GiB, less a page. */
export const MOST_TILE_BYTES = 2 ** 32 - PAGE_BYTES;

/** Bytes that a table of this shape needs in all, the lists of positions included: to be announced before it is taken. */
export function tileBytes(shape: TileShape): number {
  return layTiles(shape).end + (shape.tiles * LANES + shape.customers) * 4;
}

/** Whether a table of this shape fits in one memory. */
export function fitsTiles(shape: TileShape): boolean {
  return shape.options >= 1 && shape.options <= 65_535 && shape.own <= 8 && layTiles(shape).end <= MOST_TILE_BYTES;
}
