import type { NodeKindName, StrategyEdge, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { addNode, connect, freeNodeId, moveNodes } from '@arbiter/engine/strategy-edit/graph-edits';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { cardWidth, hasWayIn, portPlace, sizeOfNode } from './card-geometry.js';
import type { Point } from './flow-elements.js';
import { freePlace } from './shown-positions.js';

const gapX = 72;

export interface NodeInsertion {
  kind: NodeKindName;
  settings: unknown;
  /** Way out that is to lead to the new node. Where it leads somewhere, the new node comes in between. */
  after?: { id: string; port: string };
  edge?: StrategyEdge;
  /** Where the card's upper left corner is to be, if somebody says. */
  at?: Point | undefined;
}

/**
 * A new node in its place: joined to what it comes after, with whatever stood there moved on where the room is too small. `positions` are the
 * places at which all nodes of the graph are drawn. Answers the graph and the new node's identifier.
 */
export function insertNode(graph: StrategyGraph, { kind, settings, after, edge, at }: NodeInsertion, positions: ReadonlyMap<string, Point>, { inLoop = false }: { inLoop?: boolean } = {}): { graph: StrategyGraph; id: string } {
  const id = freeNodeId(graph, kind);
  const node: StrategyNode = { id, kind, settings };
  const way = hasWayIn(kind) ? (edge ? { id: edge.from, port: edge.port } : after) : undefined;
  const source = way && graph.nodes.find((one) => one.id === way.id);
  const next = source && graph.edges.find((one) => one.from === way!.id && one.port === way!.port)?.to;
  const size = sizeOfNode(node);
  const ports = portsOf(node);
  const wanted = at ?? placeFor(graph, positions, source, way?.port, next, ports);
  let result = addNode(graph, { ...node, position: wanted });
  if (source && way) {
    result = connect(result, { from: way.id, port: way.port, to: id });
    if (next !== undefined && ports[0] !== undefined) {
      result = connect(result, { from: id, port: ports[0], to: next });
      result = makeRoom(result, positions, id, wanted, next);
    }
  }
  const shown = new Map([...positions].map(([one, place]) => [one, result.nodes.find((other) => other.id === one)?.position ?? place]));
  const place = at && !source ? at : freePlace(result, shown, wanted, size.height, new Set([id]));
  result = moveNodes(result, new Map([[id, { x: Math.round(place.x), y: Math.round(place.y) }]]));
  return { graph: inLoop && result.start === undefined && graph.nodes.length === 0 ? { ...result, start: id } : result, id };
}

function placeFor(graph: StrategyGraph, positions: ReadonlyMap<string, Point>, source: StrategyNode | undefined, port: string | undefined, next: string | undefined, ports: readonly string[]): Point {
  const from = source && positions.get(source.id);
  if (source && from) {
    const to = next === undefined ? undefined : positions.get(next);
    const level = to ? to.y : from.y + portPlace(portsOf(source), port ?? 'next').y - portPlace(ports, ports[0] ?? 'next').y;
    return { x: from.x + cardWidth + gapX, y: level };
  }
  const all = [...positions.values()];
  if (all.length === 0 || graph.nodes.length === 0) return { x: 0, y: 0 };
  return { x: Math.max(...all.map(({ x }) => x)) + cardWidth + gapX, y: all.reduce((sum, { y }) => sum + y, 0) / all.length };
}

/** Moves the next node and all that follows to the right, as far as the new card needs. */
function makeRoom(graph: StrategyGraph, positions: ReadonlyMap<string, Point>, id: string, at: Point, next: string): StrategyGraph {
  const to = positions.get(next);
  const shift = to ? at.x + cardWidth + gapX - to.x : 0;
  if (shift <= 0) return graph;
  const following = new Set<string>();
  const open = [next];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (following.has(one) || one === id) continue;
    following.add(one);
    for (const edge of graph.edges) if (edge.from === one) open.push(edge.to);
  }
  return moveNodes(graph, new Map([...following].flatMap((one) => (positions.has(one) ? [[one, { x: positions.get(one)!.x + shift, y: positions.get(one)!.y }]] : []))));
}

/** The way out of a node that a new one would come after: the first that leads nowhere, else the first. */
export function wayToGoOn(graph: StrategyGraph, node: StrategyNode): string | undefined {
  const ports = portsOf(node);
  return ports.find((port) => !graph.edges.some((edge) => edge.from === node.id && edge.port === port)) ?? ports[0];
}
