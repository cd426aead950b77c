import { Worker } from 'node:worker_threads';
import { entryPoint } from '../../entry-points.js';
import type { SolveMessage, SolveTask } from './solve-messages.js';

/** How long the search may take to end with its best plan once it is asked to stop. */
const patienceMs = 60;

/** How the thread of `arbiter solve` ended. `killed`: it was stopped and had no plan in time. */
export type SolveEnd = Exclude<SolveMessage, { kind: 'said' | 'reading' | 'progress' | 'searched' }> | { kind: 'killed' };

/**
 * Runs a task in a thread. When the signal fires, the search is asked to end with its best plan; where it has none soon after,
 * the thread is ended in the middle of whatever it does: all in all within a tenth of a second. `onStopping` says that a plan was found and is being checked.
 */
export async function runSolveThread(task: Omit<SolveTask, 'stop'>, signal: AbortSignal, onMessage: (message: SolveMessage) => void, onStopping: () => void): Promise<SolveEnd> {
  const stop = new SharedArrayBuffer(4);
  const workerData: SolveTask = { ...task, stop };
  // The built file runs as it is, whatever this process was started with.
  const worker = new Worker(entryPoint('cli/solve/solve-worker'), { workerData, execArgv: [] });
  let timer: NodeJS.Timeout | undefined;
  let hasPlan = false;
  let onAbort = (): void => undefined;
  try {
    return await new Promise<SolveEnd>((resolve, reject) => {
      onAbort = () => {
        Atomics.store(new Int32Array(stop), 0, 1);
        if (hasPlan) onStopping();
        else timer = setTimeout(() => resolve({ kind: 'killed' }), patienceMs);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      worker.on('message', (message: SolveMessage) => {
        if (message.kind === 'searched') {
          hasPlan = message.hasPlan;
          clearTimeout(timer);
          if (signal.aborted && hasPlan) onStopping();
        } else if (message.kind === 'said' || message.kind === 'reading' || message.kind === 'progress') onMessage(message);
        else resolve(message);
      });
      worker.on('error', reject);
      // After an answer this changes nothing.
      worker.on('exit', (code) => reject(new Error(`the thread of the optimiser ended with code ${code} before it had an answer`)));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
