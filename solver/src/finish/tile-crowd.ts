import type { DualPoint } from '../dual/dual.js';
import type { TileDual } from '../dual/tile-dual.js';
import type { Choice } from '../model/choice.js';
import type { Model, Row } from '../model/model.js';
import type { Crowd, NearModel, NearTiesWanted } from './crowd.js';
import { NearestByRow } from './nearest-by-row.js';

/** Most (cell, option, option) triples for which the rows that an exchange moves are kept. */
const mostPairs = 8_000_000;

/** With more near ties only their near candidates are taken along. */
const manyNear = 40_000;

/** Customers in tiles; their numbers are positions within the tiles, their choices options (the number of options for nothing). */
export class TileCrowd implements Crowd {
  readonly dual: TileDual;
  readonly #choice: Choice;

  constructor(dual: TileDual, choice: Choice) {
    this.dual = dual;
    this.#choice = choice;
  }

  nearTies(point: DualPoint, wanted: NearTiesWanted): NearModel {
    const { scan } = this.dual;
    const { positions, threshold } = this.#nearest(wanted.count);
    const byRow = this.#nearestByRow(point, wanted.perRow);
    const all = new Set<number>(Array.from(positions));
    for (const list of byRow) for (const position of list) all.add(position);
    const chosen = Uint32Array.from(all as Iterable<number>).sort();
    const few = Math.max(2, Math.min(10, Math.floor(300 / Math.max(1, byRow.length))));
    const balancing = new Set<number>();
    for (const list of byRow) for (const position of list.slice(0, few)) balancing.add(placeIn(chosen, position));
    // In crowds of ties only what is near can be of use.
    const { model, gain } = this.#extract(point, chosen, chosen.length > manyNear ? 20 * threshold : Infinity);
    return { model, gain, customers: chosen, choices: scan.best.slice(), near: { customers: Array.from(chosen, (_, i) => i), balancing: [...balancing], threshold } };
  }

