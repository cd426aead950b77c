import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';
import type { BatchPart, BatchPartResult, BatchStrategy } from '../../ports/batch-runner.js';
import { ClickHouseAnalytics, type ClickHouseEndpoint } from '../clickhouse/clickhouse-analytics.js';
import { compileBatchStrategy } from './compile-batch-strategy.js';
import { evaluatePart } from './evaluate-part.js';

export interface BatchThreadTask {
  part: BatchPart;
  endpoint: ClickHouseEndpoint;
  database: string;
}

const compiledByHash = new Map<string, CompiledStrategy>();
const mostCompiled = 8;
let open: { url: string; analytics: ClickHouseAnalytics } | undefined;

function compiledFor(strategy: BatchStrategy): CompiledStrategy {
  const known = compiledByHash.get(strategy.hash);
  if (known) return known;
  const compiled = compileBatchStrategy(strategy);
  if (compiledByHash.size >= mostCompiled) compiledByHash.delete(compiledByHash.keys().next().value!);
  compiledByHash.set(strategy.hash, compiled);
  return compiled;
}

async function analyticsAt({ endpoint, database }: BatchThreadTask): Promise<ClickHouseAnalytics> {
  if (open?.url === endpoint.url) return open.analytics;
  await open?.analytics.close();
  open = { url: endpoint.url, analytics: new ClickHouseAnalytics({ endpoint: () => Promise.resolve(endpoint), database, readsLocalFiles: false }) };
  return open.analytics;
}

/** Entry of a thread: one part of a batch. */
export default async function runPart(task: BatchThreadTask): Promise<BatchPartResult> {
  const { part } = task;
  return evaluatePart(await analyticsAt(task), compiledFor(part.strategy), part, { nowMs: part.nowMs, timeZone: part.timeZone, clock: () => performance.now() });
}
