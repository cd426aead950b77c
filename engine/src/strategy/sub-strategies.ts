import type { Fault, ItemReference, StrategyDocument, StrategyGraph } from '@arbiter/contracts';
import { Value } from 'typebox/value';
import type { Dependencies } from './node-kind.js';
import { kindOf } from './nodes/index.js';
import { graphsOf } from './walk-graphs.js';

/** Strategies in strategies. */
export const strategyDepthCap = 16;

interface Call { path: string; nodeId: string; reference: ItemReference }

/** Every strategy that a graph runs, with the place of the reference. */
function callsOf(graph: StrategyGraph): Call[] {
  const calls: Call[] = [];
  for (const inner of graphsOf(graph, '/graph')) {
    for (const [i, node] of inner.graph.nodes.entries()) {
      const kind = kindOf(node.kind);
      if (!kind?.strategies || !Value.Check(kind.settings, node.settings)) continue;
      for (const { path, reference } of kind.strategies(node.settings)) calls.push({ path: `${inner.path}/nodes/${i}/settings${path}`, nodeId: node.id, reference });
    }
  }
  return calls;
}

/** Faults for strategies that would come to run themselves, through any depth, or that nest too deep. */
export function recursionFaults(document: StrategyDocument, dependencies: Dependencies, ownId: string | undefined): Fault[] {
  const faults: Fault[] = [];
  const clean = new Map<string, number>();
  for (const call of callsOf(document.graph)) {
    const told = descend(call.reference, ownId === undefined ? [] : [ownId], 1);
    if (typeof told === 'string') faults.push({ path: call.path, code: 'recursion', message: `Node "${call.nodeId}": ${told}` });
  }
  return faults;

  /** Height of the strategies below, or what is wrong with them. */
  function descend(reference: ItemReference, above: readonly string[], depth: number): number | string {
    const key = `${reference.id} version ${reference.version}`;
    const known = clean.get(key);
    if (above.includes(reference.id)) return `strategy "${reference.id}" would run itself: ${[...above.slice(above.indexOf(reference.id)), reference.id].join(' → ')}; take one of these sub-processes out`;
    if (depth + (known ?? 0) > strategyDepthCap) return `strategies nest deeper than ${strategyDepthCap}: ${[...above, reference.id].slice(-4).join(' → ')}`;
    if (known !== undefined) return known;
    const found = dependencies.find(reference) as StrategyDocument | undefined;
    let height = 0;
    for (const call of found ? callsOf(found.graph) : []) {
      const told = descend(call.reference, [...above, reference.id], depth + 1);
      if (typeof told === 'string') return told;
      height = Math.max(height, told + 1);
    }
    clean.set(key, height);
    return height;
  }
}
