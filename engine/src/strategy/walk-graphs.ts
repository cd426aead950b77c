import type { StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { Value } from 'typebox/value';
import type { Dependencies } from './node-kind.js';
import { kindOf } from './nodes/index.js';

/** The graph itself and every graph in the settings of its nodes, to any depth, with the JSON pointer of each. */
export function* graphsOf(graph: StrategyGraph, path: string, depth = 0): Generator<{ graph: StrategyGraph; path: string; depth: number }> {
  yield { graph, path, depth };
  if (depth > graphDepthCap) return;
  for (const [i, node] of graph.nodes.entries()) {
    const kind = kindOf(node.kind);
    if (!kind?.graphs || !Value.Check(kind.settings, node.settings)) continue;
    for (const inner of kind.graphs(node.settings)) yield* graphsOf(inner.graph, `${path}/nodes/${i}/settings${inner.path}`, depth + 1);
  }
}

/** Graphs in graphs: a loop in a loop in a loop. */
export const graphDepthCap = 8;

/** Whether a node waits for something outside, by itself, in its inner graphs or in the strategies that it runs. */
export function nodeWaits(node: StrategyNode, dependencies: Dependencies, known = new Map<StrategyGraph, boolean>()): boolean {
  const kind = kindOf(node.kind);
  if (!kind) return false;
  if (kind.waits(node.settings, dependencies)) return true;
  if (kind.graphs?.(node.settings).some(({ graph }) => graphWaits(graph, dependencies, known))) return true;
  return (kind.strategies?.(node.settings) ?? []).some(({ reference }) => {
    const document = dependencies.find(reference) as StrategyDocument | undefined;
    return document !== undefined && graphWaits(document.graph, dependencies, known);
  });
}

export function graphWaits(graph: StrategyGraph, dependencies: Dependencies, known = new Map<StrategyGraph, boolean>()): boolean {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const waits = graph.nodes.some((node) => nodeWaits(node, dependencies, known));
  known.set(graph, waits);
  return waits;
}
