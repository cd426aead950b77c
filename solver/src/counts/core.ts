import type { DualPoint } from '../dual/dual.js';
import type { DualFunction } from '../dual/dual-function.js';
import { netValue } from '../scan/net-value.js';
import type { Kinds } from './kinds.js';

/**
 * What a plan better than the best one may still differ in. A candidate whose loss at the prices of a dual point exceeds
 * D − (gain of the best plan) is in no better plan; a customer left with a single choice is settled.
 */
export interface Core {
  /** Customers of the model that are not settled, and the choices of each: choices[s] … choices[s + 1] − 1. */
  customers: number[];
  choices: Int32Array;
  /** Node of each choice: 0 for what no row sees (or nothing at all), kind + 1 else. The first choice of a customer is its node 0. */
  node: Int32Array;
  gain: Float64Array;
  /** Candidate of each choice; −1 for nothing. */
  candidate: Int32Array;
  /** Candidate of each settled customer; −1 for nothing, and for those in the core. */
  settled: Int32Array;
  settledGain: number;
  /** Settled customers, and all that could be, of each kind. */
  least: Float64Array;
  most: Float64Array;
}

/** The core at a dual point; `open` is D − gain of the best plan, Infinity without one. Leaves the dual function evaluated there. */
export function coreOf(dual: DualFunction, kinds: Kinds, point: DualPoint, open: number): Core {
  const { model } = dual;
  dual.evaluate(point.lambda);
  const { scan, prices } = dual;
  const room = open * (1 + 1e-9) + 1e-9;
  const customers: number[] = [];
  const [choices, node, gain, candidate]: number[][] = [[0], [], [], []];
  const settled = new Int32Array(model.customers).fill(-1);
  let settledGain = 0;
  const [least, most] = [new Float64Array(kinds.count), new Float64Array(kinds.count)];
  const bestOfKind = new Int32Array(kinds.count).fill(-1);
  for (let i = 0; i < model.customers; i++) {
    const chosen = scan.chosen[i]!;
    const best = chosen < 0 ? 0 : netValue(model, prices, i, chosen);
    let free = -1;
    const found: number[] = [];
    for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) {
      const kind = kinds.of[e]!;
      if (kind < 0) {
        if (model.gain[e]! > (free < 0 ? 0 : model.gain[free]!)) free = e;
      } else if (best - netValue(model, prices, i, e) <= room) {
        const other = bestOfKind[kind]!;
        if (other < 0) found.push(kind);
        if (other < 0 || model.gain[e]! > model.gain[other]!) bestOfKind[kind] = e;
      }
    }
    const freeGain = free < 0 ? 0 : model.gain[free]!;
    if (found.length === 0) {
      settled[i] = free;
      settledGain += freeGain;
    } else if (found.length === 1 && best - freeGain > room) {
      const e = bestOfKind[found[0]!]!;
      settled[i] = e;
      settledGain += model.gain[e]!;
      least[found[0]!]!++;
      most[found[0]!]!++;
    } else {
      customers.push(i);
      node!.push(0);
      gain!.push(freeGain);
      candidate!.push(free);
      for (const kind of found) {
        node!.push(kind + 1);
        gain!.push(model.gain[bestOfKind[kind]!]!);
        candidate!.push(bestOfKind[kind]!);
        most[kind]!++;
      }
      choices!.push(node!.length);
    }
    for (const kind of found) bestOfKind[kind] = -1;
  }
  return { customers, choices: Int32Array.from(choices!), node: Int32Array.from(node!), gain: Float64Array.from(gain!), candidate: Int32Array.from(candidate!), settled, settledGain, least, most };
}
