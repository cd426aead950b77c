import type { DualPoint } from '../dual/dual.js';
import { forEachCoefficient, type Model } from '../model/model.js';
import { CustomerPaths, type ValuedPath } from './customer-paths.js';
import type { PathDual } from './path-dual.js';

/** Customers near a tie, each with the paths that it might as well take; the best path is the first of each. */
export interface PathColumns {
  customers: number[];
  paths: ValuedPath[][];
}

export interface ColumnSettings {
  /** How many customers, those with the smallest gaps. */
  customers: number;
  /** For every row that matters at least so many customers that move it up, and so many that move it down, where there are any. */
  perRow: number;
  /** Most paths of one customer, and of all. */
  mostEach: number;
  mostInAll: number;
}

/**
 * The customers nearest to a change of path, with their nearest paths. By the overall gap alone rows that few customers use would have
 * nothing to be balanced with, so that the next nearest are looked through for those. Uses the scan at `point`, which must be the
 * last one run.
 */
export function pathColumns(dual: PathDual, point: DualPoint, settings: ColumnSettings): PathColumns {
  const { model, scan } = dual;
  const order = byGap(scan.gap, 10 * settings.customers + 5_000);
  const found: PathColumns = { customers: [], paths: [] };
  const paths = new CustomerPaths(model, dual.graph, scan.startOf);
  const cover = new RowCover(model, point);
  const threshold = scan.gap[order[Math.min(order.length, settings.customers) - 1] ?? 0] ?? 0;
  let total = 0;
  for (let z = 0; z < order.length && total < settings.mostInAll; z++) {
    const i = order[z]!;
    const required = z < settings.customers;
    if (!required && cover.complete(settings.perRow)) break;
    const gap = scan.gap[i]!;
    if (gap === Infinity) break;
    paths.load(i, dual.prices);
    const own = paths.nearest(Math.max(2 * threshold, 1.2 * gap) + 1e-12 * paths.value, settings.mostEach);
    if (!cover.add(i, own, required ? Infinity : settings.perRow)) continue;
    found.customers.push(i);
    found.paths.push(own);
    total += own.length;
  }
  return found;
}

/** The customers of the `count` smallest gaps, by rising gap. */
function byGap(gap: Float64Array, count: number): Uint32Array {
  let limit = Infinity;
  if (gap.length > 2 * count) {
    // A quantile from a sample, with room, keeps the sort short.
    const stride = Math.max(1, Math.floor(gap.length / 100_000));
    const sample = Float64Array.from({ length: Math.floor(gap.length / stride) }, (_, z) => gap[z * stride]!).sort();
    limit = sample[Math.min(sample.length - 1, Math.ceil((1.2 * count * sample.length) / gap.length) + 50)]!;
  }
  let size = 0;
  for (let i = 0; i < gap.length; i++) if (gap[i]! <= limit) size++;
  const order = new Uint32Array(size);
  size = 0;
  for (let i = 0; i < gap.length; i++) if (gap[i]! <= limit) order[size++] = i;
  order.sort((a, b) => gap[a]! - gap[b]! || a - b);
  return order.subarray(0, count);
}

/** Counts for every row that matters the customers whose other paths use more of it, and less of it, than their best one. */
class RowCover {
  readonly #model: Model;
  readonly #counts: Float64Array;
  readonly #matters: boolean[];
  readonly #best: Float64Array;
  readonly #other: Float64Array;
  readonly #seen: Uint8Array;

  constructor(model: Model, point: DualPoint) {
    const K = model.rows.length;
    this.#model = model;
    this.#counts = new Float64Array(2 * K);
    this.#best = new Float64Array(K);
    this.#other = new Float64Array(K);
    this.#seen = new Uint8Array(2 * K);
    this.#matters = model.rows.map((row, k) => point.lambda[k] !== 0 || row.sense === 0 || row.sense * (point.used[k]! - row.bound) > 0);
  }

  complete(perRow: number): boolean {
    return this.#matters.every((matters, k) => !matters || (this.#counts[2 * k]! >= perRow && this.#counts[2 * k + 1]! >= perRow));
  }

  /** Counts a customer's paths; with a finite `perRow` only if they move a row that has fewer. Returns whether they were counted. */
  add(customer: number, paths: readonly ValuedPath[], perRow: number): boolean {
    this.#best.fill(0);
    this.#seen.fill(0);
    this.#sum(customer, paths[0], this.#best);
    for (const path of paths.slice(1)) {
      this.#other.fill(0);
      this.#sum(customer, path, this.#other);
      for (let k = 0; k < this.#other.length; k++) {
        if (this.#other[k]! > this.#best[k]!) this.#seen[2 * k] = 1;
        else if (this.#other[k]! < this.#best[k]!) this.#seen[2 * k + 1] = 1;
      }
    }
    if (perRow < Infinity && !this.#seen.some((seen, b) => seen === 1 && this.#matters[b >> 1]! && this.#counts[b]! < perRow)) return false;
    for (let b = 0; b < this.#seen.length; b++) this.#counts[b]! += this.#seen[b]!;
    return true;
  }

  #sum(customer: number, path: ValuedPath | undefined, into: Float64Array): void {
    for (const e of path?.candidates ?? []) forEachCoefficient(this.#model, customer, e, (k, a) => (into[k]! += a));
  }
}
