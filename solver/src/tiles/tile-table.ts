import type { Model } from '../model/model.js';
import { orderByCell, type CellOrder } from './order-by-cell.js';
import { chunksOf, DESCRIPTION_BYTES, fitsTiles, isWide, LANES, layTiles, PAGE_BYTES, type TileLayout, type TileShape } from './tile-layout.js';
import { wasm, type WasmMemory } from './wasm-global.js';

/**
 * Customers in tiles of four of one cell, for problems in which each gets at most one action. The value of option j for the
 * customer at position p stands at (⌊p / 4⌋ × options + j) × 4 + p % 4, so that one vector instruction compares four customers and
 * a pass reads the memory in one line. Tiles of a cell stand together, cells in ascending order; lanes that no customer needs are
 * padding, and take nothing at any price.
 *
 * Everything that a pass reads and writes is in one memory (shared where the platform has it), which threads use together. For its
 * layout see {@link TileLayout}.
 */
export class TileTable {
  readonly shape: TileShape;
  layout: TileLayout;
  /** Address of what kernels read about the table. */
  description: number = DESCRIPTION_BYTES[0];
  /** Null where there is no shared WebAssembly memory: then the table is in an ordinary buffer and the plain scan reads it. */
  readonly memory: WasmMemory | null;
  buffer: ArrayBufferLike;
  readonly values: Float32Array;
  readonly own: readonly Float32Array[];
  readonly cellOfTile: Uint32Array;
  /** Customer at a position; −1 for padding. */
  readonly customerAt: Int32Array;
  /** Position of a customer. */
  readonly place: Uint32Array;
  /** Whether every value and own number is the number of the problem; else it is that number rounded to float32. */
  exact = true;
  /** The candidate lists that the table was filled from: what exact passes read where values had to be rounded. */
  source: Model | null = null;

  private constructor(shape: TileShape, order: CellOrder, memory: WasmMemory | null, buffer: ArrayBufferLike) {
    const { tiles, options } = shape;
    this.shape = shape;
    this.layout = layTiles(shape);
    this.memory = memory;
    this.buffer = buffer;
    this.values = new Float32Array(buffer, this.layout.values, tiles * options * LANES);
    this.own = Array.from({ length: shape.own }, (_, m) => new Float32Array(buffer, this.layout.own + m * tiles * options * LANES * 4, tiles * options * LANES));
    this.cellOfTile = new Uint32Array(buffer, this.layout.cellOfTile, tiles);
    this.cellOfTile.set(order.cellOfTile);
    this.customerAt = order.customerAt;
    this.place = order.place;
  }

  /**
   * A table for customers of these cells. Its values are zero until they are filled: see `fillTiles`, `TileFiller`.
   * Ask `fitsTiles` and announce `tileBytes` before: throws RangeError where the shape fits in no memory or there is none left.
   */
  static allocate(cell: Uint32Array, cells: number, options: number, own = 0): TileTable {
    const order = orderByCell(cell, cells);
    const shape: TileShape = { customers: cell.length, tiles: order.cellOfTile.length, options, cells, own };
    if (!fitsTiles(shape)) throw new RangeError(`a table of ${cell.length} customers, ${options} options, ${cells} cells and ${own} own columns does not fit in one memory of 4 GiB`);
    const bytes = layTiles(shape).end;
    const memory = sharedMemory(Math.ceil(bytes / PAGE_BYTES), spareBytes(layTiles(shape)));
    return new TileTable(shape, order, memory, memory?.buffer ?? new ArrayBuffer(bytes));
  }

  get wide(): boolean {
    return isWide(this.shape.options);
  }

  /** Whether a helping thread was given up: the table has no second place to move to, so that no other one may join. */
  get moved(): boolean {
    return this.description !== DESCRIPTION_BYTES[0];
  }

  get chunks(): number {
    return chunksOf(this.shape.tiles);
  }

  /**
   * Gives passes another place to write to, once: a thread that was waited for in vain may still be writing to the first one.
   * Views of what a pass wrote are to be taken anew. Throws RangeError where the memory cannot grow.
   */
  moveOutputs(): void {
    if (!this.memory || this.moved) return;
    const { layout } = this;
    const by = this.memory.buffer.byteLength - layout.counts;
    this.memory.grow(Math.ceil(spareBytes(layout) / PAGE_BYTES));
    this.buffer = this.memory.buffer;
    this.description = DESCRIPTION_BYTES[1];
    this.layout = {
      ...layout,
      counts: layout.counts + by, sums: layout.sums + by, sideCounts: layout.sideCounts + by, sideSums: layout.sideSums + by,
      chunkSums: layout.chunkSums + by, gap: layout.gap + by, best: layout.best + by, second: layout.second + by, end: layout.end + by,
    };
  }

  /** Place of a customer's option within `values` and `own`. */
  placeOf(position: number, option: number): number {
    return ((position >>> 2) * this.shape.options + option) * LANES + (position & 3);
  }
}

/** Bytes of the outputs, which are the last regions. */
const spareBytes = ({ counts, end }: TileLayout): number => end - counts;

/** A shared memory that can grow by so many bytes; address space for them costs nothing. */
function sharedMemory(pages: number, spare: number): WasmMemory | null {
  if (!wasm || typeof SharedArrayBuffer === 'undefined') return null;
  try {
    return new wasm.Memory({ initial: pages, maximum: Math.min(65_536, pages + Math.ceil(spare / PAGE_BYTES)), shared: true });
  } catch {
    // No address space is left for one: an ordinary buffer needs less of it, or says itself that there is no memory.
    return null;
  }
}
