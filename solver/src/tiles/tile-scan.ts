import type { Prices } from '../scan/net-value.js';
import { type ChunkKernel, describeTable, PASSES, slackOf, TileOutputs } from './chunk-kernel.js';
import { MOST_OWN, MOST_VALUE, within } from './fill-tiles.js';
import { compensatedSum, listTotal, ownSlack, sumError } from './list-total.js';
import { ScanCrew } from './scan-crew.js';
import type { BoundedSum, HelperThreads, TileScanner } from './scan-port.js';
import { CHUNK_TILES } from './tile-layout.js';
import type { TileTable } from './tile-table.js';
import { TwinKernel } from './twin-kernel.js';
import { kernelModule, wasmKernel } from './wasm-kernel.js';

/** What a value loses at the most when it is rounded to float32: this share of itself, or this much where it is tiny. */
const FLOAT32_ROUNDOFF = 2 ** -24 * 1.0001;
const FLOAT32_LEAST = 2 ** -149;

export interface TileScanOptions {
  /** `plain` scans without WebAssembly, with the same numbers. */
  kernel?: 'wasm' | 'plain';
  /** Threads that help. They are taken up until `close`; one scan at a time has them. */
  threads?: HelperThreads | null | undefined;
  /** How long a helper may be in one chunk before the scan goes on without helpers; ten seconds unless told. */
  patienceMs?: number | undefined;
}

/** Tables of fewer chunks are done before a helper is awake. */
const CHUNKS_TO_SHARE = 8;

/** A scan over a table of tiles: every customer takes the best option, or nothing, at the prices. */
export class TileScan implements TileScanner {
  readonly table: TileTable;
  readonly counts: Float64Array;
  readonly sums: readonly Float64Array[];
  /** Which of the two kernels scans; both give the same numbers. */
  readonly kernel: 'wasm' | 'plain';
  readonly #kernel: ChunkKernel;
  #crew: ScanCrew | null = null;
  #out: TileOutputs;
  /** Cells that have customers, ascending. */
  readonly #present: Uint32Array;

  constructor(table: TileTable, { kernel = 'wasm', threads, patienceMs }: TileScanOptions = {}) {
    const { shape, memory } = table;
    this.table = table;
    describeTable(table);
    this.counts = new Float64Array(shape.cells * shape.options);
    this.sums = table.own.map(() => new Float64Array(shape.cells * shape.options));
    const module = kernel === 'wasm' && memory ? kernelModule() : null;
    this.kernel = module ? 'wasm' : 'plain';
    this.#kernel = module && memory ? wasmKernel(module, memory) : new TwinKernel(table);
    if (module && threads && threads.helpers > 0 && table.chunks >= CHUNKS_TO_SHARE && !table.moved) this.#crew = new ScanCrew(table, module, threads, patienceMs);
    this.#out = new TileOutputs(table);
    this.#present = table.cellOfTile.filter((cell, t) => t === 0 || cell !== table.cellOfTile[t - 1]);
  }

  get best(): Uint8Array | Uint16Array {
    return this.#out.best;
  }

  get second(): Uint8Array | Uint16Array {
    return this.#out.second;
  }

  get gap(): Float32Array {
    return this.#out.gap;
  }

  pass(prices: Prices): number {
    return this.#pass(prices, 'pass');
  }

  passNear(prices: Prices): number {
    return this.#pass(prices, 'passNear');
  }

  #pass(prices: Prices, kind: 'pass' | 'passNear'): number {
    const { shape, layout, buffer } = this.table;
    const size = shape.cells * shape.options;
    const to = new Float32Array(buffer, layout.prices32, (1 + shape.own) * size);
    for (let q = 0; q < size; q++) to[q] = within(prices.base[q]!, MOST_VALUE);
    for (let m = 0; m < shape.own; m++) for (let q = 0; q < size; q++) to[(m + 1) * size + q] = within(prices.own[m]![q]!, MOST_OWN);
    this.#run(kind);
    this.#collect();
    return compensatedSum(this.#out.chunkSums);
  }

  /** Takes the counts and sums of the cells, and adds those of their parts in later chunks in the order of the chunks. */
  #collect(): void {
    const { shape: { options, own }, cellOfTile, chunks } = this.table;
    const { counts, sums, sideCounts, sideSums } = this.#out;
    this.counts.fill(0);
    for (const sum of this.sums) sum.fill(0);
    const add = (cell: number, fromCounts: Uint32Array, fromSums: Float64Array, row: number): void => {
      const q = cell * options;
      const countAt = row * (options + 1) + 1;
      for (let j = 0; j < options; j++) this.counts[q + j]! += fromCounts[countAt + j]!;
      for (let m = 0; m < own; m++) {
        const to = this.sums[m]!;
        const sumAt = (row * own + m) * options;
        for (let j = 0; j < options; j++) to[q + j]! += fromSums[sumAt + j]!;
      }
    };
    for (const cell of this.#present) add(cell, counts, sums, cell);
    for (let chunk = 1; chunk < chunks; chunk++) {
      const t = chunk * CHUNK_TILES;
      if (cellOfTile[t] === cellOfTile[t - 1]) add(cellOfTile[t]!, sideCounts, sideSums, chunk);
    }
  }

