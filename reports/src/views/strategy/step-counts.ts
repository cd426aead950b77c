import type { ViewStores } from '../asked-view.js';
import type { Side } from './chosen-strategy.js';
import { decisionRows, pathSql } from './recorded-decisions.js';

/** How often each way out of each node was taken. */
export interface StepCounts {
  /** Decisions of the side, and those whose way is known. */
  decisions: number;
  known: number;
  failed: number;
  /** Times by node. A node is passed once at most, so this is a number of decisions. */
  nodes: ReadonlyMap<string, number>;
  /** Times by `node:port`; `node:` ended there, `node:!` failed there. */
  steps: ReadonlyMap<string, number>;
  /** Whole evaluations, microseconds. */
  p50Us: number | null;
  p95Us: number | null;
}

export async function countSteps(side: Side, stores: ViewStores): Promise<StepCounts> {
  const rows = decisionRows(side);
  const [total] = await stores.query<{ decisions: string; with_path: string; failed: string; durations: (number | null)[] }>(
    `SELECT count() AS decisions, countIf(d.path != '') AS with_path, countIf(NOT d.ok) AS failed, quantilesExact(0.5, 0.95)(d.duration_us) AS durations FROM strategy_decisions AS d FINAL WHERE ${rows.where}`,
    rows.params,
  );
  const decisions = Number(total?.decisions ?? 0);
  // Traces are long: they are looked at only where a record has no path.
  const whole = Number(total?.with_path ?? 0) === decisions;
  const counted = await stores.query<{ step: string; times: string }>(
    `SELECT arrayJoin(splitByChar(' ', path)) AS step, sum(decisions) AS times FROM (SELECT toString(way) AS path, count() AS decisions FROM (SELECT ${whole ? 'd.path' : pathSql} AS way FROM strategy_decisions AS d FINAL WHERE ${rows.where}) GROUP BY way) GROUP BY step`,
    rows.params,
  );
  const steps = new Map(counted.map(({ step, times }) => [step, Number(times)]));
  // The empty step stands for the decisions whose way is not known.
  const unseen = steps.get('') ?? 0;
  steps.delete('');
  const nodes = new Map<string, number>();
  for (const [step, times] of steps) {
    const node = nodeOf(step);
    nodes.set(node, (nodes.get(node) ?? 0) + times);
  }
  const duration = (index: number): number | null => (decisions === 0 ? null : Number(total?.durations[index] ?? 0));
  return { decisions, known: decisions - unseen, failed: Number(total?.failed ?? 0), nodes, steps, p50Us: duration(0), p95Us: duration(1) };
}

export const nodeOf = (step: string): string => step.slice(0, step.indexOf(':'));

export interface NodeTimes {
  traced: number;
  p50Ms: number;
  p95Ms: number;
}

/** Times of single nodes, of the decisions whose trace was recorded. */
export async function timeNodes(side: Side, stores: ViewStores): Promise<ReadonlyMap<string, NodeTimes>> {
  const rows = decisionRows(side);
  const found = await stores.query<{ node: string; traced: string; durations: number[] }>(
    `SELECT step.2 AS node, count() AS traced, quantilesExact(0.5, 0.95)(step.3) AS durations FROM (
       SELECT arrayJoin(JSONExtract(d.trace, 'Array(Tuple(path String, nodeId String, durationMs Float64))')) AS step FROM strategy_decisions AS d FINAL WHERE ${rows.where} AND d.trace != '')
     WHERE step.1 = step.2 GROUP BY node`,
    rows.params,
  );
  return new Map(found.map(({ node, traced, durations }) => [node, { traced: Number(traced), p50Ms: Number(durations[0] ?? 0), p95Ms: Number(durations[1] ?? 0) }]));
}
