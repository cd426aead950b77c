import type { Groups } from './groups.js';

/** What a merged cell's customers can take of given kinds. */
export interface Placement {
  /** Customers by what they may get of the kinds wanted: the groups that are alike in it. */
  pools: { groups: number[]; size: number; kinds: number[] }[];
  /** Amount of each pool and each of its kinds. */
  amounts: Float64Array[];
  /** Kinds of which more is wanted than all of the cell's customers can take; null where everything was placed. */
  tooMany: number[] | null;
}

/** The most that the customers of a cell can take of some kinds together: Σ over groups of size × rank. */
export function mostOf(groups: Groups, cell: number, kinds: readonly number[]): number {
  const first = groups.kindStart[cell]!;
  const { words, mask, size, max } = groups;
  const wanted = new Uint32Array(words);
  for (const kind of kinds) wanted[(kind - first) >> 5]! |= 1 << ((kind - first) & 31);
  let total = 0;
  for (let g = groups.groupStart[cell]!; g < groups.groupStart[cell + 1]!; g++) {
    let any = 0;
    for (let w = 0; w < words; w++) any |= mask[g * words + w]! & wanted[w]!;
    if (any === 0) continue;
    total += size[g]! * (max <= 1 ? max : rankOf(groups, g, kinds));
  }
  return total;
}

/** The most of each kind alone. */
export function mostOfEach(groups: Groups): Float64Array {
  const most = new Float64Array(groups.kindStart[groups.cells]!);
  const each = Math.min(1, groups.max, groups.perPeriod);
  for (let c = 0; c < groups.cells; c++) {
    const first = groups.kindStart[c]!;
    for (let g = groups.groupStart[c]!; g < groups.groupStart[c + 1]!; g++) {
      for (let w = 0; w < groups.words; w++) {
        for (let bits = groups.mask[g * groups.words + w]!; bits !== 0; bits &= bits - 1) most[first + 32 * w + 31 - Math.clz32(bits & -bits)]! += each * groups.size[g]!;
      }
    }
  }
  return most;
}

/** How many of some kinds one customer of a group may get. */
function rankOf(groups: Groups, g: number, kinds: readonly number[]): number {
  const first = kinds.length > 0 ? groups.kindStart[cellOfKind(groups, kinds[0]!)]! : 0;
  const perPeriod = new Map<number, number>();
  let rank = 0;
  for (const kind of kinds) {
    if (!has(groups, g, kind - first)) continue;
    const period = groups.period[kind]!;
    const already = perPeriod.get(period) ?? 0;
    if (already >= groups.perPeriod) continue;
    perPeriod.set(period, already + 1);
    if (++rank >= groups.max) break;
  }
  return rank;
}

function cellOfKind(groups: Groups, kind: number): number {
  let [low, high] = [0, groups.cells];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (groups.kindStart[middle]! <= kind) low = middle;
    else high = middle;
  }
  return low;
}

export function has({ words, mask }: Groups, g: number, place: number): boolean {
  return ((mask[g * words + (place >> 5)]! >>> (place & 31)) & 1) === 1;
}

/**
 * Places wanted amounts of each kind on the customers of a cell: a largest flow from kinds through (pool, period) to pools. Whole
 * amounts are placed whole. Where it falls short the smallest cut names kinds of which too many are wanted.
 */
export function placeCounts(groups: Groups, cell: number, wanted: Float64Array): Placement {
  const first = groups.kindStart[cell]!;
  const kinds: number[] = [];
  let total = 0;
  for (let j = first; j < groups.kindStart[cell + 1]!; j++) {
    if (wanted[j]! <= 0) continue;
    kinds.push(j);
    total += wanted[j]!;
  }
  const pools = kinds.length === 0 ? [] : knownPools(groups, cell, kinds);
  const tolerance = 1e-11 * (total + 1);
  const flow = new Flow(tolerance);
  const source = flow.node();
  const sink = flow.node();
  const nodeOf = kinds.map(() => flow.node());
  kinds.forEach((kind, z) => flow.edge(source, nodeOf[z]!, wanted[kind]!));
  const edges = pools.map((pool) => {
    const own = flow.node();
    flow.edge(own, sink, groups.max * pool.size);
    const through = new Map<number, number>();
    return pool.kinds.map((kind) => {
      let to = own;
      if (groups.perPeriod < groups.max) {
        const period = groups.period[kind]!;
        if (!through.has(period)) {
          through.set(period, flow.node());
          flow.edge(through.get(period)!, own, groups.perPeriod * pool.size);
        }
        to = through.get(period)!;
      }
      return flow.edge(nodeOf[kinds.indexOf(kind)]!, to, pool.size);
    });
  });
  const placed = flow.most(source, sink);
  const amounts = edges.map((own) => Float64Array.from(own, (edge) => flow.flowOf(edge)));
  if (placed >= total - 1e-9 * (total + 1)) return { pools, amounts, tooMany: null };
  const reached = flow.reached();
  return { pools, amounts, tooMany: kinds.filter((_, z) => reached[nodeOf[z]!]) };
}

