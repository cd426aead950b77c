import { Worker } from 'node:worker_threads';
import type { Fault } from '@arbiter/contracts/problems';
import { instanceBuffers } from '@arbiter/solver';
import { entryPoint } from '../../entry-points.js';
import type { Optimiser, OptimiserAnswer, OptimiserRequest } from '../../ports/optimiser.js';
import type { SolverMessage, SolverTask } from './solver-messages.js';

/** A thread for each problem: a search that is not wanted any more ends with its thread, in the middle of whatever it does. */
export function createThreadOptimiser(): Optimiser {
  return { solve };
}

async function solve({ signal, onProgress, ...task }: OptimiserRequest): Promise<OptimiserAnswer> {
  signal.throwIfAborted();
  const workerData: SolverTask = task;
  const worker = new Worker(entryPoint('adapters/solver/solver-worker'), {
    workerData,
    // The built file runs as it is, whatever this process was started with.
    execArgv: [],
    transferList: instanceBuffers(task.instance).filter((buffer) => buffer instanceof ArrayBuffer),
  });
  const abort = (): void => void worker.terminate();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<OptimiserAnswer>((resolve, reject) => {
      worker.on('message', (message: SolverMessage) => {
        if (message.kind === 'progress') onProgress?.(message);
        else if (message.kind === 'answer') resolve(message);
        else reject(new Error(`the optimiser cannot read the problem: ${message.errors.slice(0, 3).map(describe).join('; ')}`));
      });
      worker.on('error', reject);
      // After an answer this changes nothing.
      worker.on('exit', (code) => reject(signal.aborted ? (signal.reason as Error) : new Error(`the optimiser's thread ended with code ${code} before it had an answer`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function describe({ path, message }: Fault): string {
  return path === '' ? message : `${path}: ${message}`;
}
