import type { ItemKind, StrategyDocument, StrategyEdge } from '@arbiter/contracts';
import { diffStrategies, diffValues, type StrategyDifference, type ValueChange } from '@arbiter/engine/strategy/diff-strategies';
import { edgeKey, type CanvasOverlay, type EdgeMark, type NodeMark } from '../draft/canvas-overlay.js';

export type Change = 'added' | 'removed' | 'changed';

/** A part of a document that differs: a node, a field of the data model, an edge, or the rest. */
export interface DifferentPart {
  about: 'node' | 'inputs' | 'variables' | 'outputs' | 'edge' | 'document';
  name: string;
  /** Kind of a node. */
  kind?: string;
  change: Change;
  changes: readonly ValueChange[];
}

const isStrategy = (document: unknown): document is StrategyDocument => typeof document === 'object' && document !== null && 'graph' in document && 'dataModel' in document && Array.isArray((document as StrategyDocument).graph?.nodes);

/** Difference of two strategies; null where one of them is none, such as a half-made draft. */
export function strategyDifference(kind: ItemKind, before: unknown, after: unknown): StrategyDifference | null {
  if (kind !== 'strategy' || !isStrategy(before) || !isStrategy(after)) return null;
  try {
    return diffStrategies(before, after);
  } catch {
    return null;
  }
}

/** What differs, part by part: nodes first, then fields and edges. */
export function differentParts(kind: ItemKind, before: unknown, after: unknown): DifferentPart[] {
  const strategy = strategyDifference(kind, before, after);
  if (!strategy) {
    const byPart = new Map<string, ValueChange[]>();
    for (const change of diffValues(before, after)) {
      const [, part = ''] = change.path.split('/');
      byPart.set(part, [...(byPart.get(part) ?? []), change]);
    }
    return [...byPart].map(([name, changes]) => ({ about: 'document', name, change: 'changed', changes }));
  }
  const edgeName = ({ from, port, to }: StrategyEdge): string => `${from} · ${port} → ${to}`;
  return [
    ...strategy.nodes.map(({ id, kind: nodeKind, title, change, changes }): DifferentPart => ({ about: 'node', name: title ?? id, kind: nodeKind, change, changes })),
    ...strategy.fields.map(({ part, name, change, changes }): DifferentPart => ({ about: part, name, change, changes })),
    ...strategy.edges.map(({ edge, change }): DifferentPart => ({ about: 'edge', name: edgeName(edge), change, changes: [] })),
    ...(strategy.rest.length > 0 ? [{ about: 'document' as const, name: '', change: 'changed' as const, changes: strategy.rest }] : []),
  ];
}

/** Words of a place, from the outside inwards; `/settings` goes without saying, numbers count from 1. */
export function placeParts(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== 'settings').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).map((part) => (/^\d+$/.test(part) ? `№ ${Number(part) + 1}` : part));
}

/** Both strategies in one drawing: the later one, with what it lost, and marks on all that differs. */
export function differenceDrawing(before: StrategyDocument, after: StrategyDocument, difference: StrategyDifference, words: { title: string; changes: (count: number) => string }): { document: StrategyDocument; overlay: CanvasOverlay } {
  const nodes = new Map<string, NodeMark>();
  const edges = new Map<string, EdgeMark>();
  for (const { id, change, changes } of difference.nodes) nodes.set(id, { tone: change, ...(change === 'changed' ? { badge: words.changes(changes.length), note: changes.map(({ path }) => placeParts(path).join(' › ')).join('\n') } : {}) });
  for (const { edge, change } of difference.edges) {
    const key = edgeKey(edge.from, edge.port);
    edges.set(key, { tone: edges.has(key) ? 'changed' : change });
  }
  const taken = new Set(after.graph.edges.map(({ from, port }) => edgeKey(from, port)));
  const present = new Set(after.graph.nodes.map(({ id }) => id));
  const document: StrategyDocument = {
    ...after,
    graph: {
      nodes: [...after.graph.nodes, ...before.graph.nodes.filter(({ id }) => !present.has(id))],
      edges: [...after.graph.edges, ...before.graph.edges.filter(({ from, port }) => !taken.has(edgeKey(from, port)))],
    },
  };
  return { document, overlay: { title: words.title, nodes, edges, dimOthers: true } };
}
