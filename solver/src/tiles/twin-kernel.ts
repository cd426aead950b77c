import { type ChunkKernel, slackOf, TileOutputs } from './chunk-kernel.js';
import { CHUNK_TILES, LANES } from './tile-layout.js';
import type { TileTable } from './tile-table.js';

/**
 * The passes in plain TypeScript: the reference for the kernel in WebAssembly, and what runs where there is none. Written lane by
 * lane; float32 subtractions by `Math.fround`, which rounds as the vector instructions do.
 */
export class TwinKernel implements ChunkKernel {
  readonly #table: TileTable;
  readonly #out: TileOutputs;
  readonly #prices32: Float32Array;
  readonly #prices64: Float64Array;
  readonly #slack: Float64Array;
  /** Of the four lanes of a tile: best option, counted from 1 (0 for nothing), and its net value. */
  readonly #bestAt = new Uint32Array(LANES);
  readonly #bestNet = new Float64Array(LANES);

  constructor(table: TileTable) {
    const { shape, layout, buffer } = table;
    const prices = (1 + shape.own) * shape.cells * shape.options;
    this.#table = table;
    this.#out = new TileOutputs(table);
    this.#prices32 = new Float32Array(buffer, layout.prices32, prices);
    this.#prices64 = new Float64Array(buffer, layout.prices64, prices);
    this.#slack = slackOf(table);
  }

  pass(chunk: number): void {
    this.#run(chunk, false);
  }

  passNear(chunk: number): void {
    this.#run(chunk, true);
  }

  #run(chunk: number, near: boolean): void {
    const { cellOfTile, shape, own } = this.#table;
    const { counts, sums, sideCounts, sideSums, chunkSums } = this.#out;
    const { options } = shape;
    const rowSize = options + 1;
    const sumSize = options * own.length;
    const from = chunk * CHUNK_TILES;
    const to = Math.min(shape.tiles, from + CHUNK_TILES);
    let [even, odd] = [0, 0];
    for (let start = from; start < to;) {
      const cell = cellOfTile[start]!;
      const continues = start === from && start > 0 && cellOfTile[start - 1] === cell;
      const [countRow, sumRow] = continues ? [sideCounts, sideSums] : [counts, sums];
      const countAt = (continues ? chunk : cell) * rowSize;
      const sumAt = (continues ? chunk : cell) * sumSize;
      countRow.fill(0, countAt, countAt + rowSize);
      sumRow.fill(0, sumAt, sumAt + sumSize);
      const size = this.#endOfCell(start, to) - start;
      for (let n = 0; n < size; n++) {
        const t = tileOfRun(start, size >>> 2, n);
        this.#best(t, cell, near);
        even += this.#bestNet[0]! + this.#bestNet[2]!;
        odd += this.#bestNet[1]! + this.#bestNet[3]!;
        for (let lane = 0; lane < LANES; lane++) {
          const best = this.#bestAt[lane]!;
          countRow[countAt + best]!++;
          if (best > 0) for (let m = 0; m < own.length; m++) sumRow[sumAt + m * options + best - 1]! += own[m]![(t * options + best - 1) * LANES + lane]!;
        }
      }
      start += size;
    }
    chunkSums[chunk] = even + odd;
  }

  /** First tile after the tiles of a cell that begin at a tile, `to` at the latest. */
  #endOfCell(tile: number, to: number): number {
    const { cellOfTile } = this.#table;
    let end = tile + 1;
    while (end < to && cellOfTile[end] === cellOfTile[tile]) end++;
    return end;
  }

  #best(tile: number, cell: number, near: boolean): void {
    const { values, own, shape } = this.#table;
    const { options, cells } = shape;
    const prices = this.#prices32;
    const price = cell * options;
    for (let lane = 0; lane < LANES; lane++) {
      let [best, second, bestAt, secondAt] = [0, -Infinity, 0, 0];
      let at = tile * options * LANES + lane;
      for (let j = 0; j < options; j++, at += LANES) {
        let net = Math.fround(values[at]! - prices[price + j]!);
        for (let m = 0; m < own.length; m++) net = Math.fround(net - Math.fround(own[m]![at]! * prices[(m + 1) * cells * options + price + j]!));
        if (net > best) {
          second = best;
          secondAt = bestAt;
          best = net;
          bestAt = j + 1;
        } else if (net > second) {
          second = net;
          secondAt = j + 1;
        }
      }
      this.#bestAt[lane] = bestAt;
      this.#bestNet[lane] = best;
      if (near) {
        const position = tile * LANES + lane;
        this.#out.gap[position] = best - second;
        this.#out.best[position] = bestAt === 0 ? options : bestAt - 1;
        this.#out.second[position] = secondAt === 0 ? options : secondAt - 1;
      }
    }
  }

  exact(chunk: number): void {
    const { cellOfTile, shape } = this.#table;
    const from = chunk * CHUNK_TILES;
    const to = Math.min(shape.tiles, from + CHUNK_TILES);
    const best = this.#bestNet;
    let [even, odd] = [0, 0];
    for (let start = from; start < to;) {
      const size = this.#endOfCell(start, to) - start;
      for (let n = 0; n < size; n++) {
        const t = tileOfRun(start, size >>> 2, n);
        for (let lane = 0; lane < LANES; lane++) best[lane] = this.#bestExact(t * shape.options * LANES + lane, cellOfTile[start]! * shape.options);
        even += best[0]! + best[2]!;
        odd += best[1]! + best[3]!;
      }
      start += size;
    }
    this.#out.chunkSums[chunk] = even + odd;
  }

  #bestExact(first: number, price: number): number {
    const { values, own, shape: { options, cells } } = this.#table;
    const prices = this.#prices64;
    const [valueSlack, ownSlack] = [this.#slack[0]!, this.#slack[1]!];
    const plain = own.length === 0 && valueSlack === 0;
    let most = 0;
    let at = first;
    for (let j = 0; j < options; j++, at += LANES) {
      let net = values[at]! - prices[price + j]!;
      if (!plain) {
        // Without a candidate this is −∞ + ∞ or −∞ + 0 × ∞: not a number, and so never above another one.
        let slack = valueSlack * Math.abs(values[at]!);
        for (let m = 0; m < own.length; m++) {
          const use = own[m]![at]! * prices[(m + 1) * cells * options + price + j]!;
          net -= use;
          slack += ownSlack * Math.abs(use);
        }
        net += slack;
      }
      if (net > most) most = net;
    }
    return most;
  }
}

/**
 * The tile that is visited as number `n` of a run of tiles of one cell: in turn one of each quarter of the run, and those that are
 * left over at its end. Four streams come from the memory faster than one; sums are taken in this order everywhere.
 */
function tileOfRun(from: number, quarter: number, n: number): number {
  return n < quarter * 4 ? from + (n >>> 2) + (n & 3) * quarter : from + n;
}
