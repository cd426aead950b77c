import type { StrategyGraph } from '@arbiter/contracts';
import type { TraceStep } from '../strategy/compiled-strategy.js';
import type { StrategyDocument } from '@arbiter/contracts';

/** A way out of a node, or a rule of a node, that tests can reach. `path` names nodes within loops: `each-contract/terms`. */
export interface CoverageGoal {
  kind: 'node' | 'way' | 'rule';
  path: string;
  /** Way out, or the rule's place. */
  detail: string | null;
}

export const goalKey = ({ kind, path, detail }: CoverageGoal): string => `${kind} ${path} ${detail ?? ''}`;

interface NodeKinds {
  /** Ways out of a node by its kind's settings, "error" included where its policy leads there. */
  waysOf(node: StrategyGraph['nodes'][number]): readonly string[];
  /** Graphs inside a node. */
  graphsOf(node: StrategyGraph['nodes'][number]): readonly StrategyGraph[];
  /** How many rules a node has that its trace tells one by one; 0 where it has none. */
  rulesOf(node: StrategyGraph['nodes'][number]): number;
}

/** All that a suite of tests can cover of a strategy. */
export function coverageGoals({ graph }: Pick<StrategyDocument, 'graph'>, kinds: NodeKinds): CoverageGoal[] {
  const goals: CoverageGoal[] = [];
  const visit = (part: StrategyGraph, prefix: string): void => {
    for (const node of part.nodes) {
      const path = `${prefix}${node.id}`;
      goals.push({ kind: 'node', path, detail: null });
      for (const way of kinds.waysOf(node)) goals.push({ kind: 'way', path, detail: way });
      for (let rule = 0; rule < kinds.rulesOf(node); rule += 1) goals.push({ kind: 'rule', path, detail: String(rule) });
      for (const inner of kinds.graphsOf(node)) visit(inner, `${path}/`);
    }
  };
  visit(graph, '');
  return goals;
}

/** Keys of the goals that an evaluation reached. Rounds of a loop count as the same place. */
export function goalsReached(trace: readonly TraceStep[]): Set<string> {
  const reached = new Set<string>();
  for (const step of trace) {
    const path = step.path.replace(/\[\d+\]/g, '');
    reached.add(goalKey({ kind: 'node', path, detail: null }));
    if (step.port !== null) reached.add(goalKey({ kind: 'way', path, detail: step.port }));
    for (const rule of rulesHit(step.note)) reached.add(goalKey({ kind: 'rule', path, detail: String(rule) }));
  }
  return reached;
}

/** Rules nodes note the rules that hit as `{ hits: [places] }`. */
function rulesHit(note: unknown): number[] {
  if (note === null || typeof note !== 'object' || !('hits' in note) || !Array.isArray(note.hits)) return [];
  return note.hits.flatMap((hit: unknown) => (typeof hit === 'number' ? [hit] : hit !== null && typeof hit === 'object' && 'rule' in hit && typeof hit.rule === 'number' ? [hit.rule] : []));
}
