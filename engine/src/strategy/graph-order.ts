import type { StrategyGraph } from '@arbiter/contracts';

/** A graph as arrays: nodes by their index, ways out to the next node. */
export interface GraphOrder {
  /** Index of the node where the graph begins. */
  start: number;
  /** Nodes that can be reached, each after all that lead to it. */
  order: readonly number[];
  /** Ways out of each node to the node that follows. */
  ways: readonly ReadonlyMap<string, number>[];
  /** Nodes that lead to each node, with the way taken. */
  before: readonly (readonly { from: number; port: string }[])[];
}

/** Edges as maps by node; edges to nodes that do not exist are left out (the check tells of them). */
export function waysOf(graph: StrategyGraph): Map<string, number>[] {
  const places = new Map(graph.nodes.map((node, i) => [node.id, i]));
  const ways = graph.nodes.map(() => new Map<string, number>());
  for (const edge of graph.edges) {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    if (from !== undefined && to !== undefined) ways[from]!.set(edge.port, to);
  }
  return ways;
}

/** Orders the nodes reachable from `start`, or names a cycle as the indices along it (the first is repeated at the end). */
export function orderGraph(graph: StrategyGraph, start: number): { ok: true; value: GraphOrder } | { ok: false; cycle: number[] } {
  const ways = waysOf(graph);
  const state = new Uint8Array(graph.nodes.length);
  const done: number[] = [];
  const path: { node: number; next: number[]; at: number }[] = [];
  const open = (node: number): void => {
    state[node] = 1;
    path.push({ node, next: [...ways[node]!.values()], at: 0 });
  };
  open(start);
  while (path.length > 0) {
    const top = path.at(-1)!;
    const next = top.next[top.at];
    top.at += 1;
    if (next === undefined) {
      state[top.node] = 2;
      done.push(top.node);
      path.pop();
    } else if (state[next] === 1) {
      const along = path.map((step) => step.node);
      return { ok: false, cycle: [...along.slice(along.indexOf(next)), next] };
    } else if (state[next] === 0) open(next);
  }
  const order = done.reverse();
  const before: { from: number; port: string }[][] = graph.nodes.map(() => []);
  for (const from of order) for (const [port, to] of ways[from]!) before[to]!.push({ from, port });
  return { ok: true, value: { start, order, ways, before } };
}
