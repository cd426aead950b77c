import type { DualPoint } from '../dual/dual.js';
import type { Crowd, NearModel, NearTiesWanted } from '../finish/crowd.js';
import type { Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import { modelOfTies, withoutOthers } from './near-tie-model.js';
import { classKey, type GapClass, type NearTie, printGapClassesSql, printNearTiesSql, readGapClasses, readNearTies } from './print-near-ties.js';
import type { ScanTable } from './scan-table.js';
import type { ScanRows, SqlDual, SqlPass } from './sql-dual.js';
import type { Ask } from './sql-text.js';

/** Where the near ties of a small model stand in the table. */
export interface TieSource {
  pass: SqlPass;
  ties: NearTie[];
}

const mostOfClass = 5_000;

/** All customers of a table, as the finish needs them: the near ties come as a small model, nobody else leaves the database. */
export class SqlCrowd implements Crowd {
  readonly dual: SqlDual;
  readonly #table: ScanTable;
  readonly #scan: ScanRows;
  readonly #ask: Ask;
  readonly #sources = new WeakMap<NearModel, TieSource>();

  constructor(dual: SqlDual, table: ScanTable, scan: ScanRows, ask: Ask) {
    this.dual = dual;
    this.#table = table;
    this.#scan = scan;
    this.#ask = ask;
  }

  sourceOf(near: NearModel): TieSource {
    const source = this.#sources.get(near);
    if (!source) throw new Error('this model was not made of the table');
    return source;
  }

  nearTies(point: DualPoint, wanted: NearTiesWanted): NearModel {
    const pass = this.dual.pass(point.lambda);
    const gap = Math.max(1e-9, this.dual.gapQuantile(Math.min(1, (1.2 * wanted.count) / Math.max(1, this.dual.customers))));
    const { classes, most } = this.#classes(point, pass.prices, wanted.perRow);
    const loss = 10 * gap;
    const nearest = this.#read(pass.prices, { gap, classes: new Map<number, number>(), loss, limit: Math.ceil(1.5 * wanted.count), limitOfClass: 0 });
    const byRow = classes.size === 0 ? [] : this.#read(pass.prices, { gap: -1, classes, loss, limit: 0, limitOfClass: most });
    const known = new Set(nearest.map((tie) => tie.customer));
    const ties = [...nearest, ...byRow.filter((tie) => !known.has(tie.customer))];
    const { rows, gain } = withoutOthers(this.#table, this.#scan, pass, ties);
    const model: Model = { ...modelOfTies(this.#table, this.#scan, ties), rows };
    const near = { model, gain, customers: Uint32Array.from(ties, (_, i) => i), choices: new Int32Array(0), near: { customers: ties.map((_, i) => i), balancing: this.#balancing(ties, pass.prices), threshold: gap } };
    this.#sources.set(near, { pass, ties });
    return near;
  }

  #read(prices: Prices, bounds: Parameters<typeof printNearTiesSql>[2]): NearTie[] {
    return readNearTies(this.#table, this.#ask(printNearTiesSql(this.#table, prices, bounds)));
  }

  /** For every row that matters the gap up to which its nearest lie, either way, as gaps by class of customers. */
  #classes(point: DualPoint, prices: Prices, perRow: number): { classes: Map<number, number>; most: number } {
    const counts = this.dual.rows.map((row, k) => {
      const off = point.used[k]! - row.bound;
      return point.lambda[k] !== 0 || row.sense === 0 || row.sense * off > 0 ? Math.min(mostOfClass, perRow + Math.ceil(2 * Math.abs(off))) : 0;
    });
    const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
    const classes = new Map<number, number>();
    if (most === 0) return { classes, most };
    const found = readGapClasses(this.#ask(printGapClassesSql(this.#table, prices, most)));
    const members: { gaps: number[]; of: GapClass[] }[] = Array.from({ length: 2 * counts.length }, () => ({ gaps: [], of: [] }));
    for (const one of found) {
      for (const bucket of this.#bucketsOf(one)) {
        if (counts[bucket >> 1] === 0) continue;
        const { gaps, of } = members[bucket]!;
        for (const gap of one.gaps.slice(0, counts[bucket >> 1])) gaps.push(gap);
        of.push(one);
      }
    }
    members.forEach(({ gaps, of }, bucket) => {
      if (gaps.length === 0) return;
      const sorted = Float64Array.from(gaps).sort();
      const limit = sorted[Math.min(sorted.length, counts[bucket >> 1]!) - 1]!;
      for (const { cell, best, second, gaps: [first] } of of) {
        const key = classKey(this.#table, cell, best, second);
        if (first! <= limit) classes.set(key, Math.max(limit, classes.get(key) ?? 0));
      }
    });
    return { classes, most };
  }

  /** 2 k + 1 where the exchange may raise the use of row k, 2 k where it may lower it. */
  #bucketsOf({ cell, best, second }: { cell: number; best: number; second: number }): number[] {
    const { start, row, coefficient, channel } = this.#scan.entries;
    const delta = new Map<number, number>();
    const either = new Set<number>();
    for (const [option, sign] of [[second, 1], [best, -1]] as const) {
      if (option < 0) continue;
      const q = cell * this.#table.options + option;
      for (let s = start[q]!; s < start[q + 1]!; s++) {
        if (channel[s]! > 0) either.add(row[s]!);
        else delta.set(row[s]!, (delta.get(row[s]!) ?? 0) + sign * coefficient[s]!);
      }
    }
    return [...[...either].flatMap((k) => [2 * k, 2 * k + 1]), ...[...delta].flatMap(([k, a]) => (a === 0 || either.has(k) ? [] : [2 * k + (a > 0 ? 1 : 0)]))];
  }

  /** A few of the nearest that move each row either way. */
  #balancing(ties: readonly NearTie[], prices: Prices): number[] {
    const ordered = ties.map((tie, index) => ({ index, tie, ...this.#exchange(tie, prices) })).sort((a, b) => a.gap - b.gap || a.index - b.index);
    const few = Math.max(2, Math.min(10, Math.floor(150 / Math.max(1, this.dual.rows.length))));
    const taken = new Uint16Array(2 * this.dual.rows.length);
    const balancing: number[] = [];
    for (const { index, tie, second } of ordered) {
      let useful = false;
      for (const bucket of this.#bucketsOf({ cell: tie.cell, best: tie.best, second })) if (taken[bucket]! < few) {
        taken[bucket]!++;
        useful = true;
      }
      if (useful) balancing.push(index);
    }
    return balancing;
  }

  #exchange(tie: NearTie, prices: Prices): { gap: number; second: number } {
    let [best, next, second] = [0, -Infinity, -1];
    if (tie.best >= 0) next = 0;
    tie.options.forEach((option, j) => {
      const q = tie.cell * this.#table.options + option;
      let net = tie.gains[j]! - prices.base[q]!;
      prices.own.forEach((own, m) => (net -= own[q]! * tie.own[m]![j]!));
      if (option === tie.best) best = net;
      else if (net > next) [next, second] = [net, option];
    });
    return { gap: best - next, second };
  }
}
