import { MessageChannel, Worker } from 'node:worker_threads';
import type { Fault } from '@arbiter/contracts/problems';
import { entryPoint } from '../../entry-points.js';
import type { Analytics } from '../../ports/analytics.js';
import type { OptimiserProgress } from '../../ports/optimiser.js';
import { answerAsks } from './sql-ask.js';
import type { TableAnswer, TableSolverMessage, TableSolverTask } from './table-solver-messages.js';

export type TablesRequest = Omit<TableSolverTask, 'line' | 'stop'> & {
  analytics: Analytics;
  /** When it fires the search ends with its best plan, which is still written and checked. */
  signal: AbortSignal;
  onProgress?: (progress: OptimiserProgress) => void;
};
export type TablesEnd = ({ kind: 'answer' } & TableAnswer) | { kind: 'refused'; errors: Fault[] } | { kind: 'failed'; message: string };

/** Solves a problem over tables of ClickHouse: the search runs in a thread that waits, its statements run here. */
export async function solveTables({ analytics, signal, onProgress, ...task }: TablesRequest): Promise<TablesEnd> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = (): void => void Atomics.store(stop, 0, 1);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  answerAsks({ port: port1, answered }, analytics);
  const workerData: TableSolverTask = { ...task, line: { port: port2, answered }, stop };
  // The built file runs as it is, whatever this process was started with.
  const worker = new Worker(entryPoint('adapters/solver/table-solver-worker'), { workerData, execArgv: [], transferList: [port2] });
  try {
    return await new Promise<TablesEnd>((resolve, reject) => {
      worker.on('message', (message: TableSolverMessage) => {
        if (message.kind === 'progress') onProgress?.(message);
        else resolve(message);
      });
      worker.on('error', reject);
      // After an answer this changes nothing.
      worker.on('exit', (code) => reject(new Error(`the optimiser's thread ended with code ${code} before it had an answer`)));
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    port1.close();
    await worker.terminate();
  }
}
