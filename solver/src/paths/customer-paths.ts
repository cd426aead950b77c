import type { Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import type { PathGraph } from './path-graph.js';

/** A path of one customer: its candidates in order of time, and by how much its net value falls short of the best path's. */
export interface ValuedPath {
  loss: number;
  candidates: number[];
}

/** A path begun: `loss` is that of its best completion. */
interface Begun {
  loss: number;
  node: number;
  last: Step | null;
}
interface Step {
  candidate: number;
  before: Step | null;
}

/**
 * All paths of one customer at given prices, the one at hand after `load`. F(node), the best net value from a node on, is exact, so
 * that what a path begun loses at the least is known at every node; both the search in order of loss and the random draws use it.
 */
export class CustomerPaths {
  readonly #model: Model;
  readonly #graph: PathGraph;
  readonly #startOf: Uint16Array | null;
  #root = 0;
  readonly #best: Float64Array;
  readonly #head: Int32Array;
  readonly #F: Float64Array;
  readonly #Z: Float64Array;
  readonly #weight: Float64Array;
  /** Net values of the customer's candidates and the next candidate of the same class. */
  #net = new Float64Array(0);
  #next = new Int32Array(0);
  #start = 0;
  #temperature = 1;

  constructor(model: Model, graph: PathGraph, startOf: Uint16Array | null) {
    this.#startOf = startOf;
    this.#model = model;
    this.#graph = graph;
    this.#best = new Float64Array(graph.classes);
    this.#weight = new Float64Array(graph.classes);
    this.#head = new Int32Array(graph.classes);
    this.#F = new Float64Array(graph.nodes + 1);
    this.#Z = new Float64Array(graph.nodes + 1);
  }

  /** Net value of the best path. */
  get value(): number {
    return this.#F[this.#root]!;
  }

  load(customer: number, prices: Prices): void {
    const { offsets, option, gain, cell, options, own } = this.#model;
    const { classOf, nodes, none, first, edgeClass, to } = this.#graph;
    const [start, end] = [offsets[customer]!, offsets[customer + 1]!];
    if (this.#net.length < end - start) {
      this.#net = new Float64Array(2 * (end - start));
      this.#next = new Int32Array(2 * (end - start));
    }
    this.#start = start;
    this.#root = this.#graph.roots[this.#startOf ? this.#startOf[customer]! : 0]!;
    this.#best.fill(-Infinity);
    this.#head.fill(-1);
    const row = cell[customer]! * options;
    for (let e = start; e < end; e++) {
      const c = classOf[option[e]!]!;
      if (c < 0) continue;
      const q = row + option[e]!;
      let net = gain[e]! - prices.base[q]!;
      for (let m = 0; m < own.length; m++) net -= prices.own[m]![q]! * own[m]![e]!;
      this.#net[e - start] = net;
      this.#next[e - start] = this.#head[c]!;
      this.#head[c] = e;
      if (net > this.#best[c]!) this.#best[c] = net;
    }
    const F = this.#F;
    for (let n = nodes - 1; n >= 0; n--) {
      let value = F[none[n]!]!;
      for (let z = first[n]!; z < first[n + 1]!; z++) value = Math.max(value, this.#best[edgeClass[z]!]! + F[to[z]!]!);
      F[n] = value;
    }
  }

  /** The paths that lose at most `budget`, by rising loss, at most so many: best first over paths begun. */
  nearest(budget: number, most: number): ValuedPath[] {
    const { nodes, none, first, edgeClass, to } = this.#graph;
    const F = this.#F;
    const found: ValuedPath[] = [];
    const open = new LossHeap();
    open.push({ loss: 0, node: this.#root, last: null });
    for (let begun = open.pop(); begun !== null && found.length < most; begun = open.pop()) {
      const { loss, node, last } = begun;
      if (node === nodes) {
        found.push({ loss, candidates: unroll(last) });
        continue;
      }
      const spent = loss + F[node]!;
      if (spent - F[none[node]!]! <= budget) open.push({ loss: spent - F[none[node]!]!, node: none[node]!, last });
      for (let z = first[node]!; z < first[node + 1]!; z++) {
        const beyond = spent - F[to[z]!]!;
        if (!(beyond - this.#best[edgeClass[z]!]! <= budget)) continue;
        for (let e = this.#head[edgeClass[z]!]!; e >= 0; e = this.#next[e - this.#start]!) {
          const own = beyond - this.#net[e - this.#start]!;
          if (own <= budget) open.push({ loss: Math.max(0, own), node: to[z]!, last: { candidate: e, before: last } });
        }
      }
    }
    return found;
  }

  /**
   * Prepares draws at a temperature τ: a path is drawn with probability proportional to exp(net value / τ). Z(node) is the sum of
   * exp(−loss / τ) over the paths from the node on.
   */
  heat(temperature: number): void {
    const { classes, nodes, none, first, edgeClass, to } = this.#graph;
    const [F, Z, weight] = [this.#F, this.#Z, this.#weight];
    this.#temperature = temperature;
    for (let c = 0; c < classes; c++) {
      weight[c] = 0;
      for (let e = this.#head[c]!; e >= 0; e = this.#next[e - this.#start]!) weight[c]! += Math.exp((this.#net[e - this.#start]! - this.#best[c]!) / temperature);
    }
    Z[nodes] = 1;
    for (let n = nodes - 1; n >= 0; n--) {
      let sum = Math.exp((F[none[n]!]! - F[n]!) / temperature) * Z[none[n]!]!;
      for (let z = first[n]!; z < first[n + 1]!; z++) {
        const c = edgeClass[z]!;
        const exponent = (this.#best[c]! + F[to[z]!]! - F[n]!) / temperature;
        if (exponent > -40) sum += Math.exp(exponent) * weight[c]! * Z[to[z]!]!;
      }
      Z[n] = sum;
    }
  }

  /** Draws a path after `heat`; writes its candidates into `path` and returns how many they are. */
  draw(random: () => number, path: Int32Array): number {
    const { nodes, none, first, edgeClass, to } = this.#graph;
    const [F, Z] = [this.#F, this.#Z];
    const temperature = this.#temperature;
    let length = 0;
    for (let n = this.#root; n < nodes; ) {
      let left = random() * Z[n]! - Math.exp((F[none[n]!]! - F[n]!) / temperature) * Z[none[n]!]!;
      let [next, taken] = [none[n]!, -1];
      for (let z = first[n]!; left > 0 && z < first[n + 1]!; z++) {
        const c = edgeClass[z]!;
        const exponent = (this.#best[c]! + F[to[z]!]! - F[n]!) / temperature;
        if (!(exponent > -40)) continue;
        left -= Math.exp(exponent) * this.#weight[c]! * Z[to[z]!]!;
        [next, taken] = [to[z]!, c];
      }
      if (taken >= 0) path[length++] = this.#drawOf(taken, random);
      n = next;
    }
    return length;
  }

  #drawOf(c: number, random: () => number): number {
    let left = random() * this.#weight[c]!;
    let taken = this.#head[c]!;
    for (let e = taken; e >= 0 && left > 0; e = this.#next[e - this.#start]!) {
      left -= Math.exp((this.#net[e - this.#start]! - this.#best[c]!) / this.#temperature);
      taken = e;
    }
    return taken;
  }
}

function unroll(last: Step | null): number[] {
  const candidates: number[] = [];
  for (let step = last; step; step = step.before) candidates.push(step.candidate);
  return candidates.reverse();
}

/** A binary heap by loss; of equal losses the one that came first goes first, so that the order is always the same. */
class LossHeap {
  readonly #items: { begun: Begun; order: number }[] = [];
  #pushed = 0;

  push(begun: Begun): void {
    const items = this.#items;
    const item = { begun, order: this.#pushed++ };
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(item, items[parent]!)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Begun | null {
    const items = this.#items;
    const top = items[0];
    if (!top) return null;
    const item = items.pop()!;
    if (items.length === 0) return top.begun;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++;
      if (!before(items[child]!, item)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
    return top.begun;
  }
}

const before = (a: { begun: Begun; order: number }, b: { begun: Begun; order: number }): boolean => (a.begun.loss !== b.begun.loss ? a.begun.loss < b.begun.loss : a.order < b.order);
