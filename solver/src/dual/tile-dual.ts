import type { Entries, Row } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import type { TileScan } from '../tiles/tile-scan.js';
import type { Dual, DualPoint, SparsePattern } from './dual.js';
import { tileCurvature } from './tile-curvature.js';

/**
 * The dual function over customers in tiles, one action each. Values are compared in float32, so that `evaluate` is exact to some
 * 10⁻⁸ of what is added; `certified` reads everybody once more in float64.
 */
export class TileDual implements Dual {
  readonly rows: readonly Row[];
  readonly entries: Entries;
  readonly scan: TileScan;
  readonly prices: Prices;
  /** How many customers each one in the tiles stands for: 1 but in samples. */
  readonly weight: number;
  readonly customers: number;
  readonly typicalGain: number;
  evaluations = 0;
  #metric: Float64Array | null = null;
  #curvature: Float64Array | null = null;
  #pairs: SparsePattern | null = null;
  #floor: number | null = null;
  #largest: number[] | null = null;

  constructor(scan: TileScan, rows: readonly Row[], entries: Entries, weight = 1) {
    const { shape } = scan.table;
    const size = shape.cells * shape.options;
    this.scan = scan;
    this.rows = rows;
    this.entries = entries;
    this.weight = weight;
    this.customers = weight * shape.customers;
    this.prices = { base: new Float64Array(size), own: scan.table.own.map(() => new Float64Array(size)) };
    this.typicalGain = meanValue(scan.table.values);
  }

