import type { StrategyGraph, StrategyNode } from '@arbiter/contracts';

/** Why a text cannot be a node's identifier here: it has other characters than letters, digits, `-` and `_`, or another node has it. */
export type NodeIdFault = 'pattern' | 'taken';

export function faultOfNodeId(graph: StrategyGraph, id: string, wanted: string): NodeIdFault | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(wanted)) return 'pattern';
  return wanted !== id && graph.nodes.some((node) => node.id === wanted) ? 'taken' : undefined;
}

/**
 * Gives a node another identifier; its edges and the start of the graph follow. A split that was told by its identifier keeps the old one
 * as its experiment, so that everybody stays in the same arm. The graph itself where the identifier cannot be taken.
 */
export function renameNode(graph: StrategyGraph, id: string, wanted: string): StrategyGraph {
  if (id === wanted || faultOfNodeId(graph, id, wanted) !== undefined || !graph.nodes.some((node) => node.id === id)) return graph;
  const moved = (end: string): string => (end === id ? wanted : end);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.id === id ? renamed(node, wanted) : node)),
    edges: graph.edges.map((edge) => (edge.from === id || edge.to === id ? { ...edge, from: moved(edge.from), to: moved(edge.to) } : edge)),
    ...(graph.start === id ? { start: wanted } : {}),
  };
}

function renamed(node: StrategyNode, id: string): StrategyNode {
  const settings = node.settings as { experiment?: unknown } | null;
  if (node.kind !== 'ab-test' || typeof settings !== 'object' || settings === null || settings.experiment !== undefined) return { ...node, id };
  return { ...node, id, settings: { ...settings, experiment: node.id } };
}
