import type { Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { orderByCell } from '../tiles/order-by-cell.js';
import { LANES, MOST_TILE_BYTES, PAGE_BYTES } from '../tiles/tile-layout.js';
import { wasm } from '../tiles/wasm-global.js';
import { kernelModule } from '../tiles/wasm-kernel.js';
import type { PathGraph } from './path-graph.js';

/** Tiles of one call of the kernel; the sums of calls are added in float64. */
const callTiles = 1_024;
/** Values and prices are held within ± this, so that no float32 sum overflows; beyond, the plain scan is used. */
const mostValue = 2 ** 100;
const DESCRIPTION_BYTE = 1024;
const FIRST_BYTE = 4096;
/** 32-bit words of the description, which the kernel reads. */
const word = { tiles: 0, slots: 1, values: 2, cellOfTile: 3, prices: 4, counts: 5, sum: 6, gap: 7, classes: 8, classStart: 9, nodes: 10, none: 11, first: 12, edgeClass: 13, edgeTo: 14, best: 15, from: 16, roots: 17, root: 18 } as const;

/**
 * Customers in tiles of four of one cell for the scan over paths in WebAssembly (solver/kernel/pass-paths.ts): float32 values at
 * (tile × slots + slot) × 4 + lane, −Infinity without a candidate, the slots being the options in order of their classes. Four
 * customers go through the graph at once; only the walks along their best paths go one by one. About ten times as fast as the plain
 * scan, to float32's digits: the search for prices needs no more, and what it finds is evaluated anew in float64.
 */
export class PathTiles {
  /** Choices by (cell, option) of the latest run, weighted. */
  readonly counts: Float64Array;
  /** What the second best path of each customer loses. */
  readonly gap: Float64Array;
  readonly #model: Model;
  readonly #optionAt: Uint16Array;
  readonly #place: Uint32Array;
  readonly #firstTile: Uint32Array;
  readonly #pass: (begin: number, end: number) => void;
  readonly #prices: Float32Array;
  readonly #counted: Uint32Array;
  readonly #gaps: Float32Array;
  readonly #sum: Float64Array;

  private constructor(model: Model, graph: PathGraph, startOf: Uint16Array | null, slots: Uint16Array, module: object) {
    const order = orderByCell(model.cell, model.cells);
    const tiles = order.cellOfTile.length;
    const layout = lay(model, graph, slots.length, tiles);
    const memory = new wasm!.Memory({ initial: Math.ceil(layout.end / PAGE_BYTES), maximum: Math.ceil(layout.end / PAGE_BYTES), shared: true });
    const { buffer } = memory;
    this.#model = model;
    this.#optionAt = slots;
    this.#place = order.place;
    this.#firstTile = new Uint32Array(model.cells + 1);
    for (const c of order.cellOfTile) this.#firstTile[c + 1]!++;
    for (let c = 0; c < model.cells; c++) this.#firstTile[c + 1]! += this.#firstTile[c]!;
    this.counts = new Float64Array(model.cells * model.options);
    this.gap = new Float64Array(model.customers);
    this.#prices = new Float32Array(buffer, layout.prices, model.cells * slots.length);
    this.#counted = new Uint32Array(buffer, layout.counts, model.cells * slots.length);
    this.#gaps = new Float32Array(buffer, layout.gap, tiles * LANES);
    this.#sum = new Float64Array(buffer, layout.sum, 1);
    new Uint32Array(buffer, layout.cellOfTile, tiles).set(order.cellOfTile);
    fillValues(model, slots, order.place, new Float32Array(buffer, layout.values, tiles * slots.length * LANES));
    describe(graph, slots, tiles, layout, buffer);
    // Without beginnings of their own, all lanes begin at the one root; with them, each at its own.
    if (startOf && graph.starts.length > 1) new Uint32Array(buffer, layout.roots, tiles * LANES).set(order.customerAt.map((i) => 16 * (i < 0 ? graph.nodes : graph.roots[startOf[i]!]!)));
    else new Uint32Array(buffer, DESCRIPTION_BYTE, 32)[word.roots] = 0;
    this.#pass = new wasm!.Instance(module, { env: { memory } }).exports['passPaths'] as (begin: number, end: number) => void;
  }

  /** Null where the plain scan has to do: no WebAssembly, measures of candidates, values out of range, mostly empty tiles. */
  static of(model: Model, graph: PathGraph, startOf: Uint16Array | null): PathTiles | null {
    const module = kernelModule();
    if (!module || typeof SharedArrayBuffer === 'undefined' || model.own.length > 0 || model.customers < 256) return null;
    const slots = Uint16Array.from({ length: model.options }, (_, o) => o).filter((o) => graph.classOf[o]! >= 0);
    slots.sort((a, b) => graph.classOf[a]! - graph.classOf[b]! || a - b);
    const tiles = Math.ceil(model.customers / LANES) + model.cells;
    if (slots.length === 0 || tiles * LANES * slots.length > 4 * model.gain.length + 65_536 || lay(model, graph, slots.length, tiles).end > MOST_TILE_BYTES) return null;
    for (let e = 0; e < model.gain.length; e++) if (!(Math.abs(model.gain[e]!) <= mostValue)) return null;
    try {
      return new PathTiles(model, graph, startOf, slots, module);
    } catch (error) {
      // No memory is left for a copy of the values: the plain scan reads the lists.
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** Σ over customers of weight × net value of the best path; prices are rounded to float32 on the way, and the sum corrected for it. */
  run(prices: Prices): number {
    const { cells, options } = this.#model;
    const slots = this.#optionAt.length;
    for (let c = 0; c < cells; c++) for (let s = 0; s < slots; s++) this.#prices[c * slots + s] = Math.min(mostValue, Math.max(-mostValue, prices.base[c * options + this.#optionAt[s]!]!));
    this.#counted.fill(0);
    let total = 0;
    for (let c = 0; c < cells; c++) {
      const weight = this.#model.weight[c]!;
      this.#sum[0] = 0;
      for (let tile = this.#firstTile[c]!, end = this.#firstTile[c + 1]!; tile < end; tile += callTiles) this.#pass(tile, Math.min(end, tile + callTiles));
      total += weight * this.#sum[0]!;
      for (let s = 0; s < slots; s++) {
        const q = c * options + this.#optionAt[s]!;
        const n = weight * this.#counted[c * slots + s]!;
        this.counts[q] = n;
        total += n * (this.#prices[c * slots + s]! - prices.base[q]!);
      }
    }
    for (let i = 0; i < this.gap.length; i++) this.gap[i] = this.#gaps[this.#place[i]!]!;
    return total;
  }
}

type Layout = Record<'values' | 'cellOfTile' | 'prices' | 'counts' | 'sum' | 'gap' | 'classStart' | 'none' | 'first' | 'edgeClass' | 'edgeTo' | 'best' | 'from' | 'roots' | 'end', number>;

function lay(model: Model, graph: PathGraph, slots: number, tiles: number): Layout {
  let at = FIRST_BYTE;
  const region = (bytes: number): number => {
    const start = at;
    at = Math.ceil((at + bytes) / 64) * 64;
    return start;
  };
  const layout: Layout = {
    classStart: region(4 * (graph.classes + 1)),
    none: region(4 * graph.nodes),
    first: region(4 * (graph.nodes + 1)),
    edgeClass: region(4 * graph.to.length),
    edgeTo: region(4 * graph.to.length),
    best: region(16 * graph.classes),
    from: region(16 * (graph.nodes + 1)),
    prices: region(4 * model.cells * slots),
    counts: region(4 * model.cells * slots),
    sum: region(8),
    gap: region(16 * tiles),
    roots: region(graph.starts.length > 1 ? 16 * tiles : 0),
    cellOfTile: region(4 * tiles),
    values: region(16 * tiles * slots),
    end: 0,
  };
  layout.end = at;
  return layout;
}

function describe(graph: PathGraph, slots: Uint16Array, tiles: number, layout: Layout, buffer: ArrayBufferLike): void {
  const words = new Uint32Array(buffer, DESCRIPTION_BYTE, 32);
  const { end: _, ...regions } = layout;
  for (const [name, at] of Object.entries(regions)) words[word[name as keyof typeof regions]] = at;
  words[word.tiles] = tiles;
  words[word.root] = 16 * graph.roots[0]!;
  words[word.slots] = slots.length;
  words[word.classes] = graph.classes;
  words[word.nodes] = graph.nodes;
  const classStart = new Uint32Array(buffer, layout.classStart, graph.classes + 1);
  for (const o of slots) classStart[graph.classOf[o]! + 1]!++;
  for (let c = 0; c < graph.classes; c++) classStart[c + 1]! += classStart[c]!;
  // Classes and nodes are written as bytes: 16 for each, and of a `none` the place in the region that F has.
  new Uint32Array(buffer, layout.none, graph.nodes).set(graph.none.map((n) => 16 * n));
  new Uint32Array(buffer, layout.first, graph.nodes + 1).set(graph.first);
  new Uint32Array(buffer, layout.edgeClass, graph.to.length).set(graph.edgeClass.map((c) => 16 * c));
  new Uint32Array(buffer, layout.edgeTo, graph.to.length).set(graph.to.map((n) => 16 * n));
}

function fillValues({ customers, options, offsets, option, gain }: Model, slots: Uint16Array, place: Uint32Array, values: Float32Array): void {
  const slotOf = new Int32Array(options).fill(-1);
  slots.forEach((o, s) => (slotOf[o] = s));
  const width = slots.length * LANES;
  values.fill(-Infinity);
  for (let i = 0; i < customers; i++) {
    const base = (place[i]! >>> 2) * width + (place[i]! & 3);
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
      const s = slotOf[option[e]!]!;
      // A customer may have an option more than once: the one that gains most stands for it.
      if (s >= 0 && gain[e]! > values[base + s * LANES]!) values[base + s * LANES] = gain[e]!;
    }
  }
}
