import type { Model } from '../model/model.js';
import type { Prices, Scan } from './scan.js';

/**
 * Whether a customer that holds `held` (candidates, −1 for an empty slot) may also take `candidate`, were `without` given up.
 */
export function mayTake(model: Model, held: ArrayLike<number>, from: number, to: number, candidate: number, without: number): boolean {
  const { max, perPeriod, periods, conflict } = model.choice;
  const o = model.option[candidate]!;
  let [size, inPeriod] = [0, 0];
  for (let s = from; s < to; s++) {
    const e = held[s]!;
    if (e === candidate) return false;
    if (e < 0 || e === without) continue;
    const p = model.option[e]!;
    size++;
    if (p % periods === o % periods) inPeriod++;
    if (conflict && conflict[o * model.options + p]) return false;
  }
  return size < max && inPeriod < perPeriod;
}

/**
 * The scan for several actions a customer. Caps in all and per period form a laminar matroid, for which taking candidates by
 * descending net value is optimal (Edmonds 1971); with exclusions between options a branch and bound over the customer's positive
 * candidates finds the best set, bounded by the sum of the next best ones.
 */
export function chooseMany(scan: Scan, prices: Prices): number {
  const { model, chosen, slots } = scan;
  const { customers, options, offsets, option, gain, cell, weight, own, choice } = model;
  const net = new Float64Array(options);
  const order = new Int32Array(options);
  let [total, part, size] = [0, 0, 0];
  for (let i = 0; i < customers; i++) {
    const row = cell[i]! * options;
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    let positive = 0;
    for (let e = start; e < end; e++) {
      const q = row + option[e]!;
      let value = gain[e]! - prices.base[q]!;
      for (let m = 0; m < own.length; m++) value -= prices.own[m]![q]! * own[m]![e]!;
      net[e - start] = value;
      if (!(value > 0)) continue;
      let at = positive++;
      for (; at > 0 && net[order[at - 1]! - start]! < value; at--) order[at] = order[at - 1]!;
      order[at] = e;
    }
    const base = i * slots;
    chosen.fill(-1, base, base + slots);
    if (choice.conflict) bestSet(model, order, positive, net, start, chosen, base, slots);
    else {
      let held = 0;
      for (let z = 0; z < positive && held < choice.max; z++) if (mayTake(model, chosen, base, base + held, order[z]!, -1)) chosen[base + held++] = order[z]!;
    }
    const w = weight[cell[i]!]!;
    for (let s = base; s < base + slots && chosen[s]! >= 0; s++) {
      const e = chosen[s]!;
      const q = row + option[e]!;
      scan.counts[q]! += w;
      for (let m = 0; m < own.length; m++) scan.sums[m]![q]! += w * own[m]![e]!;
      part += w * net[e - start]!;
      size += w * Math.abs(gain[e]!);
    }
    nearestExchange(scan, i, net, start, end);
    if ((i & 1023) === 1023) {
      total += part;
      part = 0;
    }
  }
  scan.magnitude = size;
  return total + part;
}

function bestSet(model: Model, order: Int32Array, positive: number, net: Float64Array, start: number, chosen: Int32Array, base: number, slots: number): void {
  const held = new Int32Array(slots).fill(-1);
  let best = 0;
  const search = (from: number, size: number, value: number): void => {
    if (value > best) {
      best = value;
      chosen.set(held.subarray(0, size), base);
      chosen.fill(-1, base + size, base + slots);
    }
    if (size === model.choice.max) return;
    for (let z = from; z < positive; z++) {
      let possible = value;
      for (let y = z; y < positive && y - z < model.choice.max - size; y++) possible += net[order[y]! - start]!;
      if (possible <= best) return;
      if (!mayTake(model, held, 0, size, order[z]!, -1)) continue;
      held[size] = order[z]!;
      search(z + 1, size + 1, value + net[order[z]! - start]!);
    }
  };
  search(0, 0, 0);
}

/** The cheapest of: giving up a candidate, taking one more, exchanging one for another. */
function nearestExchange(scan: Scan, customer: number, net: Float64Array, start: number, end: number): void {
  const { model, chosen, slots } = scan;
  const [base, to] = [customer * slots, (customer + 1) * slots];
  let [gap, leave, enter] = [Infinity, -1, -1];
  for (let s = base; s < to && chosen[s]! >= 0; s++) {
    const loss = net[chosen[s]! - start]!;
    if (loss < gap) [gap, leave, enter] = [loss, chosen[s]!, -1];
  }
  for (let e = start; e < end; e++) {
    const value = net[e - start]!;
    if (-value < gap && mayTake(model, chosen, base, to, e, -1)) [gap, leave, enter] = [-value, -1, e];
    for (let s = base; s < to && chosen[s]! >= 0; s++) {
      const loss = net[chosen[s]! - start]! - value;
      if (loss < gap && mayTake(model, chosen, base, to, e, chosen[s]!)) [gap, leave, enter] = [loss, chosen[s]!, e];
    }
  }
  scan.gap[customer] = Math.max(0, gap);
  scan.leave[customer] = leave;
  scan.enter[customer] = enter;
}
