import type { StrategyEdge, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { type Edge, type Node, Position } from '@xyflow/svelte';
import type { CanvasOverlay, EdgeMark, NodeMark } from '../draft/canvas-overlay.js';
import { edgeKey } from '../draft/canvas-overlay.js';
import type { NodeFinding } from '../draft/faults-by-node.js';
import { cardSize, handleSize, hasWayIn, inPlace, portPlace } from './card-geometry.js';

export interface Point {
  x: number;
  y: number;
}

/** What a card is drawn from. A card is drawn anew only where one of these is another one. */
export interface CardData extends Record<string, unknown> {
  node: StrategyNode;
  ports: readonly string[];
  /** Ways out that lead somewhere, joined by line breaks: a text, so that equal ones are the same. */
  led: string;
  findings: readonly NodeFinding[];
  mark: NodeMark | null;
  dim: boolean;
  /** A loop's body begins here. */
  begins: boolean;
  /** Who else looks at it. */
  others: readonly string[];
  /** Open threads of comments. */
  threads: number;
}

export interface WireData extends Record<string, unknown> {
  edge: StrategyEdge;
  mark: EdgeMark | null;
  dim: boolean;
}

export type FlowNode = Node<CardData, 'card'>;
export type FlowEdge = Edge<WireData, 'wire'>;

export interface CanvasView {
  graph: StrategyGraph;
  positions: ReadonlyMap<string, Point>;
  selection: ReadonlySet<string>;
  findings: ReadonlyMap<string, readonly NodeFinding[]>;
  overlay: CanvasOverlay | null;
  others: ReadonlyMap<string, readonly string[]>;
  discussed: ReadonlyMap<string, number>;
  /** Prefix of the overlay's keys for the open graph: `` or `loop/`. */
  prefix: string;
  /** Name of a node for screen readers. */
  nameOf: (data: CardData) => string;
  /** What a card is, for screen readers: "node". */
  word: string;
  /** Texts of the language; cards are made anew when it changes. */
  language: string;
}

const none: readonly NodeFinding[] = [];
const nobody: readonly string[] = [];
const same = (a: readonly NodeFinding[], b: readonly NodeFinding[]): boolean =>
  a === b || (a.length === b.length && a.every((finding, index) => finding.message === b[index]!.message && finding.severity === b[index]!.severity && finding.path === b[index]!.path));

interface Made {
  flow: FlowNode;
  language: string;
}

/**
 * The elements of xyflow for a graph. What did not change since the last call keeps its identity, so that one edit in a graph of five
 * hundred nodes draws one card anew.
 */
export class FlowElements {
  #nodes = new Map<string, Made>();
  #edges = new Map<string, FlowEdge>();

  nodes(view: CanvasView): FlowNode[] {
    const led = new Map<string, string[]>();
    for (const { from, port } of view.graph.edges) {
      const ports = led.get(from);
      if (ports) ports.push(port);
      else led.set(from, [port]);
    }
    const next = new Map<string, Made>();
    // Of two nodes with one identifier, which only a document written by hand can have, the first is drawn.
    for (const node of view.graph.nodes) if (!next.has(node.id)) next.set(node.id, this.#node(view, node, (led.get(node.id) ?? []).join('\n')));
    this.#nodes = next;
    return [...next.values()].map(({ flow }) => flow);
  }

  sizeOf(id: string): { width: number; height: number } | undefined {
    return this.#nodes.get(id)?.flow.measured as { width: number; height: number } | undefined;
  }

  #node(view: CanvasView, node: StrategyNode, led: string): Made {
    const former = this.#nodes.get(node.id);
    const mark = view.overlay?.nodes.get(view.prefix + node.id) ?? null;
    const dim = Boolean(view.overlay?.dimOthers) && mark === null;
    const findings = view.findings.get(node.id) ?? none;
    const begins = view.graph.start === node.id;
    const position = view.positions.get(node.id) ?? node.position ?? { x: 0, y: 0 };
    const selected = view.selection.has(node.id);
    const others = view.others.get(view.prefix + node.id) ?? nobody;
    const threads = view.discussed.get(view.prefix + node.id) ?? 0;
    const data = former?.flow.data;
    const kept = data && former.language === view.language && data.node === node && data.led === led && data.mark === mark && data.dim === dim && data.begins === begins && data.threads === threads && data.others.join('\n') === others.join('\n') && same(data.findings, findings);
    if (kept && former.flow.selected === selected && former.flow.position.x === position.x && former.flow.position.y === position.y) return former;
    const ports = data?.node === node ? data.ports : portsOf(node);
    const card: CardData = kept ? data : { node, ports, led, findings, mark, dim, begins, others, threads };
    const size = cardSize(ports);
    return {
      language: view.language,
      flow: {
        id: node.id, type: 'card', position, selected, data: card, ...size, measured: size, ariaLabel: view.nameOf(card), ariaRole: 'group', domAttributes: { tabIndex: selected ? 0 : -1, 'aria-roledescription': view.word } as NonNullable<FlowNode['domAttributes']>,
        handles: [
          ...(hasWayIn(node.kind) ? [{ id: 'in', type: 'target' as const, position: Position.Left, ...boxed(inPlace) }] : []),
          ...ports.map((port) => ({ id: port, type: 'source' as const, position: Position.Right, ...boxed(portPlace(ports, port)) })),
        ],
      },
    };
  }

  edges(view: CanvasView, selectedEdge: string | null): FlowEdge[] {
    const next = new Map<string, FlowEdge>();
    const known = this.#nodes;
    for (const edge of view.graph.edges) {
      const id = edgeKey(edge.from, edge.port);
      const from = known.get(edge.from);
      // An edge that hangs in the air (its node or way out is gone) is told by the check; there is no place to draw it.
      if (next.has(id) || !from?.flow.data.ports.includes(edge.port) || !known.has(edge.to) || !hasWayIn(known.get(edge.to)!.flow.data.node.kind)) continue;
      const mark = view.overlay?.edges.get(view.prefix + id) ?? null;
      const dim = Boolean(view.overlay?.dimOthers) && mark === null;
      const selected = id === selectedEdge;
      const former = this.#edges.get(id);
      const kept = former?.data && former.target === edge.to && former.data.mark === mark && former.data.dim === dim && former.selected === selected;
      next.set(id, kept ? former : { id, type: 'wire', source: edge.from, target: edge.to, sourceHandle: edge.port, targetHandle: 'in', selected, data: { edge, mark, dim }, zIndex: mark ? 1 : 0 });
    }
    this.#edges = next;
    return [...next.values()];
  }
}

function boxed({ x, y }: Point): { x: number; y: number; width: number; height: number } {
  return { x: x - handleSize / 2, y: y - handleSize / 2, width: handleSize, height: handleSize };
}
