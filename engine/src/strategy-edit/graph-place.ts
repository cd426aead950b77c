import type { StrategyDocument, StrategyGraph } from '@arbiter/contracts';

/** Which graph of a strategy is meant: the loops to step into, from the outside in. Empty for the strategy's own graph. */
export type GraphPlace = readonly string[];

const emptyGraph: StrategyGraph = { nodes: [], edges: [] };

const bodyOf = (settings: unknown): StrategyGraph => (settings as { body?: StrategyGraph } | null)?.body ?? emptyGraph;

/** The graph at a place, or undefined where a loop on the way is not there (any more). */
export function graphAt(document: StrategyDocument, place: GraphPlace): StrategyGraph | undefined {
  let graph: StrategyGraph | undefined = document.graph;
  for (const id of place) {
    const loop: StrategyGraph['nodes'][number] | undefined = graph.nodes.find((node) => node.id === id && node.kind === 'loop');
    if (!loop) return undefined;
    graph = bodyOf(loop.settings);
  }
  return graph;
}

/** The document with the graph at a place changed. What did not change keeps its identity, so that many documents share their parts. */
export function withGraphAt(document: StrategyDocument, place: GraphPlace, change: (graph: StrategyGraph) => StrategyGraph): StrategyDocument {
  const next = withGraph(document.graph, place, change);
  return next === document.graph ? document : { ...document, graph: next };
}

function withGraph(graph: StrategyGraph, [first, ...rest]: GraphPlace, change: (graph: StrategyGraph) => StrategyGraph): StrategyGraph {
  if (first === undefined) return change(graph);
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    if (node.id !== first || node.kind !== 'loop') return node;
    const body = bodyOf(node.settings);
    const next = withGraph(body, rest, change);
    if (next === body) return node;
    changed = true;
    return { ...node, settings: { ...(node.settings as object), body: next } };
  });
  return changed ? { ...graph, nodes } : graph;
}
