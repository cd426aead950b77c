import type { Choice } from '../model/choice.js';
import { stagesOf } from './stages.js';

/**
 * The sets of options that one customer may get, as paths through a graph: a reduced decision diagram of the family of allowed sets.
 *
 * A node stands for what of the choices so far still matters: how many more options may be taken, and which of the later ones are
 * forbidden by those taken. At a node one option of its stage may be taken, or none; every allowed set is exactly one path from the
 * root to the end. Options of a stage that lead everywhere to the same place are of one class, so that a customer's best set is found
 * by one number a class and one maximum an edge:
 *
 *     F(node) = max(F(none), max over edges (best net value in the edge's class + F(to))),   F(end) = 0
 */
export interface PathGraph {
  /** Class of each option; −1 for options that nobody can get. */
  classOf: Int32Array;
  classes: number;
  /** Nodes 0 … nodes − 1 stand so that edges go to higher numbers; node 0 is the root, `nodes` the end. */
  nodes: number;
  /** Where taking nothing at a node leads. */
  none: Uint32Array;
  /** Edges of node n: first[n] … first[n + 1] − 1. */
  first: Uint32Array;
  edgeClass: Uint32Array;
  to: Uint32Array;
  /** Most options on a path. */
  longest: number;
}

interface State {
  none: number;
  /** Pairs of option and state of the next layer. */
  taken: [number, number][];
}

const defaultMost = 4_096;
/** More edges than these cost a customer more than a search of its list. */
const mostEdges = 200_000;

/**
 * The graph of a choice, by exploring the reachable states stage after stage and merging backwards those from which the same can
 * be done. Null where a stage would have more than `most` states: then the choice is better searched as a list.
 */
export function pathGraphOf(choice: Choice, options: number, most = defaultMost): PathGraph | null {
  if (choice.max === 0) return assemble([], options);
  const stages = stagesOf(choice, options);
  const layers = explore(choice, stages, options, most);
  return layers ? assemble(reduce(layers), options) : null;
}

/** Layers of states; layer t's edges lead into layer t + 1, the last layer is the end alone. */
function explore(choice: Choice, stages: readonly (readonly number[])[], options: number, most: number): State[][] | null {
  const place = new Int32Array(options);
  stages.flat().forEach((o, at) => (place[o] = at));
  const masks = forbiddenBy(choice, stages, place, options);
  const count = stages.length;
  const layers: State[][] = [];
  // A state's key: options left to take, options taken in the period, and a bit for each later option that is forbidden.
  let open = new Map<bigint, number>([[keyOf(Math.min(choice.max, count), 0, 0n), 0]]);
  let [start, edges] = [0, 0];
  for (let t = 0; t < count; t++) {
    const stage = stages[t]!;
    const width = BigInt(stage.length);
    const later = stages.slice(t + 1).map((one) => one.length);
    const ends = t + 1 === count || period(choice, stages[t + 1]![0]!) !== period(choice, stage[0]!);
    const next = new Map<bigint, number>();
    const restOfPeriod = ends ? 0n : bitsOf(stages, t + 1, choice);
    const goTo = (left: number, inPeriod: number, mask: bigint): number => {
      let rest = mask;
      let within = ends || choice.perPeriod === Infinity ? 0 : inPeriod;
      if (!ends && inPeriod >= choice.perPeriod) {
        rest |= restOfPeriod;
        within = 0;
      }
      const useful = Math.min(left, stagesLeft(rest, later));
      // Where nothing more can be taken, all states are one.
      const key = useful === 0 ? 0n : keyOf(useful, within, rest);
      let found = next.get(key);
      if (found === undefined) next.set(key, (found = next.size));
      return found;
    };
    const layer: State[] = [];
    for (const key of open.keys()) {
      const [left, inPeriod, mask] = [Number(key & 0xffffn), Number((key >> 16n) & 0xffffn), key >> 32n];
      const state: State = { none: goTo(left, inPeriod, mask >> width), taken: [] };
      if (left > 0) stage.forEach((o, z) => {
        if ((mask >> BigInt(z)) & 1n) return;
        state.taken.push([o, goTo(left - 1, inPeriod + 1, (mask | (masks[o]! >> BigInt(start))) >> width)]);
      });
      layer.push(state);
    }
    edges += layer.reduce((sum, { taken }) => sum + taken.length, 0);
    if (next.size > most || edges > mostEdges) return null;
    layers.push(layer);
    open = next;
    start += stage.length;
  }
  return layers;
}

const keyOf = (left: number, inPeriod: number, mask: bigint): bigint => (mask << 32n) | (BigInt(inPeriod) << 16n) | BigInt(left);
const period = (choice: Choice, option: number): number => option % choice.periods;

