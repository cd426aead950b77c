import type { SolveMemory } from '../assign/solve-memory.js';
import { gapQuantile, meanSize, priceMetric } from '../dual/curvature.js';
import type { Dual, DualPoint } from '../dual/dual.js';
import { mostPenalty } from '../dual/dual-function.js';
import { rowUse, writePrices } from '../dual/row-prices.js';
import type { Model, Row } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { pathCurvature } from './path-curvature.js';
import type { PathGraph } from './path-graph.js';
import { PathScan } from './path-scan.js';
import { PathTiles } from './path-tiles.js';

/**
 * The Lagrangian dual over customers whose choices are paths through a graph. What a limit uses adds along a path, so that its price
 * is a price of each option, and the best path at given prices is found by dynamic programming. `evaluate` reads tiles in float32
 * where there are any; `settle` and what is certified read everybody in float64.
 */
export class PathDual implements Dual {
  readonly model: Model;
  readonly graph: PathGraph;
  readonly rows: readonly Row[];
  readonly customers: number;
  readonly typicalGain: number;
  /** The choices at the point settled last. */
  readonly scan: PathScan;
  readonly prices: Prices;
  readonly #tiles: PathTiles | null;
  /** The scan of the latest evaluation. */
  #latest: Pick<PathScan, 'counts' | 'sums' | 'gap'>;
  /** The point at which the float64 scan stands. */
  #settled: DualPoint | null = null;
  /** Gain that every plan reaches at the least. */
  readonly floor: number;
  /** Σ over customers of the largest |gain|, weighted: bounds the rounding errors. */
  readonly #gainSize: number;
  readonly #ownSizes: number[];
  #ownMeans: number[] | null = null;
  evaluations = 0;

  /** `memory`: tiles of an earlier solve stand again where they are of the very same columns and an equal graph. */
  constructor(model: Model, graph: PathGraph, memory: SolveMemory | null = null) {
    this.model = model;
    this.graph = graph;
    this.rows = model.rows;
    this.customers = model.cell.reduce((sum, c) => sum + model.weight[c]!, 0);
    this.typicalGain = meanSize(model.gain);
    this.scan = new PathScan(model, graph);
    this.#latest = this.scan;
    const tiles = (): PathTiles | null => PathTiles.of(model, graph, this.scan.startOf);
    this.#tiles = memory && !model.rules ? memory.recall('path tiles', [model.cell, model.offsets, model.option, model.gain, model.own.length, keyOf(graph)], tiles) : tiles();
    const size = model.cells * model.options;
    this.prices = { base: new Float64Array(size), own: model.own.map(() => new Float64Array(size)) };
    const { size: gainSize, least } = gainRange(model, graph.longest);
    this.#gainSize = gainSize;
    this.floor = least - mostPenalty(model);
    this.#ownSizes = model.own.map((column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  }

  evaluate(lambda: Float64Array): DualPoint {
    if (!this.#tiles) return this.settle(lambda);
    this.evaluations++;
    this.setPrices(lambda);
    const total = this.#tiles.run(this.prices);
    this.#latest = { counts: this.#tiles.counts, gap: this.#tiles.gap, sums: [] };
    return this.#point(lambda, total);
  }

  /** The point in float64, with everybody's choice and gap in `scan`. */
  settle(lambda: Float64Array): DualPoint {
    this.evaluations++;
    this.setPrices(lambda);
    const total = this.scan.run(this.prices);
    this.#latest = this.scan;
    return (this.#settled = this.#point(lambda, total));
  }

  #point(lambda: Float64Array, total: number): DualPoint {
    let value = total;
    for (let k = 0; k < lambda.length; k++) value += lambda[k]! * this.rows[k]!.bound;
    return { lambda: Float64Array.from(lambda), value, used: rowUse(this.model.entries, this.rows.length, this.#latest), total };
  }

  setPrices(lambda: Float64Array): void {
    writePrices(this.model.entries, lambda, this.prices);
  }

  gapQuantile(q: number): number {
    return gapQuantile({ scan: this.#latest }, q);
  }

  curvature(band: number): Float64Array {
    return pathCurvature(this.model, this.graph, this.scan.startOf, this.#latest.gap, this.prices, band);
  }

  priceMetric(): { G: Float64Array; weight: number } {
    return priceMetric({ model: this.model, scan: this.#latest }, (this.#ownMeans ??= this.model.own.map(meanSize)));
  }

  /** The bound that a point proves, in float64: everybody is read once more where the point came of tiles. */
  certified(point: DualPoint): number {
    const at = this.#settled;
    const exact = at && point.lambda.every((value, k) => value === at.lambda[k]) ? at : this.settle(point.lambda);
    return exact.value + this.#slack(exact, 2 ** -53);
  }

  /** A bound that costs nothing, for progress: the point's value and all that rounding may have hidden, were it of float32. */
  loose(point: DualPoint): number {
    return point.value + this.#slack(point, this.#tiles ? 2 ** -24 : 2 ** -53);
  }

  /**
   * What rounding may have hidden, by the unit u of the arithmetic. The value of any path at these prices, that of the true best one
   * too, is a sum of at most `longest` net values, each of which rounds by at most (entries + channels + 3) u times the gain and the
   * prices in it; float64 sums of 1,024 customers and of their blocks round by at most (1,024 + blocks) 2^−53 of the sum of their sizes.
   */
  #slack(point: DualPoint, unit: number): number {
    const { model, graph } = this;
    const { start, row, coefficient, channel } = model.entries;
    let [dearest, mostEntries] = [0, 0];
    for (let q = 0; q + 1 < start.length; q++) {
      let price = 0;
      for (let s = start[q]!; s < start[q + 1]!; s++) price += Math.abs(point.lambda[row[s]!]! * coefficient[s]!) * (channel[s] === 0 ? 1 : this.#ownSizes[channel[s]! - 1]!);
      dearest = Math.max(dearest, price);
      mostEntries = Math.max(mostEntries, start[q + 1]! - start[q]!);
    }
    const terms = mostEntries + model.own.length + 3 + graph.longest;
    const perCustomer = graph.longest * (this.#gainSize + this.customers * dearest);
    let bounds = 0;
    for (let k = 0; k < this.rows.length; k++) bounds += Math.abs(point.lambda[k]! * this.rows[k]!.bound);
    const blocks = 1_024 + Math.ceil(model.customers / 1_024);
    return unit * terms * perCustomer + 2 ** -53 * (blocks * Math.abs(point.total) + (this.rows.length + 2) * (bounds + Math.abs(point.total)));
  }

  provesInfeasible(point: DualPoint): boolean {
    const enough = this.floor - 1e-9 * Math.max(1, Math.abs(this.floor));
    return point.value < enough && this.certified(point) < enough;
  }
}

/** Equal for graphs that are equal. */
const keyOf = ({ classOf, none, first, edgeClass, to, roots }: PathGraph): string => [classOf, none, first, edgeClass, to, roots].map((part) => part.join()).join(';');

/** Σ of the customers' largest |gain|, and of the least that a set of `longest` candidates gains; both weighted. */
function gainRange({ customers, offsets, gain, weight, cell }: Model, longest: number): { size: number; least: number } {
  let [size, least] = [0, 0];
  for (let i = 0; i < customers; i++) {
    let [most, lowest] = [0, 0];
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
      const value = gain[e]!;
      if (value > most) most = value;
      else if (value < lowest) lowest = value;
    }
    const w = weight[cell[i]!]!;
    size += w * Math.max(most, -lowest);
    least += w * longest * lowest;
  }
  return { size, least };
}
