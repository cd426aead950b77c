import type { Model } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';
import type { PathGraph } from './path-graph.js';
import { startsOf } from './path-starts.js';

/**
 * One pass over all customers: each takes the best path through the graph at the given prices, found from the end to the root.
 *
 * After `run`: `chosen` holds each customer's candidates (max slots each, −1 when empty), `gap` how much its second best path falls
 * short, `counts` and `sums` the choices by (cell, option), weighted, from which the use of every limit follows. The second best path
 * leaves the best one at some node, or takes the second best candidate of a class; so one walk along the best path finds its value.
 * Ties go to taking nothing, then to the earlier candidate, so that a run is deterministic.
 */
export class PathScan {
  readonly model: Model;
  readonly graph: PathGraph;
  readonly slots: number;
  /** Each customer's start; null where there is but one. */
  readonly startOf: Uint16Array | null;
  readonly chosen: Int32Array;
  readonly gap: Float64Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array[];

  constructor(model: Model, graph: PathGraph) {
    this.model = model;
    this.graph = graph;
    this.slots = Math.max(1, model.choice.max);
    this.startOf = startsOf(model, graph.starts)?.of ?? null;
    this.chosen = new Int32Array(model.customers * this.slots).fill(-1);
    this.gap = new Float64Array(model.customers).fill(Infinity);
    this.counts = new Float64Array(model.cells * model.options);
    this.sums = model.own.map(() => new Float64Array(model.cells * model.options));
  }

  /** Σ over customers of weight × net value of the best path. */
  run(prices: Prices): number {
    const { model, graph, slots, chosen, counts, sums } = this;
    const { customers, options, offsets, option, gain, cell, weight, own } = model;
    const { classOf, classes, nodes, none, first, edgeClass, to, roots } = graph;
    const channels = own.length;
    const base = prices.base;
    counts.fill(0);
    for (const sum of sums) sum.fill(0);
    // One place more for the options that nobody can get.
    const place = classOf.map((c) => (c < 0 ? classes : c));
    const best = new Float64Array(classes + 1);
    const second = new Float64Array(classes + 1);
    const at = new Int32Array(classes + 1);
    const F = new Float64Array(nodes + 1);
    let [total, part] = [0, 0];
    for (let i = 0; i < customers; i++) {
      const row = cell[i]! * options;
      best.fill(-Infinity);
      second.fill(-Infinity);
      for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
        const o = option[e]!;
        let net = gain[e]! - base[row + o]!;
        for (let m = 0; m < channels; m++) net -= prices.own[m]![row + o]! * own[m]![e]!;
        const c = place[o]!;
        if (net > best[c]!) {
          second[c] = best[c]!;
          best[c] = net;
          at[c] = e;
        } else if (net > second[c]!) second[c] = net;
      }
      for (let n = nodes - 1, z = first[nodes]! - 1; n >= 0; n--) {
        let value = F[none[n]!]!;
        for (const from = first[n]!; z >= from; z--) {
          const other = best[edgeClass[z]!]! + F[to[z]!]!;
          if (other > value) value = other;
        }
        F[n] = value;
      }

      let gap = Infinity;
      let slot = i * slots;
      const last = slot + slots;
      const w = weight[cell[i]!]!;
      const root = roots[this.startOf ? this.startOf[i]! : 0]!;
      for (let n = root; n < nodes; ) {
        let [top, next, taken] = [F[none[n]!]!, none[n]!, -1];
        let runnerUp = -Infinity;
        for (let z = first[n]!, end = first[n + 1]!; z < end; z++) {
          const c = edgeClass[z]!;
          const value = best[c]! + F[to[z]!]!;
          if (value > top) {
            runnerUp = top;
            top = value;
            next = to[z]!;
            taken = c;
          } else if (value > runnerUp) runnerUp = value;
        }
        if (top - runnerUp < gap) gap = top - runnerUp;
        if (taken >= 0) {
          if (best[taken]! - second[taken]! < gap) gap = best[taken]! - second[taken]!;
          const e = at[taken]!;
          chosen[slot++] = e;
          const q = row + option[e]!;
          counts[q]! += w;
          for (let m = 0; m < channels; m++) sums[m]![q]! += w * own[m]![e]!;
        }
        n = next;
      }
      while (slot < last) chosen[slot++] = -1;
      this.gap[i] = gap;
      part += w * F[root]!;
      if ((i & 1023) === 1023) {
        total += part;
        part = 0;
      }
    }
    return total + part;
  }
}
