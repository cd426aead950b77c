import type { Model } from '../model/model.js';
import { householdAllows, needsMet } from './allowed-sets.js';
import { BlockChooser } from './choose-block.js';
import { mayTake } from './may-take.js';
import { netValue, type Prices } from './net-value.js';

/** The arrays of a `Scan`, which says what they hold. */
interface ScanArrays {
  readonly model: Model;
  readonly slots: number;
  readonly chosen: Int32Array;
  readonly leave: Int32Array;
  readonly enter: Int32Array;
  readonly gap: Float64Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array[];
  magnitude: number;
}

/**
 * The scan for several actions a customer. Caps in all and per period form a laminar matroid, for which taking candidates by
 * descending net value is optimal (Edmonds 1971); with exclusions between options a branch and bound over the customer's positive
 * candidates finds the best set, bounded by the sum of the next best ones. Members of households are chosen for together.
 */
export function chooseMany(scan: ScanArrays, prices: Prices): number {
  const { model, chosen, slots } = scan;
  const { customers, options, offsets, option, gain, cell, weight, own, choice } = model;
  const net = new Float64Array(options);
  const order = new Int32Array(options);
  const { households } = model;
  const blocks = households || model.rules ? new BlockChooser(model) : null;
  const netOf = (e: number, i: number): number => netValue(model, prices, i, e);
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
    const block = households ? households.block[i]! : -1;
    if (block >= 0 || model.rules) {
      // All members at the first of them.
      const members = block >= 0 ? households!.blockMember.subarray(households!.blockStart[block], households!.blockStart[block + 1]) : [i];
      if (members[0] === i) {
        const { value, bound } = blocks!.choose(members, netOf, chosen);
        part += bound - value;
      }
    } else if (choice.conflict) bestSet(model, order, positive, net, start, chosen, base, slots);
    else {
      chosen.fill(-1, base, base + slots);
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
    if (slots === 1) nearestOther(scan, i, net, start, end);
    else nearestExchange(scan, i, net, start, end);
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
  chosen.fill(-1, base, base + slots);
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
function nearestExchange(scan: ScanArrays, customer: number, net: Float64Array, start: number, end: number): void {
  const { model, chosen, slots } = scan;
  const [base, to] = [customer * slots, (customer + 1) * slots];
  let [gap, leave, enter] = [Infinity, -1, -1];
  for (let s = base; s < to && chosen[s]! >= 0; s++) {
    const loss = net[chosen[s]! - start]!;
    if (loss < gap && needsMet(model, chosen, base, to, -1, chosen[s]!)) [gap, leave, enter] = [loss, chosen[s]!, -1];
  }
  for (let e = start; e < end; e++) {
    const value = net[e - start]!;
    if (-value < gap && mayTake(model, chosen, base, to, e, -1) && householdAllows(model, chosen, slots, customer, e, -1)) [gap, leave, enter] = [-value, -1, e];
    for (let s = base; s < to && chosen[s]! >= 0; s++) {
      const loss = net[chosen[s]! - start]! - value;
      if (loss < gap && mayTake(model, chosen, base, to, e, chosen[s]!) && householdAllows(model, chosen, slots, customer, e, chosen[s]!)) [gap, leave, enter] = [loss, chosen[s]!, e];
    }
  }
  scan.gap[customer] = Math.max(0, gap);
  scan.leave[customer] = leave;
  scan.enter[customer] = enter;
}

/** With one action a customer: the best other choice that the household leaves room for. */
function nearestOther(scan: ScanArrays, customer: number, net: Float64Array, start: number, end: number): void {
  const { model, chosen } = scan;
  const held = chosen[customer]!;
  const value = held < 0 ? 0 : net[held - start]!;
  let [gap, enter] = [held < 0 ? Infinity : value, -1];
  for (let e = start; e < end; e++) {
    const loss = value - net[e - start]!;
    if (e !== held && loss < gap && householdAllows(model, chosen, 1, customer, e, held)) [gap, enter] = [loss, e];
  }
  scan.gap[customer] = Math.max(0, gap);
  scan.enter[customer] = enter;
}
