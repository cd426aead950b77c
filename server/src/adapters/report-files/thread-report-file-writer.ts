import { Piscina } from 'piscina';
import { entryPoint } from '../../entry-points.js';
import type { ReportFileTask, ReportFileWriter } from '../../ports/report-files.js';

/** A workbook of 100,000 rows needs about half of it. */
const memoryMb = 1024;
const idleMs = 30_000;

/** Files are made in a thread of their own, one after the other: drawing a report takes the processor for a second, which decisions must not wait for. */
export function createThreadReportFileWriter(): ReportFileWriter {
  let pool: Piscina<ReportFileTask, Uint8Array> | undefined;
  // The thread starts with the first file: most processes never make one.
  const opened = (): Piscina<ReportFileTask, Uint8Array> =>
    (pool ??= new Piscina({ filename: entryPoint('adapters/report-files/report-file-thread'), minThreads: 0, maxThreads: 1, idleTimeout: idleMs, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } }));
  return {
    write: async (task, signal) => {
      signal.throwIfAborted();
      try {
        return await opened().run(task, { signal });
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
