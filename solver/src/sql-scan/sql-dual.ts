import type { Dual, DualPoint } from '../dual/dual.js';
import type { Entries, Row } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { fromSteps, shiftFor } from './fixed-point.js';
import { type PairRow, printGapQuantileSql, printPairsSql, readPairs } from './print-band.js';
import { type PassRow, passSum, type PassShifts, printPassSql, readPass } from './print-pass.js';
import type { ScanFacts, ScanTable } from './scan-table.js';
import { sampleLimits } from './sample-limits.js';
import { type Ask, numberOf } from './sql-text.js';

/** What the limits cost, over a table's cells and options: as in a model. */
export interface ScanRows {
  rows: Row[];
  entries: Entries;
}

/** One pass, with what the dual function needs of it afterwards. */
export interface SqlPass {
  point: DualPoint;
  prices: Prices;
  rows: PassRow[];
  shifts: PassShifts;
  /** By cell × options + option. */
  counts: Float64Array;
  sums: Float64Array[];
}

const sampledGaps = 40_000;
const sampledTies = 100_000;

/**
 * The Lagrangian dual over a table of a ClickHouse server or cluster: every evaluation is one SELECT over all customers, gaps and
 * curvature are SELECTs over a sample by hash. Points are remembered, so that going back to one costs nothing.
 */
export class SqlDual implements Dual {
  readonly rows: readonly Row[];
  readonly customers: number;
  readonly typicalGain: number;
  /** Queries over all customers so far. */
  passes = 0;
  readonly #table: ScanTable;
  readonly #facts: ScanFacts;
  readonly #entries: Entries;
  readonly #ask: Ask;
  readonly #remembered: SqlPass[] = [];
  readonly #quantiles = new Map<string, number>();
  #tieShare = 0;

  constructor(table: ScanTable, facts: ScanFacts, { rows, entries }: ScanRows, ask: Ask) {
    this.rows = rows;
    this.customers = facts.customers;
    this.typicalGain = facts.meanGain;
    this.#table = table;
    this.#facts = facts;
    this.#entries = entries;
    this.#ask = ask;
  }

  evaluate(lambda: Float64Array): DualPoint {
    return this.pass(lambda).point;
  }

  /** The pass at some multipliers, run again only where it is not remembered; it becomes the last one. */
  pass(lambda: Float64Array): SqlPass {
    const known = this.#remembered.findIndex(({ point }) => point.lambda.every((value, k) => value === lambda[k]));
    const pass = known >= 0 ? this.#remembered.splice(known, 1)[0]! : this.#run(lambda);
    this.#remembered.unshift(pass);
    this.#remembered.length = Math.min(this.#remembered.length, 6);
    return pass;
  }

