import type { StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { cardWidth, sizeOfNode } from './card-geometry.js';
import type { Point } from './flow-elements.js';

const gapX = 72;
const gapY = 28;

/**
 * Where every node of a graph is drawn: where it says, else where it was drawn before, else beside what leads to it. A graph of which no
 * node has a place is laid out as a whole.
 */
export function shownPositions(graph: StrategyGraph, former: ReadonlyMap<string, Point>, layout: (graph: StrategyGraph) => ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const shown = new Map<string, Point>();
  const homeless: StrategyNode[] = [];
  for (const node of graph.nodes) {
    const place = node.position ?? former.get(node.id);
    if (place) shown.set(node.id, place);
    else homeless.push(node);
  }
  if (homeless.length === 0) return shown;
  if (shown.size === 0 || homeless.length > graph.nodes.length / 2) {
    const laid = layout(graph);
    // Where most have no place, the few places that there are would only tear the picture apart; they keep theirs if they have one.
    return shown.size === 0 ? laid : new Map(graph.nodes.map((node) => [node.id, node.position ?? laid.get(node.id) ?? { x: 0, y: 0 }]));
  }
  const leading = new Map<string, string>();
  for (const { from, to } of graph.edges) if (!leading.has(to)) leading.set(to, from);
  for (const node of homeless) {
    const from = leading.get(node.id);
    const near = from === undefined ? undefined : shown.get(from);
    shown.set(node.id, freePlace(graph, shown, near ? { x: near.x + cardWidth + gapX, y: near.y } : below(shown), sizeOfNode(node).height));
  }
  return shown;
}

/** The place nearest below `wanted` at which a card of this height covers no other. */
export function freePlace(graph: StrategyGraph, positions: ReadonlyMap<string, Point>, wanted: Point, height: number, except?: ReadonlySet<string>): Point {
  const boxes = graph.nodes.flatMap((node) => {
    const at = except?.has(node.id) ? undefined : positions.get(node.id);
    return at && Math.abs(at.x - wanted.x) < cardWidth + gapY ? [{ top: at.y, bottom: at.y + sizeOfNode(node).height }] : [];
  });
  boxes.sort((a, b) => a.top - b.top);
  let { y } = wanted;
  for (const { top, bottom } of boxes) if (y < bottom + gapY && y + height + gapY > top) y = bottom + gapY;
  return { x: wanted.x, y };
}

function below(positions: ReadonlyMap<string, Point>): Point {
  const all = [...positions.values()];
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.max(...all.map(({ y }) => y)) + 160 };
}

/** The corner nearest below `wanted` at which none of the nodes, moved there together, covers a card of the graph. */
export function freeCorner(graph: StrategyGraph, positions: ReadonlyMap<string, Point>, nodes: readonly StrategyNode[], wanted: Point): Point {
  const placed = nodes.map((node) => ({ ...(node.position ?? { x: 0, y: 0 }), ...sizeOfNode(node) }));
  const left = Math.min(...placed.map(({ x }) => x));
  const top = Math.min(...placed.map(({ y }) => y));
  const cards = graph.nodes.flatMap((node) => (positions.has(node.id) ? [{ ...positions.get(node.id)!, ...sizeOfNode(node) }] : []));
  const corner = { ...wanted };
  for (let tries = 0; tries < 200; tries += 1) {
    const [dx, dy] = [corner.x - left, corner.y - top];
    const hit = placed.flatMap((one) => cards.filter((card) => one.x + dx < card.x + card.width + gapY && card.x < one.x + dx + one.width + gapY && one.y + dy < card.y + card.height + gapY && card.y < one.y + dy + one.height + gapY).map((card) => card.y + card.height + gapY - (one.y + dy)));
    if (hit.length === 0) break;
    corner.y += Math.max(1, ...hit);
  }
  return { x: Math.round(corner.x), y: Math.round(corner.y) };
}
