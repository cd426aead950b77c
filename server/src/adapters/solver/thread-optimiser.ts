import { Worker } from 'node:worker_threads';
import type { Fault } from '@arbiter/contracts/problems';
import { type CurvePoint, type Instance, instanceBuffers, parseProblem } from '@arbiter/solver';
import { estimateMemory } from '@arbiter/solver/problem/estimate-memory';
import { entryPoint } from '../../entry-points.js';
import type { CurveRequest, Optimiser, OptimiserAnswer, OptimiserRequest, StoredRows } from '../../ports/optimiser.js';
import type { ClickHouseEndpoint } from '../clickhouse/clickhouse-analytics.js';
import type { SolverMessage, SolverOrder, SolverTask } from './solver-messages.js';

export interface ThreadOptimiserOptions {
  /** Threads for one problem at most, the one that solves among them. */
  threads: number;
  database: string;
  /** Asked for each problem: an embedded engine that was restarted answers elsewhere. */
  endpoint: () => Promise<ClickHouseEndpoint>;
}

/** A thread for each problem: a search that is not wanted any more ends with its thread, in the middle of whatever it does. */
export function createThreadOptimiser(options: ThreadOptimiserOptions): Optimiser {
  return {
    memoryFor(head, rows) {
      const parsed = parseProblem({ ...head, candidates: [] });
      return { wanted: parsed.ok ? estimateMemory(parsed.problem, { ...rows, inOrder: true, attributes: 3 }).peak : 0, free: process.availableMemory() };
    },
    solve: (request) => inThread<OptimiserAnswer>(request, options, null, (message) => (message.kind === 'answer' ? message : null)),
    curve: (request) => inThread<CurvePoint[]>(request, options, request, (message) => (message.kind === 'curve' ? message.points : null)),
  };
}

/** Has one task done; `answerOf` says which message is its answer. */
async function inThread<T>(request: OptimiserRequest, options: ThreadOptimiserOptions, curve: CurveRequest | null, answerOf: (message: SolverMessage) => T | null): Promise<T> {
  const { signal, stopSignal } = request;
  signal.throwIfAborted();
  const stop = new SharedArrayBuffer(4);
  const rows = isInstance(request.rows)
    ? { kind: 'instance' as const, instance: request.rows }
    : { kind: 'stored' as const, stored: request.rows, endpoint: await options.endpoint(), database: options.database };
  signal.throwIfAborted();
  const workerData: SolverTask = { problem: request.problem, rows, threads: options.threads, stop, ...(curve ? { curve: { limitId: curve.limitId, wish: curve.wish } } : {}) };
  const worker = new Worker(entryPoint('adapters/solver/solver-worker'), {
    workerData,
    // The built file runs as it is, whatever this process was started with.
    execArgv: [],
    transferList: rows.kind === 'instance' ? instanceBuffers(rows.instance).filter((buffer) => buffer instanceof ArrayBuffer) : [],
  });
  const askToStop = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
  if (stopSignal?.aborted) askToStop();
  else stopSignal?.addEventListener('abort', askToStop, { once: true });
  let abort = (): void => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      worker.on('message', (message: SolverMessage) => {
        if (message.kind === 'reading') request.onReading?.(message.customers);
        else if (message.kind === 'read') {
          try {
            worker.postMessage(request.limits(message) satisfies SolverOrder);
          } catch (error) {
            reject(error as Error);
          }
        } else if (message.kind === 'progress') request.onProgress?.(message);
        else if (message.kind === 'point') curve?.onPoint?.(message.solved);
        else if (message.kind !== 'unreadable') resolve(answerOf(message)!);
        else reject(new Error(`the optimiser cannot read the problem: ${message.errors.slice(0, 3).map(describe).join('; ')}`));
      });
      worker.on('error', reject);
      // After an answer this changes nothing.
      worker.on('exit', (code) => reject(new Error(`the optimiser's thread ended with code ${code} before it had an answer`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    stopSignal?.removeEventListener('abort', askToStop);
    await worker.terminate();
  }
}

function isInstance(rows: Instance | StoredRows): rows is Instance {
  return 'option' in rows;
}

function describe({ path, message }: Fault): string {
  return path === '' ? message : `${path}: ${message}`;
}
