import type { StrategyEdge, StrategyGraph } from '@arbiter/contracts';
import { closesCycle } from '@arbiter/engine/strategy-edit/graph-edits';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { hasWayIn } from './card-geometry.js';

/** Why an edge cannot be drawn; the texts stand in the messages `studioCanvas.refused-…`. */
export type ConnectionRefusal = 'gone' | 'into-input' | 'out-of-output' | 'no-such-way' | 'itself' | 'cycle' | 'same';

/** Null where the edge can be drawn. A way out that leads somewhere else already is no reason: it is led anew. */
export function refusalOf(graph: StrategyGraph, { from, port, to }: StrategyEdge): ConnectionRefusal | null {
  const source = graph.nodes.find(({ id }) => id === from);
  const target = graph.nodes.find(({ id }) => id === to);
  if (!source || !target) return 'gone';
  if (from === to) return 'itself';
  if (!hasWayIn(target.kind)) return 'into-input';
  const ports = portsOf(source);
  if (ports.length === 0) return 'out-of-output';
  if (!ports.includes(port)) return 'no-such-way';
  if (graph.edges.some((edge) => edge.from === from && edge.port === port && edge.to === to)) return 'same';
  return closesCycle({ ...graph, edges: graph.edges.filter((edge) => edge.from !== from || edge.port !== port) }, from, to) ? 'cycle' : null;
}