  #nearest(count: number): { positions: ArrayLike<number>; threshold: number } {
    const { scan } = this.dual;
    const { gap, table } = scan;
    const quantile = scan.gapQuantile(Math.min(1, (1.2 * count) / Math.max(1, table.shape.customers)));
    let positions: Uint32Array = scan.nearPositions(quantile * (1 + 1e-6) + 1e-30);
    if (positions.length > 1.5 * count) positions = positions.sort((a, b) => gap[a]! - gap[b]! || a - b).subarray(0, count);
    let threshold = 1e-9;
    for (const position of positions) threshold = Math.max(threshold, gap[position]!);
    return { positions, threshold };
  }

  /** The nearest for every row that matters (a price, a violation, an equality) and either direction. */
  #nearestByRow(point: DualPoint, perRow: number): number[][] {
    const { dual } = this;
    const { scan, rows } = dual;
    const { customers } = scan.table.shape;
    const counts = Uint32Array.from(rows, (row, k) => {
      const off = Math.abs(point.used[k]! - row.bound);
      const matters = point.lambda[k] !== 0 || row.sense === 0 || row.sense * (point.used[k]! - row.bound) > 0;
      return matters ? perRow + Math.ceil(2 * off) : 0;
    });
    const nearest = new NearestByRow(scan.gap, counts);
    const wanted = counts.reduce((sum, count) => sum + count, 0);
    const share = Math.min(1, (8 * wanted) / Math.max(1, customers));
    if (share < 0.3) {
      this.#offerAll(nearest, scan.nearPositions(scan.gapQuantile(share)));
      if (nearest.full) return nearest.lists();
      nearest.restart();
    }
    this.#offerAll(nearest, scan.nearPositions(Infinity));
    return nearest.lists();
  }

  #offerAll(nearest: NearestByRow, positions: Uint32Array): void {
    const { scan, entries } = this.dual;
    const { cellOfTile, shape: { cells, options }, own } = scan.table;
    const { gap, best, second } = scan;
    const size = options + 1;
    const kinds = own.length === 0 && cells * size * size <= mostPairs ? new Int32Array(cells * size * size) : null;
    const known: Int32Array[] = [];
    const bucketsOf = (position: number, cell: number): Int32Array => {
      const delta = new Map<number, number>();
      for (const [option, sign] of [[second[position]!, 1], [best[position]!, -1]] as const) {
        if (option >= options) continue;
        for (let s = entries.start[cell * options + option]!; s < entries.start[cell * options + option + 1]!; s++) {
          const c = entries.channel[s]!;
          const a = entries.coefficient[s]! * (c === 0 ? 1 : own[c - 1]![scan.table.placeOf(position, option)]!);
          delta.set(entries.row[s]!, (delta.get(entries.row[s]!) ?? 0) + sign * a);
        }
      }
      return Int32Array.from([...delta].filter(([k, a]) => a !== 0 && nearest.limits[2 * k]! >= 0), ([k, a]) => 2 * k + (a > 0 ? 1 : 0));
    };
    for (let z = 0; z < positions.length; z++) {
      const position = positions[z]!;
      const distance = gap[position]!;
      const cell = cellOfTile[position >>> 2]!;
      let buckets: Int32Array;
      if (kinds) {
        const key = (cell * size + best[position]!) * size + second[position]!;
        if (kinds[key] === 0) kinds[key] = known.push(bucketsOf(position, cell));
        buckets = known[kinds[key]! - 1]!;
      } else buckets = bucketsOf(position, cell);
      for (let b = 0; b < buckets.length; b++) if (distance < nearest.limits[buckets[b]!]!) nearest.add(buckets[b]!, position);
    }
  }

  /** The small model of the chosen positions, with the candidates that lose at most `width` against the best. */
  #extract(point: DualPoint, chosen: Uint32Array, width: number): { model: Model; gain: number } {
    const { dual } = this;
    const { scan: { table, best, gap }, rows, entries, prices } = dual;
    const { shape: { cells, options }, cellOfTile } = table;
    const offsets = new Uint32Array(chosen.length + 1);
    let room = chosen.length * Math.min(options, width < Infinity ? 4 : options) + options;
    let [option, gain, own] = [new Uint16Array(room), new Float64Array(room), table.own.map(() => new Float64Array(room))];
    let [held, end] = [0, 0];
    const net = (cell: number, o: number, value: number, ownOf: (m: number) => number): number => prices.own.reduce((sum, price, m) => sum - price[cell * options + o]! * ownOf(m), value - prices.base[cell * options + o]!);
    for (let i = 0; i < chosen.length; i++) {
      const position = chosen[i]!;
      const cell = cellOfTile[position >>> 2]!;
      if (end + options > room) {
        room *= 2;
        [option, gain, own] = [enlarged(option, room), enlarged(gain, room), own.map((column) => enlarged(column, room))];
      }
      let least = -Infinity;
      if (width < Infinity) {
        least = 0;
        forEachCandidate(table, position, (o, value, ownOf) => {
          if (o === best[position]) least = net(cell, o, value, ownOf);
        });
        least -= width + gap[position]! * 1.001;
      }
      forEachCandidate(table, position, (o, value, ownOf) => {
        if (o === best[position]) held += value;
        else if (least > -Infinity && net(cell, o, value, ownOf) < least) return;
        option[end] = o;
        gain[end] = value;
        for (let m = 0; m < own.length; m++) own[m]![end] = ownOf(m);
        end++;
      });
      offsets[i + 1] = end;
    }
    const { used, size } = this.usedByOthers(chosen);
    let all = point.total;
    for (let k = 0; k < rows.length; k++) all += point.lambda[k]! * point.used[k]!;
    const model: Model = {
      customers: chosen.length,
      options,
      cells,
      offsets,
      option: option.slice(0, end),
      gain: gain.slice(0, end),
      cell: Uint32Array.from(chosen, (position) => cellOfTile[position >>> 2]!),
      weight: new Float64Array(cells).fill(1),
      origin: null,
      own: own.map((column) => column.slice(0, end)),
      rows: rows.map((row, k): Row => ({ ...row, bound: row.bound - used[k]!, planBound: row.planBound - used[k]!, outside: size[k]! + Math.abs(row.planBound) })),
      entries,
      choice: this.#choice,
    };
    return { model, gain: all - held };
  }

  /** What all but the chosen use of each row at their best choices, with compensated sums, and the size of what was added. */
  usedByOthers(chosen: Uint32Array): { used: Float64Array; size: Float64Array } {
    const { scan: { table, best, counts }, rows, entries: { start, row, coefficient, channel } } = this.dual;
    const { options } = table.shape;
    const others = counts.slice();
    for (const position of chosen) if (best[position]! < options) others[table.cellOfTile[position >>> 2]! * options + best[position]!]!--;
    const [used, size, carry] = [new Float64Array(rows.length), new Float64Array(rows.length), new Float64Array(rows.length)];
    const add = (k: number, amount: number): void => {
      const next = used[k]! + amount;
      carry[k]! += Math.abs(used[k]!) >= Math.abs(amount) ? used[k]! - next + amount : amount - next + used[k]!;
      used[k] = next;
      size[k]! += Math.abs(amount);
    };
    for (let q = 0; q < others.length; q++) if (others[q]! > 0) for (let s = start[q]!; s < start[q + 1]!; s++) if (channel[s] === 0) add(row[s]!, coefficient[s]! * others[q]!);
    if (table.own.length > 0) {
      const skip = new Set<number>(chosen);
      for (let position = 0; position < best.length; position++) {
        const o = best[position]!;
        if (o >= options || skip.has(position)) continue;
        const q = table.cellOfTile[position >>> 2]! * options + o;
        for (let s = start[q]!; s < start[q + 1]!; s++) if (channel[s]! > 0) add(row[s]!, coefficient[s]! * ownNumber(table, position, o, channel[s]! - 1));
      }
    }
    for (let k = 0; k < used.length; k++) used[k]! += carry[k]!;
    return { used, size };
  }
}

/** Place of a number in an ascending list that holds it. */
function placeIn(ascending: Uint32Array, wanted: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function enlarged<T extends Uint16Array | Float64Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

type Table = TileDual['scan']['table'];

/** Calls `visit` with every candidate at a position: its option, gain and own numbers as the problem has them, not rounded. */
function forEachCandidate(table: Table, position: number, visit: (option: number, gain: number, own: (m: number) => number) => void): void {
  const { source, shape } = table;
  if (source) {
    const customer = table.customerAt[position]!;
    for (let e = source.offsets[customer]!; e < source.offsets[customer + 1]!; e++) visit(source.option[e]!, source.gain[e]!, (m) => source.own[m]![e]!);
    return;
  }
  for (let o = 0, at = table.placeOf(position, 0); o < shape.options; o++, at += 4) {
    const value = table.values[at]!;
    if (value > -Infinity) visit(o, value, (m) => table.own[m]![at]!);
  }
}

/** An own number of one candidate, as the problem has it. */
function ownNumber(table: Table, position: number, option: number, m: number): number {
  const { source } = table;
  if (!source) return table.own[m]![table.placeOf(position, option)]!;
  const customer = table.customerAt[position]!;
  for (let e = source.offsets[customer]!; e < source.offsets[customer + 1]!; e++) if (source.option[e] === option) return source.own[m]![e]!;
  return 0;
}
