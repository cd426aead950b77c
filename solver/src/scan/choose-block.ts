import type { Model } from '../model/model.js';
import { groupUse, needsMet } from './allowed-sets.js';
import { mayTake } from './may-take.js';

/** Steps after which the search for the best set of a block is given up; its bound then stands in for its value. */
const mostSteps = 20_000;

/**
 * The best sets of customers whose choices depend on each other: members of households, and customers with rules that are no matroid.
 * With one action a customer and a single cap, everybody takes the best and those who lose least by something else give way, which is
 * optimal. Else a branch and bound over the block's candidates, bounded by what the members could take without the shared caps.
 */
export class BlockChooser {
  readonly #model: Model;
  readonly #slots: number;
  /** Slots of all customers; only the block's are written. */
  readonly #held: Int32Array;
  readonly #best: Int32Array;
  readonly #room: Float64Array;

  constructor(model: Model) {
    this.#model = model;
    this.#slots = Math.max(1, model.choice.max);
    this.#held = new Int32Array(model.customers * this.#slots).fill(-1);
    this.#best = new Int32Array(this.#held.length).fill(-1);
    this.#room = model.households ? model.households.cap.slice() : new Float64Array(0);
  }

  /**
   * Writes the best sets of the members into `chosen` and returns what they are worth and a bound on that; both are equal but where the
   * search was given up. `net` is the net value of every candidate of the block.
   */
  choose(members: ArrayLike<number>, net: (candidate: number, customer: number) => number, chosen: Int32Array): { value: number; bound: number } {
    const simple = this.#simple(members, net, chosen);
    return simple === null ? this.#search(members, net, chosen) : { value: simple, bound: simple };
  }

  #simple(members: ArrayLike<number>, net: (candidate: number, customer: number) => number, chosen: Int32Array): number | null {
    const { households, choice, offsets, option, options, rules } = this.#model;
    if (choice.max !== 1 || rules?.unmet || !households) return null;
    const group = households.groupOf[households.groupStart[members[0]!]!]!;
    for (let m = 0; m < members.length; m++) {
      const i = members[m]!;
      if (households.groupStart[i + 1]! - households.groupStart[i]! !== 1 || households.groupOf[households.groupStart[i]!] !== group) return null;
    }
    const counts = households.rule[group]! * options;
    const wanting: { customer: number; other: number; loss: number }[] = [];
    let total = 0;
    for (let m = 0; m < members.length; m++) {
      const i = members[m]!;
      let [best, bestNet, other, otherNet] = [-1, 0, -1, 0];
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
        const value = net(e, i);
        if (households.counts[counts + option[e]!]) {
          if (value > bestNet) [best, bestNet] = [e, value];
        } else if (value > otherNet) [other, otherNet] = [e, value];
      }
      if (best >= 0 && bestNet > otherNet) {
        wanting.push({ customer: i, other, loss: bestNet - otherNet });
        chosen[i] = best;
        total += bestNet;
      } else {
        chosen[i] = other;
        total += otherNet;
      }
    }
    wanting.sort((a, b) => b.loss - a.loss);
    for (const { customer, other, loss } of wanting.slice(Math.max(0, households.cap[group]!))) {
      chosen[customer] = other;
      total -= loss;
    }
    return total;
  }

  #search(members: ArrayLike<number>, net: (candidate: number, customer: number) => number, chosen: Int32Array): { value: number; bound: number } {
    const { households, choice, offsets, option, options, rules } = this.#model;
    const [held, best, room, slots] = [this.#held, this.#best, this.#room, this.#slots];
    const items: { e: number; i: number; net: number }[] = [];
    for (let m = 0; m < members.length; m++) {
      const i = members[m]!;
      held.fill(-1, i * slots, (i + 1) * slots);
      best.fill(-1, i * slots, (i + 1) * slots);
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
        const value = net(e, i);
        if (value > 0 || (rules?.unmet && this.#enables(i, e))) items.push({ e, i, net: value });
      }
    }
    items.sort((a, b) => b.net - a.net || a.e - b.e);
    const left = new Map<number, number>();
    /** What the items from `z` on could add at most. */
    const promise = (z: number): number => {
      left.clear();
      let sum = 0;
      for (let y = z; y < items.length && items[y]!.net > 0; y++) {
        const { i } = items[y]!;
        let free = left.get(i);
        if (free === undefined) {
          free = 0;
          for (let s = i * slots; s < (i + 1) * slots; s++) if (held[s]! < 0) free++;
          free = Math.min(free, choice.max);
        }
        if (free > 0) sum += items[y]!.net;
        left.set(i, free - 1);
      }
      return sum;
    };
    const fits = (e: number, i: number, change: number): boolean => {
      if (!households) return true;
      for (let s = households.groupStart[i]!; s < households.groupStart[i + 1]!; s++) {
        const g = households.groupOf[s]!;
        if (households.counts[households.rule[g]! * options + option[e]!] && room[g]! + change < 0) return false;
      }
      return true;
    };
    const reserve = (e: number, i: number, change: number): void => {
      if (!households) return;
      for (let s = households.groupStart[i]!; s < households.groupStart[i + 1]!; s++) {
        const g = households.groupOf[s]!;
        if (households.counts[households.rule[g]! * options + option[e]!]) room[g]! += change;
      }
    };
    let [bestValue, steps] = [0, 0];
    const complete = (): boolean => {
      if (!rules?.unmet) return true;
      for (let m = 0; m < members.length; m++) if (!needsMet(this.#model, held, members[m]! * slots, (members[m]! + 1) * slots, -1, -1)) return false;
      return true;
    };
    const go = (z: number, value: number): void => {
      if (value > bestValue && complete()) {
        bestValue = value;
        for (let m = 0; m < members.length; m++) for (let s = members[m]! * slots; s < (members[m]! + 1) * slots; s++) best[s] = held[s]!;
      }
      for (let y = z; y < items.length; y++) {
        if (++steps > mostSteps || value + promise(y) <= bestValue) return;
        const { e, i, net: own } = items[y]!;
        const from = i * slots;
        if (!fits(e, i, -1) || !mayTake(this.#model, held, from, from + slots, e, -1, true)) continue;
        const slot = held.indexOf(-1, from);
        held[slot] = e;
        reserve(e, i, -1);
        go(y + 1, value + own);
        reserve(e, i, 1);
        held[slot] = -1;
      }
    };
    const bound = promise(0);
    go(0, 0);
    for (let m = 0; m < members.length; m++) for (let s = members[m]! * slots; s < (members[m]! + 1) * slots; s++) chosen[s] = best[s]!;
    return { value: bestValue, bound: steps > mostSteps ? Math.max(bound, bestValue) : bestValue };
  }

  /** Whether a candidate is what another of the customer's may only come after. */
  #enables(customer: number, candidate: number): boolean {
    const { rules, offsets, option, options } = this.#model;
    for (let e = offsets[customer]!; e < offsets[customer + 1]!; e++) {
      if (rules!.unmet![e] && rules!.needs.some((enables, r) => (rules!.unmet![e]! & (1 << r)) !== 0 && enables[option[candidate]! * options + option[e]!] === 1)) return true;
    }
    return false;
  }
}