/** For each option a bit at the place of every later-placed option that it forbids. */
function forbiddenBy({ conflict }: Choice, stages: readonly (readonly number[])[], place: Int32Array, options: number): bigint[] {
  const masks = new Array<bigint>(options).fill(0n);
  if (!conflict) return masks;
  const order = stages.flat();
  for (const o of order) {
    for (let at = place[o]! + 1; at < order.length; at++) if (conflict[o * options + order[at]!]) masks[o]! |= 1n << BigInt(at);
  }
  return masks;
}

/** Bits of the stages from `from` on that are still of the same period. */
function bitsOf(stages: readonly (readonly number[])[], from: number, choice: Choice): bigint {
  let width = 0;
  for (let t = from; t < stages.length && period(choice, stages[t]![0]!) === period(choice, stages[from]![0]!); t++) width += stages[t]!.length;
  return (1n << BigInt(width)) - 1n;
}

/** How many later stages have an option that is not forbidden. */
function stagesLeft(mask: bigint, widths: readonly number[]): number {
  if (mask === 0n) return widths.length;
  let [left, rest] = [0, mask];
  for (const width of widths) {
    const all = (1n << BigInt(width)) - 1n;
    if ((rest & all) !== all) left++;
    rest >>= BigInt(width);
  }
  return left;
}

/** A node after merging, with edges to nodes of later stages; −1 is the end. */
interface Node {
  none: number;
  edges: [number, number][];
}

/** Merges states from the last layer to the first: equal edges, equal node; a state where nothing can be taken is the next one. */
function reduce(layers: readonly State[][]): { nodes: Node[]; stage: number }[] {
  let below: number[] = [-1];
  const found: { nodes: Node[]; stage: number }[] = [];
  let total = 0;
  for (let t = layers.length - 1; t >= 0; t--) {
    const nodes: Node[] = [];
    const known = new Map<string, number>();
    const own: number[] = layers[t]!.map((state) => {
      const none = below[state.none]!;
      if (state.taken.length === 0) return none;
      const edges = state.taken.map(([o, to]): [number, number] => [o, below[to]!]);
      const key = `${none};${edges.join(';')}`;
      let id = known.get(key);
      if (id === undefined) {
        known.set(key, (id = total + nodes.length));
        nodes.push({ none, edges });
      }
      return id;
    });
    total += nodes.length;
    found.push({ nodes, stage: t });
    below = own;
  }
  return found;
}

function assemble(reduced: readonly { nodes: Node[]; stage: number }[], options: number): PathGraph {
  const count = reduced.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const classOf = new Int32Array(options).fill(-1);
  let classes = 0;
  // Nodes were numbered from the last stage on; turned round, edges go to higher numbers and the root is 0.
  const turned = (id: number): number => (id < 0 ? count : count - 1 - id);
  const all: { none: number; edges: Map<number, number> }[] = [];
  for (const { nodes } of [...reduced].reverse()) {
    classes = classify(nodes, classOf, classes);
    for (const { none, edges } of [...nodes].reverse()) all.push({ none: turned(none), edges: new Map(edges.map(([o, to]) => [classOf[o]!, turned(to)])) });
  }
  const total = all.reduce((sum, { edges }) => sum + edges.size, 0);
  const graph: PathGraph = { classOf, classes, nodes: count, none: new Uint32Array(count), first: new Uint32Array(count + 1), edgeClass: new Uint32Array(total), to: new Uint32Array(total), longest: 0 };
  const depth = new Uint32Array(count + 1);
  let end = 0;
  all.forEach(({ none, edges }, n) => {
    graph.none[n] = none;
    for (const [edgeClass, to] of [...edges].sort((a, b) => a[0] - b[0])) {
      graph.edgeClass[end] = edgeClass;
      graph.to[end++] = to;
    }
    graph.first[n + 1] = end;
  });
  for (let n = count - 1; n >= 0; n--) {
    depth[n] = depth[graph.none[n]!]!;
    for (let e = graph.first[n]!; e < graph.first[n + 1]!; e++) depth[n] = Math.max(depth[n]!, 1 + depth[graph.to[e]!]!);
  }
  graph.longest = depth[0]!;
  return graph;
}

/** Gives the options of one stage their classes: alike are those that have the same edges at every node. */
function classify(nodes: readonly Node[], classOf: Int32Array, from: number): number {
  const signature = new Map<number, string>();
  nodes.forEach(({ edges }, n) => {
    for (const [o, to] of edges) signature.set(o, `${signature.get(o) ?? ''}${n}>${to};`);
  });
  const known = new Map<string, number>();
  for (const [o, text] of [...signature].sort((a, b) => a[0] - b[0])) {
    let found = known.get(text);
    if (found === undefined) known.set(text, (found = from + known.size));
    classOf[o] = found;
  }
  return from + known.size;
}
