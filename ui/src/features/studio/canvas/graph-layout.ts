import type { StrategyGraph } from '@arbiter/contracts';
import { Graph, layout } from '@dagrejs/dagre';
import { sizeOfNode } from './card-geometry.js';
import type { Point } from './flow-elements.js';

const gap = { rank: 96, node: 36, part: 80 };

/**
 * Places for all nodes of a graph, from left to right along the edges; the ways out of a node in their order from top to bottom, as far as
 * that makes no more crossings. The same graph always gets the same places. Edges that lead to nowhere do not count.
 */
export function layoutGraph(graph: StrategyGraph): Map<string, Point> {
  const drawn = new Graph().setGraph({ rankdir: 'LR', ranksep: gap.rank, nodesep: gap.node, edgesep: 12, marginx: 0, marginy: 0 }).setDefaultEdgeLabel(() => ({}));
  const known = new Set(graph.nodes.map(({ id }) => id));
  for (const node of graph.nodes) drawn.setNode(node.id, { ...sizeOfNode(node) });
  for (const { from, to } of graph.edges) if (known.has(from) && known.has(to) && from !== to) drawn.setEdge(from, to, { weight: 1 });
  layout(drawn);
  const places = new Map<string, Point>();
  for (const node of graph.nodes) {
    const { x, y, width, height } = drawn.node(node.id) as { x: number; y: number; width: number; height: number };
    places.set(node.id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) });
  }
  return places;
}
