import type { Choice } from '../model/choice.js';
import type { CustomerRules } from '../model/model.js';
import { exploreStates, type Start, startWith, type State } from './explore-states.js';
import { stagesOf } from './stages.js';

/**
 * The sets of options that one customer may get, as paths through a graph: a reduced decision diagram of the family of allowed sets.
 *
 * A node stands for what of the choices so far still matters: how many more options may be taken, which of the later ones are
 * forbidden by those taken, what room is left under caps over time, and what has not yet what it may only come after. At a node one
 * option of its stage may be taken, or none; every allowed set is exactly one path from the customer's root to the end: customers with
 * a history may have other roots. Options of a stage that lead everywhere to the same place are of one class, so that a customer's best
 * set is found by one number a class and one maximum an edge:
 *
 *     F(node) = max(F(none), max over edges (best net value in the edge's class + F(to))),   F(end) = 0
 */
export interface PathGraph {
  /** Class of each option; −1 for options that nobody can get. */
  classOf: Int32Array;
  classes: number;
  /** Nodes 0 … nodes − 1 stand so that edges go to higher numbers; `nodes` is the end. */
  nodes: number;
  /** Where taking nothing at a node leads. */
  none: Uint32Array;
  /** Edges of node n: first[n] … first[n + 1] − 1. */
  first: Uint32Array;
  edgeClass: Uint32Array;
  to: Uint32Array;
  /** What customers begin with, and the node where the paths of each such begin. */
  starts: readonly Start[];
  roots: Uint32Array;
  /** Most options on a path. */
  longest: number;
}

const defaultMost = 4_096;

/**
 * The graph of a choice and of rules over time, for customers who begin at one of the starts: explores the reachable states stage
 * after stage and merges backwards those from which the same can be done. Null where a stage would have more than `most` states, or
 * rules have no order in time: then the choice is better searched as a list.
 */
export function pathGraphOf(choice: Choice, options: number, most = defaultMost, rules: CustomerRules | null = null, starts: readonly Start[] = [startWith(rules)]): PathGraph | null {
  if (choice.max === 0) return assemble([], starts, starts.map(() => -1), options);
  const stages = stagesOf(choice, options, rules?.needs);
  const explored = stages ? exploreStates(choice, rules, stages, options, starts, most) : null;
  if (!explored) return null;
  const { stages: nodes, first } = reduce(explored.layers);
  return assemble(nodes, starts, explored.starts.map((start) => first[start]!), options);
}

/** A node after merging, with edges to nodes of later stages; −1 is the end. */
interface Node {
  none: number;
  edges: [number, number][];
}

/** Merges states from the last layer to the first: equal edges, equal node; a state where nothing can be taken is the next one. */
function reduce(layers: readonly State[][]): { stages: Node[][]; first: number[] } {
  let below: number[] = [-1];
  const stages: Node[][] = [];
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
    stages.push(nodes);
    below = own;
  }
  return { stages, first: below };
}

function assemble(reduced: readonly Node[][], starts: readonly Start[], roots: readonly number[], options: number): PathGraph {
  const count = reduced.reduce((sum, nodes) => sum + nodes.length, 0);
  const classOf = new Int32Array(options).fill(-1);
  let classes = 0;
  // Nodes were numbered from the last stage on; turned round, edges go to higher numbers.
  const turned = (id: number): number => (id < 0 ? count : count - 1 - id);
  const all: { none: number; edges: Map<number, number> }[] = [];
  for (const nodes of [...reduced].reverse()) {
    classes = classify(nodes, classOf, classes);
    for (const { none, edges } of [...nodes].reverse()) all.push({ none: turned(none), edges: new Map(edges.map(([o, to]) => [classOf[o]!, turned(to)])) });
  }
  const total = all.reduce((sum, { edges }) => sum + edges.size, 0);
  const graph: PathGraph = { classOf, classes, nodes: count, none: new Uint32Array(count), first: new Uint32Array(count + 1), edgeClass: new Uint32Array(total), to: new Uint32Array(total), starts, roots: Uint32Array.from(roots, turned), longest: 0 };
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
  graph.longest = graph.roots.reduce((longest, root) => Math.max(longest, depth[root]!), 0);
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
