import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import { Piscina } from 'piscina';
import { entryPoint } from '../../entry-points.js';
import type { Analytics } from '../../ports/analytics.js';
import { servicesFor } from '../../ports/strategy-services.js';
import type { BatchPart, BatchPartResult, BatchRunner } from '../../ports/batch-runner.js';
import type { ClickHouseEndpoint } from '../clickhouse/clickhouse-analytics.js';
import type { BatchThreadTask } from './batch-thread.js';
import { compileBatchStrategy } from './compile-batch-strategy.js';
import { evaluatePart } from './evaluate-part.js';

export interface BatchRunnerOptions {
  threads: number;
  database: string;
  /** Asked for each part: an embedded engine that was restarted answers elsewhere. */
  endpoint: () => Promise<ClickHouseEndpoint>;
  /** For strategies that wait (SQL, HTTP, Python, ONNX): they run in this thread, whose services are shared. */
  analytics: Analytics;
  services: () => StrategyServices;
}

/** Strategies that only compute run in threads that read and write ClickHouse themselves; those that wait run here, many rows at once. */
export function createThreadBatchRunner(options: BatchRunnerOptions): BatchRunner {
  let pool: Piscina<BatchThreadTask, BatchPartResult> | undefined;
  // Threads start with the first batch: most processes never see one.
  const opened = (): Piscina<BatchThreadTask, BatchPartResult> =>
    (pool ??= new Piscina({ filename: entryPoint('adapters/batch/batch-thread'), minThreads: 0, maxThreads: options.threads, idleTimeout: 10_000, execArgv: [] }));
  return {
    threads: options.threads,
    run: async (part: BatchPart, signal: AbortSignal): Promise<BatchPartResult> => {
      signal.throwIfAborted();
      const compiled = compileBatchStrategy(part.strategy);
      if (compiled.waits) {
        return evaluatePart(options.analytics, compiled, part, { nowMs: part.nowMs, timeZone: part.timeZone, clock: () => performance.now(), services: servicesFor(options.services(), part.strategy.hash), signal }, signal);
      }
      try {
        return await opened().run({ part, endpoint: await options.endpoint(), database: options.database }, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    close: async () => {
      await pool?.destroy();
      pool = undefined;
    },
  };
}
