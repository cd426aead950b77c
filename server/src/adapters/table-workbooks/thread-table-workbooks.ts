import { Piscina } from 'piscina';
import { entryPoint } from '../../entry-points.js';
import { WorkbookError, type TableWorkbooks } from '../../ports/table-workbooks.js';
import type { WorkbookResult, WorkbookTask } from './table-workbook-thread.js';

/** The largest table that is allowed takes about a third of it. */
const memoryMb = 1024;
const idleMs = 30_000;
const longestMs = 60_000;

/** Workbooks are read and written in a thread of their own: a large one takes seconds, a hostile one must not take the process with it. */
export function createThreadTableWorkbooks(): TableWorkbooks {
  let pool: Piscina<WorkbookTask, WorkbookResult> | undefined;
  const opened = (): Piscina<WorkbookTask, WorkbookResult> =>
    (pool ??= new Piscina({ filename: entryPoint('adapters/table-workbooks/table-workbook-thread'), minThreads: 0, maxThreads: 1, idleTimeout: idleMs, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } }));
  const run = async (task: WorkbookTask): Promise<WorkbookResult> => {
    const limit = AbortSignal.timeout(longestMs);
    try {
      const result = await opened().run(task, { signal: limit });
      if ('refused' in result) throw new WorkbookError(result.refused.code, result.refused.message);
      return result;
    } catch (error) {
      if (limit.aborted) throw new WorkbookError('too-large', `The workbook takes longer than ${longestMs / 1000} seconds; split the table`);
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') throw new WorkbookError('too-large', 'The workbook needs more memory than it is given; split the table');
      throw error;
    }
  };
  return {
    read: async (bytes) => {
      const result = await run({ read: bytes });
      if (!('read' in result)) throw new Error('The thread answered with another task’s result');
      return result.read;
    },
    write: async (rows) => {
      const result = await run({ write: rows });
      if (!('written' in result)) throw new Error('The thread answered with another task’s result');
      return result.written;
    },
    close: async () => {
      await pool?.destroy();
      pool = undefined;
    },
  };
}