  /**
   * Σ over customers of max(0, max over options of the net value) at these very prices, in float64; true ≤ total + error. Read
   * from the tiles where they hold the numbers of the problem, else from the lists that these came from; where neither is there,
   * every value counts with the most that rounding can have taken from it.
   */
  exactTotal(prices: Prices): BoundedSum {
    const { shape, layout, buffer, exact, source } = this.table;
    if (!exact && source) return listTotal(source, prices);
    const size = shape.cells * shape.options;
    const to = new Float64Array(buffer, layout.prices64, (1 + shape.own) * size);
    to.set(prices.base);
    for (let m = 0; m < shape.own; m++) to.set(prices.own[m]!, (m + 1) * size);
    const valueSlack = exact ? 0 : FLOAT32_ROUNDOFF;
    slackOf(this.table).set([valueSlack, valueSlack + ownSlack(shape.own)]);
    this.#run('exact');
    const total = compensatedSum(this.#out.chunkSums);
    const tiny = exact ? 0 : shape.customers * FLOAT32_LEAST * (1 + prices.own.reduce((sum, column) => sum + column.reduce((most, w) => Math.max(most, Math.abs(w)), 0), 0));
    return { total, error: sumError(total, CHUNK_TILES, shape.own) + tiny };
  }

  /**
   * What the latest pass gained by prices rounded to float32: Σ over the choices of rounded − true price. Total + this is the
   * choices' net value at the true prices.
   */
  correction(prices: Prices): number {
    let sum = 0;
    for (let q = 0; q < this.counts.length; q++) if (this.counts[q]! > 0) sum += this.counts[q]! * (Math.fround(within(prices.base[q]!, MOST_VALUE)) - prices.base[q]!);
    this.sums.forEach((used, m) => {
      const own = prices.own[m]!;
      for (let q = 0; q < used.length; q++) if (used[q] !== 0) sum += used[q]! * (Math.fround(within(own[q]!, MOST_OWN)) - own[q]!);
    });
    return sum;
  }

  /**
   * The q-quantile of the finite gaps of the latest `passNear`, to about 3 %: gaps are counted by the first bits of their
   * logarithm, at the most four million of them.
   */
  gapQuantile(q: number): number {
    const { gap } = this.#out;
    const bits = new Uint32Array(gap.buffer, gap.byteOffset, gap.length);
    const buckets = new Uint32Array(1 << 13);
    const stride = Math.ceil(gap.length / 2 ** 22) | 1;
    for (let p = 0; p < bits.length; p += stride) buckets[bits[p]! >>> 19]!++;
    const infinite = 0x7f80_0000 >>> 19;
    let finite = 0;
    for (let b = 0; b < infinite; b++) finite += buckets[b]!;
    let rank = q * finite;
    for (let b = 0; b < infinite; b++) {
      const count = buckets[b]!;
      if (count > 0 && rank < count) {
        const [low, high] = new Float32Array(Uint32Array.of(b << 19, (b + 1) << 19).buffer);
        return low! + (Math.min(high!, 2 ** 127) - low!) * (rank / count);
      }
      rank -= count;
    }
    return finite === 0 ? 0 : this.#largestFinite();
  }

  #largestFinite(): number {
    let most = 0;
    for (const value of this.#out.gap) if (value < Infinity && value > most) most = value;
    return most;
  }

  nearPositions(band: number): Uint32Array {
    const { gap } = this.#out;
    let found = new Uint32Array(1024);
    let size = 0;
    for (let p = 0; p < gap.length; p++) {
      if (!(gap[p]! < band)) continue;
      if (size === found.length) {
        const larger = new Uint32Array(size * 2);
        larger.set(found);
        found = larger;
      }
      found[size++] = p;
    }
    return found.slice(0, size);
  }

  #run(kind: (typeof PASSES)[number]): void {
    if (this.#crew) {
      if (this.#crew.run(kind, this.#kernel)) return;
      const slack = slackOf(this.table).slice();
      this.#crew = null;
      this.table.moveOutputs();
      describeTable(this.table);
      slackOf(this.table).set(slack);
      this.#out = new TileOutputs(this.table);
    }
    for (let chunk = 0; chunk < this.table.chunks; chunk++) this.#kernel[kind](chunk, this.table.description);
  }

  /** Lets the helping threads go; the scan itself can still be used. */
  close(): void {
    this.#crew?.close();
    this.#crew = null;
  }
}
