import type { Coverage, CoverageCount, CoverageGoal, StrategyGraph } from '@arbiter/contracts';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { edgeKey, type CanvasOverlay, type EdgeMark, type NodeMark } from '../draft/canvas-overlay.js';

/** What a set of evaluations reached, added up over the calls in which they went. */
export interface CoverageOfRuns {
  /** Evaluations. */
  cases: number;
  coverage: Coverage;
  reached: readonly CoverageCount[];
}

const keyOf = ({ kind, path, detail }: CoverageGoal): string => `${kind} ${path} ${detail ?? ''}`;

/** Adds up two sets of evaluations of one strategy: reached is what either reached. */
export function addCoverage(one: CoverageOfRuns | null, other: CoverageOfRuns): CoverageOfRuns {
  if (!one) return other;
  const counts = new Map(one.reached.map((goal) => [keyOf(goal), goal]));
  for (const goal of other.reached) counts.set(keyOf(goal), { ...goal, cases: goal.cases + (counts.get(keyOf(goal))?.cases ?? 0) });
  const stillMissed = new Set(other.coverage.missed.map(keyOf));
  const missed = one.coverage.missed.filter((goal) => stillMissed.has(keyOf(goal)));
  const share = (kind: CoverageGoal['kind'], total: number) => ({ total, reached: total - missed.filter((goal) => goal.kind === kind).length });
  return { cases: one.cases + other.cases, reached: [...counts.values()], coverage: { missed, nodes: share('node', one.coverage.nodes.total), ways: share('way', one.coverage.ways.total), rules: share('rule', one.coverage.rules.total) } };
}

export interface CoverageWords {
  title: string;
  never: string;
  count: (cases: number) => string;
  share: (share: number) => string;
  rules: (reached: number, total: number, missed: string) => string;
}

/** How often each node and way was taken; what was never taken stands out. */
export function coverageOverlay(graph: StrategyGraph, { cases, coverage, reached }: CoverageOfRuns, words: CoverageWords): CanvasOverlay {
  const counts = new Map(reached.map((goal) => [keyOf(goal), goal.cases]));
  const missedRules = new Map<string, string[]>();
  for (const { kind, path, detail } of coverage.missed) if (kind === 'rule') missedRules.set(path, [...(missedRules.get(path) ?? []), String(Number(detail) + 1)]);
  const hitRules = new Map<string, number>();
  for (const { kind, path } of reached) if (kind === 'rule') hitRules.set(path, (hitRules.get(path) ?? 0) + 1);
  const nodes = new Map<string, NodeMark>();
  const edges = new Map<string, EdgeMark>();
  const told = (count: number): string => (cases > 0 ? `${words.count(count)} · ${words.share(count / cases)}` : words.count(count));
  const visit = (part: StrategyGraph, prefix: string): void => {
    for (const node of part.nodes) {
      const path = `${prefix}${node.id}`;
      const count = counts.get(`node ${path} `) ?? 0;
      const missed = missedRules.get(path) ?? [];
      const hit = hitRules.get(path) ?? 0;
      const rules = hit + missed.length > 0 ? words.rules(hit, hit + missed.length, missed.slice(0, 30).join(', ')) : '';
      nodes.set(path, count === 0 ? { tone: 'warn', badge: words.never, ...(rules ? { note: rules } : {}) } : { tone: missed.length > 0 ? 'warn' : 'good', badge: missed.length > 0 ? `${words.count(count)} · ${hit}/${hit + missed.length}` : told(count), ...(rules ? { note: rules } : {}) });
      for (const port of portsOf(node)) {
        const taken = counts.get(`way ${path} ${port}`) ?? 0;
        edges.set(edgeKey(path, port), taken === 0 ? { tone: 'warn', label: words.never } : { tone: 'good', label: told(taken) });
      }
      const body = node.kind === 'loop' ? (node.settings as { body?: StrategyGraph } | null)?.body : undefined;
      if (body?.nodes) visit(body, `${path}/`);
    }
  };
  visit(graph, '');
  return { title: words.title, nodes, edges };
}