/** Pools of the kinds asked for last: programs over the same groups ask for the same again and again. */
const lastPools = new WeakMap<Groups, Map<string, Placement['pools']>>();
function knownPools(groups: Groups, cell: number, kinds: readonly number[]): Placement['pools'] {
  let known = lastPools.get(groups);
  if (!known) lastPools.set(groups, (known = new Map()));
  const key = kinds.join(',');
  let pools = known.get(key);
  if (!pools) {
    if (known.size > 8 * groups.cells + 64) known.clear();
    known.set(key, (pools = poolsOf(groups, cell, kinds)));
  }
  return pools;
}

function poolsOf(groups: Groups, cell: number, kinds: readonly number[]): Placement['pools'] {
  const first = groups.kindStart[cell]!;
  const pools: Placement['pools'] = [];
  // Pools by what they may get, 22 kinds to a number, each number followed by the next.
  const known = new Map<number, number>();
  for (let g = groups.groupStart[cell]!; g < groups.groupStart[cell + 1]!; g++) {
    let [key, any] = [0, false];
    for (let z = 0; z < kinds.length; z++) {
      if (z > 0 && z % 22 === 0) key = chained(known, key);
      key *= 2;
      if (has(groups, g, kinds[z]! - first)) {
        key++;
        any = true;
      }
    }
    if (!any) continue;
    const at = known.get(key);
    if (at !== undefined) {
      pools[at]!.groups.push(g);
      pools[at]!.size += groups.size[g]!;
    } else known.set(key, pools.push({ groups: [g], size: groups.size[g]!, kinds: kinds.filter((kind) => has(groups, g, kind - first)) }) - 1);
  }
  return pools;
}

/** A number for what stands in a key so far, so that more can follow it. */
function chained(known: Map<number, number>, key: number): number {
  const at = -1 - key;
  let number = known.get(at);
  if (number === undefined) known.set(at, (number = known.size + 1));
  return number;
}

/** Largest flow by shortest augmenting paths in layers (Dinic 1970). */
class Flow {
  readonly #tolerance: number;
  readonly #first: number[] = [];
  readonly #next: number[] = [];
  readonly #to: number[] = [];
  readonly #room: number[] = [];
  #level = new Int32Array(0);
  #at = new Int32Array(0);

  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }
  node(): number {
    return this.#first.push(-1) - 1;
  }
  edge(from: number, to: number, capacity: number): number {
    const edge = this.#to.push(to) - 1;
    this.#room.push(capacity);
    this.#next.push(this.#first[from]!);
    this.#first[from] = edge;
    this.#to.push(from);
    this.#room.push(0);
    this.#next.push(this.#first[to]!);
    this.#first[to] = edge + 1;
    return edge;
  }
  flowOf(edge: number): number {
    return this.#room[edge + 1]!;
  }
  /** Nodes that the source still reached when no path was left. */
  reached(): boolean[] {
    return Array.from(this.#level, (level) => level >= 0);
  }

  most(source: number, sink: number): number {
    let total = 0;
    while (this.#layers(source, sink)) {
      this.#at = Int32Array.from(this.#first);
      for (let pushed = this.#push(source, sink, Infinity); pushed > this.#tolerance; pushed = this.#push(source, sink, Infinity)) total += pushed;
    }
    return total;
  }

  #layers(source: number, sink: number): boolean {
    this.#level = new Int32Array(this.#first.length).fill(-1);
    this.#level[source] = 0;
    const queue = [source];
    for (let z = 0; z < queue.length; z++) {
      for (let e = this.#first[queue[z]!]!; e >= 0; e = this.#next[e]!) {
        const to = this.#to[e]!;
        if (this.#level[to]! >= 0 || this.#room[e]! <= this.#tolerance) continue;
        this.#level[to] = this.#level[queue[z]!]! + 1;
        queue.push(to);
      }
    }
    return this.#level[sink]! >= 0;
  }

  #push(node: number, sink: number, limit: number): number {
    if (node === sink) return limit;
    for (; this.#at[node]! >= 0; this.#at[node] = this.#next[this.#at[node]!]!) {
      const e = this.#at[node]!;
      const to = this.#to[e]!;
      if (this.#room[e]! <= this.#tolerance || this.#level[to] !== this.#level[node]! + 1) continue;
      const pushed = this.#push(to, sink, Math.min(limit, this.#room[e]!));
      if (pushed > this.#tolerance) {
        this.#room[e]! -= pushed;
        this.#room[e ^ 1]! += pushed;
        return pushed;
      }
    }
    return 0;
  }
}
