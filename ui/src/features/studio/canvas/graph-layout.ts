import type { StrategyGraph } from '@arbiter/contracts';
import { Graph, layout } from '@dagrejs/dagre';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { sizeOfNode } from './card-geometry.js';
import type { Point } from './flow-elements.js';

const gap = { rank: 96, node: 36 };
const large = 120;

/**
 * Places for all nodes of a graph, from left to right along the edges; the ways out of a node in their order from top to bottom, as far as
 * that makes no more crossings. The same graph always gets the same places. Edges that lead to nowhere do not count.
 */
export function layoutGraph(graph: StrategyGraph): Map<string, Point> {
  const drawn = new Graph().setGraph({ rankdir: 'LR', ranksep: gap.rank, nodesep: gap.node, edgesep: 12, marginx: 0, marginy: 0 }).setDefaultEdgeLabel(() => ({}));
  const known = new Set(graph.nodes.map(({ id }) => id));
  for (const node of graph.nodes) drawn.setNode(node.id, { ...sizeOfNode(node) });
  for (const { from, to } of graph.edges) if (known.has(from) && known.has(to) && from !== to) drawn.setEdge(from, to, { weight: 1 });
  // The search for fewer crossings takes most of the time and undoes the order of ways out; a large graph does without it.
  if (graph.nodes.length > large) layout(drawn, { disableOptimalOrderHeuristic: true });
  else layout(drawn);
  // The heuristics see no order of ways out. Where targets of one node came to stand beside each other, they are asked to keep it.
  const constraints = graph.nodes.length > large ? [] : waysInOrder(graph, drawn);
  if (constraints.length > 0) layout(drawn, { constraints });
  const places = new Map<string, Point>();
  for (const node of graph.nodes) {
    const { x, y, width, height } = drawn.node(node.id) as { x: number; y: number; width: number; height: number };
    places.set(node.id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) });
  }
  return places;
}

/** Pairs of targets of one node, in one rank, that stand in the other order than the ways that lead to them. */
function waysInOrder(graph: StrategyGraph, drawn: Graph): { left: string; right: string }[] {
  const targets = new Map<string, { to: string; order: number }[]>();
  const ports = new Map(graph.nodes.map((node) => [node.id, portsOf(node)]));
  for (const { from, port, to } of graph.edges) if (ports.has(to)) targets.set(from, [...(targets.get(from) ?? []), { to, order: ports.get(from)?.indexOf(port) ?? 0 }]);
  const pairs: { left: string; right: string }[] = [];
  let wrong = false;
  for (const ways of targets.values()) {
    const ordered = [...new Set(ways.sort((a, b) => a.order - b.order).map(({ to }) => to))];
    ordered.forEach((to, index) => {
      const next = ordered[index + 1];
      if (next === undefined) return;
      const [a, b] = [drawn.node(to) as { x: number; y: number }, drawn.node(next) as { x: number; y: number }];
      if (Math.abs(a.x - b.x) > 1) return;
      if (a.y > b.y) wrong = true;
      pairs.push({ left: to, right: next });
    });
  }
  return wrong ? pairs : [];
}
