import type { StrategyEdge, StrategyGraph, StrategyNode } from '@arbiter/contracts';

/*
 * Small edits of a graph, each a new graph that shares what did not change. None checks more than that the result is a graph: what a
 * draft lacks is told by the check of the strategy.
 */

/** An identifier like `hint` that no node of the graph has: `call`, `call-2`, `call-3` … */
export function freeNodeId(graph: StrategyGraph, hint: string): string {
  const taken = new Set(graph.nodes.map((node) => node.id));
  const base = hint.replaceAll(/[^A-Za-z0-9_-]/g, '').replace(/^[-_]+/, '').slice(0, 56) || 'node';
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

export function addNode(graph: StrategyGraph, node: StrategyNode): StrategyGraph {
  return { ...graph, nodes: [...graph.nodes, node] };
}

/** Changes one node; its identifier stays. */
export function changeNode(graph: StrategyGraph, id: string, change: (node: StrategyNode) => StrategyNode): StrategyGraph {
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    if (node.id !== id) return node;
    const next = change(node);
    if (next !== node) changed = true;
    return next;
  });
  return changed ? { ...graph, nodes } : graph;
}

/** Takes nodes away with the edges that touch them. */
export function removeNodes(graph: StrategyGraph, ids: ReadonlySet<string>): StrategyGraph {
  const { start, ...rest } = graph;
  return {
    ...rest,
    nodes: graph.nodes.filter((node) => !ids.has(node.id)),
    edges: graph.edges.filter((edge) => !ids.has(edge.from) && !ids.has(edge.to)),
    ...(start === undefined || ids.has(start) ? {} : { start }),
  };
}

/** Leads a way out to a node; a way out has one edge, so the former one goes. */
export function connect(graph: StrategyGraph, { from, port, to }: StrategyEdge): StrategyGraph {
  return { ...graph, edges: [...graph.edges.filter((edge) => edge.from !== from || edge.port !== port), { from, port, to }] };
}

export function disconnect(graph: StrategyGraph, from: string, port: string): StrategyGraph {
  return { ...graph, edges: graph.edges.filter((edge) => edge.from !== from || edge.port !== port) };
}

/** Whether an edge would lead back to where it comes from, over whatever nodes. */
export function closesCycle(graph: StrategyGraph, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
  const seen = new Set<string>();
  const open = [to];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === from) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return false;
}

/** Gives a way out another name, on the node's edges too. */
export function renamePort(graph: StrategyGraph, from: string, port: string, name: string): StrategyGraph {
  return { ...graph, edges: graph.edges.map((edge) => (edge.from === from && edge.port === port ? { ...edge, port: name } : edge)) };
}

export function moveNodes(graph: StrategyGraph, positions: ReadonlyMap<string, { x: number; y: number }>): StrategyGraph {
  return { ...graph, nodes: graph.nodes.map((node) => (positions.has(node.id) ? { ...node, position: positions.get(node.id)! } : node)) };
}
