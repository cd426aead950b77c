import type { Coverage, StrategyDocument, StrategyGraph } from '@arbiter/contracts';
import type { TraceStep } from '../strategy/compiled-strategy.js';
import type { Dependencies } from '../strategy/node-kind.js';
import { kindOf } from '../strategy/nodes/index.js';

/** A way out of a node, or a rule of a node, that tests can reach. `path` names nodes within loops: `each-contract/terms`. */
export interface CoverageGoal {
  kind: 'node' | 'way' | 'rule';
  path: string;
  /** Way out, or the rule's place. */
  detail: string | null;
}

export const goalKey = ({ kind, path, detail }: CoverageGoal): string => `${kind} ${path} ${detail ?? ''}`;

/** All that tests can cover of a checked strategy: every node, every way out of it, every rule that its trace tells. */
export function goalsOf({ graph }: Pick<StrategyDocument, 'graph'>, dependencies: Dependencies): CoverageGoal[] {
  const goals: CoverageGoal[] = [];
  const visit = (part: StrategyGraph, prefix: string): void => {
    for (const node of part.nodes) {
      const kind = kindOf(node.kind);
      if (!kind) continue;
      const path = `${prefix}${node.id}`;
      goals.push({ kind: 'node', path, detail: null });
      const ways = new Set([...kind.ports(node.settings), ...(node.onError?.then === 'edge' ? ['error'] : [])]);
      // A node with one way out takes it whenever it is visited.
      if (ways.size > 1) for (const way of ways) goals.push({ kind: 'way', path, detail: way });
      for (let rule = 0; rule < (kind.rules?.(node.settings, dependencies) ?? 0); rule += 1) goals.push({ kind: 'rule', path, detail: String(rule) });
      for (const inner of kind.graphs?.(node.settings) ?? []) visit(inner.graph, `${path}/`);
    }
  };
  visit(graph, '');
  return goals;
}

/** Keys of the goals that an evaluation reached. */
export const goalsReached = (trace: readonly TraceStep[]): Set<string> => new Set(reachedBy(trace).keys());

/** What an evaluation reached, by `goalKey`. Rounds of a loop count as the same place. */
export function reachedBy(trace: readonly TraceStep[]): Map<string, CoverageGoal> {
  const reached = new Map<string, CoverageGoal>();
  const reach = (goal: CoverageGoal): void => void reached.set(goalKey(goal), goal);
  for (const step of trace) {
    const path = step.path.replace(/\[\d+\]/g, '');
    reach({ kind: 'node', path, detail: null });
    if (step.port !== null) reach({ kind: 'way', path, detail: step.port });
    for (const rule of rulesHit(step.note)) reach({ kind: 'rule', path, detail: String(rule) });
  }
  return reached;
}

/** Rules nodes note the rules that hit as `{ hits: [places] }`. */
function rulesHit(note: unknown): number[] {
  if (note === null || typeof note !== 'object' || !('hits' in note) || !Array.isArray(note.hits)) return [];
  return note.hits.flatMap((hit: unknown) => (typeof hit === 'number' ? [hit] : hit !== null && typeof hit === 'object' && 'rule' in hit && typeof hit.rule === 'number' ? [hit.rule] : []));
}

/** How much of the goals was reached, and what was missed. */
export function coverageOf(goals: readonly CoverageGoal[], reached: ReadonlySet<string>): Coverage {
  const missed = goals.filter((goal) => !reached.has(goalKey(goal)));
  const share = (kind: CoverageGoal['kind']) => {
    const total = goals.filter((goal) => goal.kind === kind).length;
    return { reached: total - missed.filter((goal) => goal.kind === kind).length, total };
  };
  return { nodes: share('node'), ways: share('way'), rules: share('rule'), missed };
}