  evaluate(lambda: Float64Array): DualPoint {
    this.evaluations++;
    this.#setPrices(lambda);
    const passed = this.scan.passNear(this.prices);
    const total = this.weight * (passed + this.scan.correction(this.prices));
    let value = total;
    for (let k = 0; k < lambda.length; k++) value += lambda[k]! * this.rows[k]!.bound;
    return { lambda: Float64Array.from(lambda), value, used: this.#used(), total };
  }

  /** Rows that have customers of one cell in common. */
  get pairs(): SparsePattern {
    return (this.#pairs ??= pairsOfRows(this.entries, this.rows.length, this.scan.table.shape));
  }

  gapQuantile(q: number): number {
    return this.scan.gapQuantile(q);
  }

  curvature(band: number): Float64Array {
    return tileCurvature(this, band, (this.#curvature ??= new Float64Array(this.rows.length ** 2)).fill(0));
  }

  /** See `priceMetric` of lists: mean square change of the net prices that the customers' choices pay. */
  priceMetric(): { G: Float64Array; weight: number } {
    const { start, row, coefficient, channel } = this.entries;
    const { counts, sums } = this.scan;
    const K = this.rows.length;
    const G = (this.#metric ??= new Float64Array(K * K)).fill(0);
    const floor = (0.02 * this.scan.table.shape.customers) / Math.max(1, counts.length);
    const mean = (s: number, q: number): number => {
      const c = channel[s]!;
      if (c === 0) return coefficient[s]!;
      return coefficient[s]! * (counts[q]! > 0 ? sums[c - 1]![q]! / counts[q]! : this.#ownMeans()[c - 1]!);
    };
    let weight = 0;
    for (let q = 0; q < counts.length; q++) {
      const n = this.weight * (counts[q]! + floor);
      weight += n;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const w = n * mean(s, q);
        for (let t = start[q]!; t < start[q + 1]!; t++) G[row[s]! * K + row[t]!]! += w * mean(t, q);
      }
    }
    return { G, weight };
  }

  /** Reads everybody in float64; `evaluate` need not have been called at this point. */
  certified(point: DualPoint): number {
    this.#setPrices(point.lambda);
    const { total, error } = this.scan.exactTotal(this.prices);
    let [value, size] = [total, total];
    for (let k = 0; k < point.lambda.length; k++) {
      const { lambda } = point;
      value += lambda[k]! * this.rows[k]!.bound;
      size += Math.abs(lambda[k]! * this.rows[k]!.bound);
    }
    // Prices are sums of at most so many products, each rounded, and so is the sum over the rows.
    return value + error + (this.#priceError(point.lambda) + size * (this.rows.length + 2)) * 2 ** -53;
  }

  /** Most that rounding of the prices may have hidden, in units of 2⁻⁵³: every customer pays at most its cell's largest sum of |products|. */
  #priceError(lambda: Float64Array): number {
    const { start, row, coefficient, channel } = this.entries;
    const { cellOfTile, shape: { options }, own } = this.scan.table;
    const largest = (this.#largest ??= own.map((column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
    const tiles = new Float64Array(this.scan.table.shape.cells);
    for (const cell of cellOfTile) tiles[cell]!++;
    let size = 0;
    for (let cell = 0; cell < tiles.length; cell++) {
      let most = 0;
      for (let q = cell * options; q < (cell + 1) * options; q++) {
        let paid = 0;
        for (let s = start[q]!; s < start[q + 1]!; s++) {
          const c = channel[s]!;
          paid += Math.abs(lambda[row[s]!]! * coefficient[s]!) * (c === 0 ? 1 : largest[c - 1]!);
        }
        most = Math.max(most, paid * (start[q + 1]! - start[q]! + 1));
      }
      size += 4 * tiles[cell]! * most;
    }
    return size;
  }

  provesInfeasible(point: DualPoint): boolean {
    // Choosing nothing gains nothing, so that the worst choices gain nothing at the most; only a negative value can prove anything.
    if (!(point.value < 0)) return false;
    const floor = (this.#floor ??= this.weight * leastGain(this.scan));
    return point.value < floor && this.certified(point) < floor - 1e-9 * Math.max(1, Math.abs(floor));
  }

  #setPrices(lambda: Float64Array): void {
    const { base, own } = this.prices;
    const { start, row, coefficient, channel } = this.entries;
    for (const prices of own) prices.fill(0);
    for (let q = 0; q < base.length; q++) {
      let price = 0;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const c = channel[s]!;
        if (c === 0) price += lambda[row[s]!]! * coefficient[s]!;
        else own[c - 1]![q]! += lambda[row[s]!]! * coefficient[s]!;
      }
      base[q] = price;
    }
  }

  #used(): Float64Array {
    const used = new Float64Array(this.rows.length);
    const { start, row, coefficient, channel } = this.entries;
    const { counts, sums } = this.scan;
    for (let q = 0; q < counts.length; q++) {
      if (counts[q] === 0) continue;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const c = channel[s]!;
        used[row[s]!]! += this.weight * coefficient[s]! * (c === 0 ? counts[q]! : sums[c - 1]![q]!);
      }
    }
    return used;
  }

  #means: number[] | null = null;
  #ownMeans(): number[] {
    return (this.#means ??= this.scan.table.own.map(meanValue));
  }
}

function pairsOfRows({ start, row }: Entries, K: number, { cells, options }: { cells: number; options: number }): SparsePattern {
  const partners = Array.from({ length: K }, (_, k) => new Set<number>([k]));
  for (let cell = 0; cell < cells; cell++) {
    const here = new Set(row.subarray(start[cell * options]!, start[(cell + 1) * options]!));
    for (const k of here) for (const m of here) partners[k]!.add(m);
  }
  const first = new Uint32Array(K + 1);
  partners.forEach((own, k) => (first[k + 1] = first[k]! + own.size));
  const index = new Uint32Array(first[K]!);
  partners.forEach((own, k) => index.set(Uint32Array.from([...own]).sort(), first[k]!));
  return { start: first, index };
}

/** Mean size of the finite numbers, from some 10,000 of them. */
function meanValue(values: Float32Array): number {
  const stride = Math.max(1, Math.floor(values.length / 20_000)) | 1;
  let [sum, count] = [0, 0];
  for (let at = 0; at < values.length; at += stride) {
    const value = Math.abs(values[at]!);
    if (value === Infinity) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** Σ over customers of the most negative value, or of 0; a little less, since the values may have been rounded. */
function leastGain({ table: { values, shape } }: TileScan): number {
  let total = 0;
  for (let tile = 0; tile < shape.tiles; tile++) {
    for (let lane = 0; lane < 4; lane++) {
      let least = 0;
      for (let j = 0, at = tile * shape.options * 4 + lane; j < shape.options; j++, at += 4) {
        const value = values[at]!;
        if (value < least && value !== -Infinity) least = value;
      }
      total += least;
    }
  }
  return total * (1 + 2 ** -22);
}