  #run(lambda: Float64Array): SqlPass {
    const { options, cells, own } = this.#table;
    const prices: Prices = { base: new Float64Array(cells * options), own: Array.from({ length: own }, () => new Float64Array(cells * options)) };
    const { start, row, coefficient, channel } = this.#entries;
    for (let q = 0; q < prices.base.length; q++) {
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        const price = lambda[row[s]!]! * coefficient[s]!;
        if (channel[s] === 0) prices.base[q]! += price;
        else prices.own[channel[s]! - 1]![q]! += price;
      }
    }
    const shifts = this.#shifts(prices);
    const rows = readPass(this.#table, this.#ask(printPassSql(this.#table, prices, shifts)));
    this.passes++;
    const counts = new Float64Array(cells * options);
    const sums = prices.own.map(() => new Float64Array(cells * options));
    let net = 0n;
    for (const one of rows) {
      net += one.net;
      if (one.q < 0) continue;
      counts[one.q] = one.count;
      one.own.forEach((sum, m) => (sums[m]![one.q] = passSum(sum, shifts.own[m]!)));
    }
    const used = new Float64Array(this.rows.length);
    for (let q = 0; q < counts.length; q++) {
      if (counts[q] === 0) continue;
      for (let s = start[q]!; s < start[q + 1]!; s++) used[row[s]!]! += coefficient[s]! * (channel[s] === 0 ? counts[q]! : sums[channel[s]! - 1]![q]!);
    }
    const total = fromSteps(net, shifts.net);
    let value = total;
    for (let k = 0; k < lambda.length; k++) value += lambda[k]! * this.rows[k]!.bound;
    return { point: { lambda: Float64Array.from(lambda), value, used, total }, prices, rows, shifts, counts, sums };
  }

  /** Terms of a pass stay below 2^62 steps: net values are at most the largest gain less the lowest price. */
  #shifts(prices: Prices): PassShifts {
    const { largestGain, smallestGain, largestOwn } = this.#facts;
    let relief = 0;
    for (let q = 0; q < prices.base.length; q++) {
      let own = 0;
      for (let m = 0; m < prices.own.length; m++) own += Math.abs(prices.own[m]![q]!) * largestOwn[m]!;
      relief = Math.max(relief, own - prices.base[q]!);
    }
    return { net: shiftFor(Math.max(0, largestGain) + relief), gain: shiftFor(Math.max(largestGain, -smallestGain)), own: largestOwn.map(shiftFor) };
  }

  /**
   * How far rounding may have put the value below D(λ), by the standard model of floating-point arithmetic with u = 2^−53 (Higham,
   * Accuracy and Stability of Numerical Algorithms, §3.1): a price of n terms is off by at most 2n u Σ|λ a|, a net value by u of each
   * intermediate; each customer's best is off by no more than the worst of its cell. The sum itself is of whole numbers rounded up.
   */
  #error({ lambda, total }: DualPoint): number {
    const { cellSizes, largestGain, smallestGain, largestOwn } = this.#facts;
    const { options, own } = this.#table;
    const { start, row, coefficient, channel } = this.#entries;
    const u = 2 ** -53;
    const gain = Math.max(Math.abs(largestGain), Math.abs(smallestGain));
    let error = 4 * u * Math.abs(total);
    for (let c = 0; c < cellSizes.length; c++) {
      let worst = 0;
      for (let q = c * options; q < (c + 1) * options; q++) {
        let size = 0;
        for (let s = start[q]!; s < start[q + 1]!; s++) size += Math.abs(lambda[row[s]!]! * coefficient[s]!) * (channel[s] === 0 ? 1 : largestOwn[channel[s]! - 1]!);
        const terms = start[q + 1]! - start[q]!;
        const arithmetic = own === 0 ? 0 : 2 * (own + 1) * (gain + size);
        worst = Math.max(worst, u * (2 * terms * size + arithmetic));
      }
      error += cellSizes[c]! * worst;
    }
    let bounds = Math.abs(total);
    for (let k = 0; k < lambda.length; k++) bounds += Math.abs(lambda[k]! * this.rows[k]!.bound);
    return (error + 2 * (lambda.length + 2) * u * bounds) * 1.01;
  }

  gapQuantile(q: number): number {
    const pass = this.#last();
    const key = `${q}|${pass.point.lambda.join()}`;
    let found = this.#quantiles.get(key);
    if (found === undefined) {
      // The smallest quantiles want more customers, so that some hundreds are below.
      const target = Math.max(sampledGaps, Math.min(2e6, 200 / Math.max(1e-9, Math.min(q, 1 - q))));
      const limits = sampleLimits(this.#facts.cellSizes, target / Math.max(1, this.customers), 1);
      const [row] = this.#ask(printGapQuantileSql(this.#table, pass.prices, limits, Math.min(0.999999, q)));
      found = row && numberOf(row['n']) > 0 ? numberOf(row['quantile']) : 0;
      this.#quantiles.set(key, found);
    }
    return found;
  }

  curvature(band: number): Float64Array {
    const { prices } = this.#last();
    const K = this.rows.length;
    const H = new Float64Array(K * K);
    if (this.#tieShare === 0) this.#tieShare = Math.min(1, (2 * sampledTies) / Math.max(1, this.customers));
    for (let attempt = 0; ; attempt++) {
      const limits = sampleLimits(this.#facts.cellSizes, this.#tieShare, 500);
      const pairs = readPairs(this.#table, this.#ask(printPairsSql(this.#table, prices, limits, band, this.#facts.largestOwn)), this.#facts.largestOwn);
      const found = pairs.reduce((sum, pair) => sum + pair.count, 0);
      // A narrow band wants more customers looked at.
      if (found < 0.4 * sampledTies && this.#tieShare < 1 && attempt < 3) {
        this.#tieShare = Math.min(1, this.#tieShare * Math.max(2, sampledTies / Math.max(1, found)));
        continue;
      }
      for (const pair of pairs) this.#addPair(H, pair, 2 ** 32 / limits[pair.cell]! / (2 * band));
      return H;
    }
  }

  /** Adds weight × Σ δδᵀ of the customers of a pair, δ the difference of coefficients between the two choices. */
  #addPair(H: Float64Array, { cell, best, other, count, moments }: PairRow, weight: number): void {
    const { options, own } = this.#table;
    const { start, row, coefficient, channel } = this.#entries;
    const K = this.rows.length;
    const size = 1 + 2 * own;
    // δ_k = Σ_i A[k][i] z_i with z = (1, own of best, own of other).
    const A = new Map<number, Float64Array>();
    const add = (option: number, sign: number, shift: number): void => {
      if (option < 0) return;
      const q = cell * options + option;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        let of = A.get(row[s]!);
        if (!of) A.set(row[s]!, (of = new Float64Array(size)));
        of[channel[s] === 0 ? 0 : channel[s]! + shift]! += sign * coefficient[s]!;
      }
    };
    add(other, 1, own);
    add(best, -1, 0);
    const Z = new Float64Array(size * size);
    Z[0] = count;
    let next = 0;
    for (let i = 1; i < size; i++) {
      Z[i] = Z[i * size] = moments[next++]!;
      for (let j = i; j < size; j++) Z[i * size + j] = Z[j * size + i] = moments[next++]!;
    }
    for (const [k, a] of A) {
      for (const [l, b] of A) {
        let sum = 0;
        for (let i = 0; i < size; i++) if (a[i] !== 0) for (let j = 0; j < size; j++) sum += a[i]! * Z[i * size + j]! * b[j]!;
        H[k * K + l]! += weight * sum;
      }
    }
  }

  priceMetric(): { G: Float64Array; weight: number } {
    const { counts, sums } = this.#last();
    const { start, row, coefficient, channel } = this.#entries;
    const K = this.rows.length;
    const G = new Float64Array(K * K);
    const least = (0.02 * this.customers) / Math.max(1, counts.length);
    const mean = (s: number, q: number): number => {
      const m = channel[s]! - 1;
      return coefficient[s]! * (m < 0 ? 1 : counts[q]! > 0 ? sums[m]![q]! / counts[q]! : this.#facts.meanOwn[m]!);
    };
    let weight = 0;
    for (let q = 0; q < counts.length; q++) {
      const n = counts[q]! + least;
      weight += n;
      for (let s = start[q]!; s < start[q + 1]!; s++) for (let t = start[q]!; t < start[q + 1]!; t++) G[row[s]! * K + row[t]!]! += n * mean(s, q) * mean(t, q);
    }
    return { G, weight };
  }

  certified(point: DualPoint): number {
    const sum = point.value + this.#error(point);
    return sum + Math.abs(sum) * 2 ** -52;
  }

  provesInfeasible(point: DualPoint): boolean {
    return this.certified(point) < this.#facts.floor - 1e-9 * Math.max(1, Math.abs(this.#facts.floor));
  }

  #last(): SqlPass {
    const [last] = this.#remembered;
    if (!last) throw new Error('gaps and curvature belong to a point: evaluate one first');
    return last;
  }
}
