import { Worker } from 'node:worker_threads';
import type { HelperThreads } from '@arbiter/solver/tiles/scan-port';
import { entryPoint } from '../../entry-points.js';

/** Threads that help one solver with its scans, until they are closed. */
export interface ScanThreads extends HelperThreads {
  /** Ends the threads, whatever they are doing. */
  close(): Promise<void>;
}

/**
 * Starts so many threads to help with scans. They keep no process alive, and a thread that cannot start or dies is one helper
 * less: results are the same with any number of them.
 */
export function startScanThreads(helpers: number): ScanThreads {
  const workers = Array.from({ length: helpers }, () => {
    const worker = new Worker(entryPoint('adapters/solver/scan-helper-worker'), { execArgv: [] });
    // The solver notices by itself, also when it is too busy to be told.
    worker.on('error', () => {});
    worker.unref();
    return worker;
  });
  return {
    helpers,
    send: (helper, init) => workers[helper]?.postMessage(init),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
