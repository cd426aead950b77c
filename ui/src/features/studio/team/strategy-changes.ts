import type { StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { diffStrategies, diffValues, type ValueChange } from '@arbiter/engine/strategy/diff-strategies';
import type { GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import type { MarkTone } from '../draft/canvas-overlay.js';

export type ChangeKind = 'added' | 'removed' | 'changed';
/** One thing that differs: a node with its places, a way that leads elsewhere, a field, or the strategy itself. */
export interface StrategyChange {
  of: 'node' | 'edge' | 'field' | 'strategy';
  change: ChangeKind;
  /** Loops around it. */
  loops: GraphPlace;
  /** Identifier of the node (for an edge the one that it leaves), name of the field; empty for the strategy. */
  name: string;
  node?: StrategyNode;
  part?: 'inputs' | 'variables' | 'outputs';
  /** The edge's way out, and where it led and leads. */
  edge?: { port: string; was?: string; is?: string };
  changes: ValueChange[];
}

export interface StrategyChanges {
  list: StrategyChange[];
  /** The later document with what was taken away still in it, to be drawn. */
  union: StrategyDocument;
  /** Tones by key: `each/call` for nodes, `each/call next` for edges. */
  nodes: Map<string, MarkTone>;
  edges: Map<string, MarkTone>;
}

const bodyOf = (node: StrategyNode | undefined): StrategyGraph | null => {
  const body = node?.kind === 'loop' ? (node.settings as { body?: Partial<StrategyGraph> } | null)?.body : undefined;
  return body && Array.isArray(body.nodes) && Array.isArray(body.edges) ? (body as StrategyGraph) : null;
};
const told = ({ position: _position, ...node }: StrategyNode): unknown => (bodyOf(node) ? { ...node, settings: { ...(node.settings as object), body: undefined } } : node);

/** What differs between two drafts or versions of a strategy, loops' bodies as graphs of their own. Where nodes stand does not count. */
export function strategyChanges(before: StrategyDocument, after: StrategyDocument): StrategyChanges {
  const found: StrategyChanges = { list: [], union: after, nodes: new Map(), edges: new Map() };
  const graph = graphChanges(found, before.graph, after.graph, []);
  found.union = { ...after, graph };
  const { fields, rest } = diffStrategies({ ...before, graph: { nodes: [], edges: [] } }, { ...after, graph: { nodes: [], edges: [] } });
  found.list.push(...fields.map(({ part, name, change, changes }): StrategyChange => ({ of: 'field', change, loops: [], name, part, changes })));
  if (rest.length > 0) found.list.push({ of: 'strategy', change: 'changed', loops: [], name: '', changes: rest });
  return found;
}

function graphChanges(found: StrategyChanges, before: StrategyGraph, after: StrategyGraph, loops: GraphPlace): StrategyGraph {
  const was = new Map(before.nodes.map((node) => [node.id, node]));
  const is = new Map(after.nodes.map((node) => [node.id, node]));
  const keyOf = (id: string): string => [...loops, id].join('/');
  const nodes = after.nodes.map((node) => {
    const former = was.get(node.id);
    const changes = former ? diffValues(told(former), told(node)) : [];
    if (!former || changes.length > 0) {
      const change = former ? 'changed' : 'added';
      found.list.push({ of: 'node', change, loops, name: node.id, node, changes });
      found.nodes.set(keyOf(node.id), change);
    }
    const [formerBody, body] = [bodyOf(former), bodyOf(node)];
    if (!body || !formerBody) return node;
    const count = found.list.length;
    const inner = graphChanges(found, formerBody, body, [...loops, node.id]);
    if (found.list.length > count && !found.nodes.has(keyOf(node.id))) found.nodes.set(keyOf(node.id), 'changed');
    return inner === body ? node : { ...node, settings: { ...(node.settings as object), body: inner } };
  });
  const gone = before.nodes.filter((node) => !is.has(node.id));
  for (const node of gone) {
    found.list.push({ of: 'node', change: 'removed', loops, name: node.id, node, changes: [] });
    found.nodes.set(keyOf(node.id), 'removed');
  }
  const goneEdges = edgeChanges(found, before, after, loops, was, is);
  return gone.length + goneEdges.length === 0 && nodes.every((node, index) => node === after.nodes[index]) ? after : { ...after, nodes: [...nodes, ...gone], edges: [...after.edges, ...goneEdges] };
}

/** Tells ways that lead elsewhere; gives back those that lead nowhere any more. */
function edgeChanges(found: StrategyChanges, before: StrategyGraph, after: StrategyGraph, loops: GraphPlace, was: ReadonlyMap<string, StrategyNode>, is: ReadonlyMap<string, StrategyNode>): StrategyGraph['edges'] {
  const slot = ({ from, port }: { from: string; port: string }): string => `${from} ${port}`;
  const formerly = new Map(before.edges.map((edge) => [slot(edge), edge]));
  const now = new Map(after.edges.map((edge) => [slot(edge), edge]));
  const key = (text: string): string => [...loops, text].join('/');
  for (const [text, edge] of now) {
    const former = formerly.get(text);
    if (former?.to === edge.to) continue;
    found.edges.set(key(text), former ? 'changed' : 'added');
    // An edge of a new node is told with the node.
    if (!was.has(edge.from)) continue;
    found.list.push({ of: 'edge', change: former ? 'changed' : 'added', loops, name: edge.from, edge: { port: edge.port, ...(former ? { was: former.to } : {}), is: edge.to }, changes: [] });
  }
  const gone = before.edges.filter((edge) => !now.has(slot(edge)));
  for (const edge of gone) {
    found.edges.set(key(slot(edge)), 'removed');
    if (is.has(edge.from)) found.list.push({ of: 'edge', change: 'removed', loops, name: edge.from, edge: { port: edge.port, was: edge.to }, changes: [] });
  }
  return gone;
}
