import type { Core } from './core.js';

/** A linear bound on the gain of every plan of the core by its counts: gain ≤ constant + Σ_g price_g × count_g. */
export interface GainCut {
  constant: number;
  price: Float64Array;
}

/** No plan of the core has more than `most` of these kinds together (Hall's condition). */
export interface RoomCut {
  kinds: number[];
  most: number;
}

export type CountAnswer = { held: Int32Array; cuts: GainCut[] } | { room: RoomCut };

/**
 * The best plan of a core with exactly so many of each kind: a transportation problem, solved by shortest augmenting paths between the
 * kinds (Busacker and Gowen 1961). The state of one answer is the start of the next: a plan that is best for its counts stays so when
 * a shortest exchange changes them. Nodes are the kinds and, as node 0, what no row sees.
 */
export class Transport {
  readonly #core: Core;
  readonly #kinds: number;
  /** Choice that each customer of the core has. */
  readonly #at: Int32Array;
  readonly #counts: Float64Array;
  /** Least loss of moving a customer from one node to another, and the customer and choice that have it. */
  readonly #loss: Float64Array;
  readonly #who: Int32Array;
  readonly #into: Int32Array;
  readonly #distance: Float64Array;
  readonly #before: Int32Array;
  readonly #far: number;

  constructor(core: Core, kinds: number) {
    const nodes = kinds + 1;
    this.#core = core;
    this.#kinds = kinds;
    this.#at = new Int32Array(core.customers.length);
    this.#counts = new Float64Array(nodes);
    this.#loss = new Float64Array(nodes * nodes);
    this.#who = new Int32Array(nodes * nodes);
    this.#into = new Int32Array(nodes * nodes);
    this.#distance = new Float64Array(nodes);
    this.#before = new Int32Array(nodes);
    this.#far = 4 * core.gain.reduce((most, gain) => Math.max(most, Math.abs(gain)), 1);
    this.choose(new Float64Array(kinds));
  }

  /** Gives everybody the best choice at the prices, and returns the bound that they prove. */
  choose(price: Float64Array): GainCut {
    const { choices, node, gain } = this.#core;
    this.#counts.fill(0);
    for (let s = 0; s < this.#at.length; s++) {
      let [best, at] = [-Infinity, -1];
      for (let z = choices[s]!; z < choices[s + 1]!; z++) {
        const net = gain[z]! - (node[z] === 0 ? 0 : price[node[z]! - 1]!);
        if (net > best) [best, at] = [net, z];
      }
      this.#at[s] = at;
      this.#counts[node[at]!]!++;
    }
    return this.#cutAt(price);
  }

  /** The bound that any prices prove, rounding included. */
  #cutAt(price: Float64Array): GainCut {
    const { choices, node, gain, settledGain, least } = this.#core;
    let [constant, size] = [settledGain, Math.abs(settledGain)];
    for (let s = 0; s < this.#at.length; s++) {
      let best = -Infinity;
      for (let z = choices[s]!; z < choices[s + 1]!; z++) best = Math.max(best, gain[z]! - (node[z] === 0 ? 0 : price[node[z]! - 1]!));
      constant += best;
      size += Math.abs(best);
    }
    for (let g = 0; g < price.length; g++) {
      constant -= price[g]! * least[g]!;
      size += Math.abs(price[g]! * least[g]!);
    }
    return { constant: constant + 1e-13 * size, price: Float64Array.from(price) };
  }

  /** The best plan with these counts (settled customers included) and the bounds tangent there; null when stopped. */
  solve(counts: Float64Array, stop: () => boolean): CountAnswer | null {
    const { least } = this.#core;
    this.#measure();
    for (const up of [false, true]) {
      for (let g = 0; g < this.#kinds; g++) {
        const wanted = counts[g]! - least[g]!;
        while (up ? this.#counts[g + 1]! < wanted : this.#counts[g + 1]! > wanted) {
          if (stop()) return null;
          this.#spread(up ? 0 : g + 1, Infinity);
          if (up && this.#distance[g + 1] === Infinity) return { room: this.#roomAround(g + 1) };
          this.#augment(up ? 0 : g + 1, up ? g + 1 : 0);
        }
      }
    }
    return { held: this.#held(), cuts: this.#tangents() };
  }

  /** Fills the table of cheapest moves. */
  #measure(): void {
    const { choices, node, gain } = this.#core;
    const nodes = this.#kinds + 1;
    this.#loss.fill(Infinity);
    for (let s = 0; s < this.#at.length; s++) {
      const at = this.#at[s]!;
      const [row, own] = [node[at]! * nodes, gain[at]!];
      for (let z = choices[s]!; z < choices[s + 1]!; z++) {
        const q = row + node[z]!;
        if (z !== at && own - gain[z]! < this.#loss[q]!) {
          this.#loss[q] = own - gain[z]!;
          this.#who[q] = s;
          this.#into[q] = z;
        }
      }
    }
  }

  /** Shortest distances from a node (Bellman and Ford), at most `far`. The tiny margin keeps rounding from cycling. */
  #spread(from: number, far: number, backwards = false): void {
    const nodes = this.#kinds + 1;
    const margin = 1e-14 * this.#far;
    this.#distance.fill(far);
    this.#before.fill(-1);
    this.#distance[from] = 0;
    for (let round = 0, moved = true; moved && round <= nodes; round++) {
      moved = false;
      for (let a = 0; a < nodes; a++) {
        const base = this.#distance[a]!;
        if (base === Infinity) continue;
        for (let b = 0; b < nodes; b++) {
          const length = base + this.#loss[backwards ? b * nodes + a : a * nodes + b]!;
          if (b !== from && length < this.#distance[b]! - margin) {
            this.#distance[b] = length;
            this.#before[b] = a;
            moved = true;
          }
        }
      }
    }
  }

  #augment(from: number, to: number): void {
    const nodes = this.#kinds + 1;
    for (let b = to, steps = 0; b !== from && steps <= nodes; b = this.#before[b]!, steps++) {
      const q = this.#before[b]! * nodes + b;
      this.#at[this.#who[q]!] = this.#into[q]!;
    }
    this.#counts[from]!--;
    this.#counts[to]!++;
    this.#measure();
  }

  /** Whoever could have one of the kinds that lead to a node has one of them already. */
  #roomAround(to: number): RoomCut {
    this.#spread(to, Infinity, true);
    const kinds: number[] = [];
    let most = 0;
    for (let g = 0; g < this.#kinds; g++) {
      if (this.#distance[g + 1] === Infinity) continue;
      kinds.push(g);
      most += this.#counts[g + 1]! + this.#core.least[g]!;
    }
    return { kinds, most };
  }

  /** Both extremes of the prices at which the plan is best: what one more of a kind costs, and what one less does. */
  #tangents(): GainCut[] {
    this.#spread(0, this.#far);
    const low = Float64Array.from({ length: this.#kinds }, (_, g) => -this.#distance[g + 1]!);
    this.#spread(0, this.#far, true);
    const high = Float64Array.from({ length: this.#kinds }, (_, g) => this.#distance[g + 1]!);
    return [this.#cutAt(low), this.#cutAt(high)];
  }

  #held(): Int32Array {
    const { customers, candidate, settled } = this.#core;
    const held = settled.slice();
    customers.forEach((i, s) => (held[i] = candidate[this.#at[s]!]!));
    return held;
  }
}
