import type { StrategyGraph } from '@arbiter/contracts';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import type { Point } from './flow-elements.js';

export type WalkDirection = 'on' | 'back' | 'up' | 'down';

/**
 * The node to come to from one when walking with the keyboard: `on` along the first way out that leads somewhere, `back` to what leads here,
 * `up` and `down` to the neighbour above or below: another way out of the same node where there is one, else the nearest card.
 */
export function walkFrom(graph: StrategyGraph, positions: ReadonlyMap<string, Point>, id: string, direction: WalkDirection): string | null {
  const known = new Set(graph.nodes.map((node) => node.id));
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return firstNode(graph, positions);
  if (direction === 'on') return targetsOf(graph, id).find((to) => known.has(to)) ?? null;
  if (direction === 'back') return nearest(graph.edges.filter((edge) => edge.to === id && known.has(edge.from)).map((edge) => edge.from), positions, positions.get(id));
  const step = direction === 'down' ? 1 : -1;
  const siblings = [...new Set(graph.edges.filter((edge) => edge.to === id).flatMap((edge) => targetsOf(graph, edge.from)))].filter((one) => known.has(one));
  const beside = siblings.length > 1 ? byHeight(siblings, positions) : [];
  const sibling = beside[beside.indexOf(id) + step];
  if (sibling !== undefined && beside.includes(id)) return sibling;
  const here = positions.get(id);
  if (!here) return null;
  const ahead = graph.nodes.filter((one) => one.id !== id && Math.sign((positions.get(one.id)?.y ?? here.y) - here.y) === step).map((one) => one.id);
  return nearest(ahead, positions, here);
}

/** Where walking begins: at the input, at the start of a body, else at the leftmost card. */
export function firstNode(graph: StrategyGraph, positions: ReadonlyMap<string, Point>): string | null {
  const first = graph.nodes.find((node) => node.kind === 'input') ?? graph.nodes.find((node) => node.id === graph.start);
  if (first) return first.id;
  return graph.nodes.reduce<string | null>((best, node) => (best === null || (positions.get(node.id)?.x ?? 0) < (positions.get(best)?.x ?? 0) ? node.id : best), null);
}

function targetsOf(graph: StrategyGraph, id: string): string[] {
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return [];
  const ports = portsOf(node);
  return graph.edges.filter((edge) => edge.from === id).sort((a, b) => ports.indexOf(a.port) - ports.indexOf(b.port)).map((edge) => edge.to);
}

const byHeight = (ids: readonly string[], positions: ReadonlyMap<string, Point>): string[] => [...ids].sort((a, b) => (positions.get(a)?.y ?? 0) - (positions.get(b)?.y ?? 0));

function nearest(ids: readonly string[], positions: ReadonlyMap<string, Point>, from: Point | undefined): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const id of ids) {
    const at = positions.get(id);
    const far = at && from ? Math.hypot(at.x - from.x, at.y - from.y) : 0;
    if (far < least) [best, least] = [id, far];
  }
  return best;
}
