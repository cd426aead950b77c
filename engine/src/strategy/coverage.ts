import type { StrategyDocument } from '@arbiter/contracts';
import { portsOf } from './check-graph.js';
import type { TraceStep } from './compiled-strategy.js';
import { graphsOf } from './walk-graphs.js';

/** How often traced runs visited each part. Nodes of loops are named by their path in the document, such as `each/terms`. */
export interface StrategyCoverage {
  runs: number;
  nodes: { path: string; nodeId: string; visits: number }[];
  edges: { path: string; nodeId: string; port: string; visits: number }[];
  /** Rules that hit, by node: what node kinds tell in their note as `rules`, or the `leaf` of a tree. */
  rules: { path: string; rule: string; hits: number }[];
}

/** Gathers coverage over runs. Nodes inside sub-processes count for their own strategies, not here. */
export class CoverageCounter {
  private runs = 0;
  private readonly nodes = new Map<string, number>();
  private readonly edges = new Map<string, number>();
  private readonly rules = new Map<string, number>();
  private readonly known: { path: string; nodeId: string; ports: readonly string[] }[] = [];

  constructor(document: StrategyDocument) {
    const owners = new Map<string, string>([['/graph', '']]);
    for (const { graph, path } of graphsOf(document.graph, '/graph')) {
      const owner = owners.get(path) ?? [...owners].filter(([at]) => path.startsWith(`${at}/settings/`)).sort((a, b) => b[0].length - a[0].length)[0]?.[1] ?? '';
      graph.nodes.forEach((node, i) => {
        const at = owner === '' ? node.id : `${owner}/${node.id}`;
        owners.set(`${path}/nodes/${i}`, at);
        this.known.push({ path: at, nodeId: node.id, ports: portsOf(node) });
      });
    }
  }

  add(trace: readonly TraceStep[]): void {
    this.runs += 1;
    for (const step of trace) {
      // Rounds of a loop count together.
      const path = step.path.replace(/\[\d+\]/g, '');
      count(this.nodes, path);
      if (step.port !== null) count(this.edges, `${path}\n${step.port}`);
      for (const rule of rulesOf(step.note)) count(this.rules, `${path}\n${rule}`);
    }
  }

  result(): StrategyCoverage {
    return {
      runs: this.runs,
      nodes: this.known.map(({ path, nodeId }) => ({ path, nodeId, visits: this.nodes.get(path) ?? 0 })),
      edges: this.known.flatMap(({ path, nodeId, ports }) => ports.map((port) => ({ path, nodeId, port, visits: this.edges.get(`${path}\n${port}`) ?? 0 }))),
      rules: [...this.rules].map(([key, hits]) => ({ path: key.slice(0, key.indexOf('\n')), rule: key.slice(key.indexOf('\n') + 1), hits })),
    };
  }
}

const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);

function rulesOf(note: unknown): string[] {
  if (note === null || typeof note !== 'object') return [];
  const { rules, leaf } = note as { rules?: unknown; leaf?: unknown };
  const list = Array.isArray(rules) ? rules : leaf === undefined || leaf === null ? [] : [leaf];
  return list.filter((item) => typeof item === 'string' || typeof item === 'number').map(String);
}
