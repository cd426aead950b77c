import { parentPort, workerData } from 'node:worker_threads';
import { parseProblem } from '@arbiter/solver';
import { solveOnTable } from '@arbiter/solver/sql-scan/solve-on-table';
import { askOver, statementRefused } from './sql-ask.js';
import type { TableSolverMessage, TableSolverTask } from './table-solver-messages.js';

// Entry of a worker thread: solves one problem over tables. It waits for its statements, which the thread that started it runs.
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
const say = (message: TableSolverMessage): void => port.postMessage(message);

const task = workerData as TableSolverTask;
try {
  await run();
} catch (error) {
  if (!(error instanceof Error && error.name === statementRefused)) throw error;
  say({ kind: 'failed', message: error.message });
}
task.line.port.close();

async function run(): Promise<void> {
  const rows = { file: '-' };
  const parsed = parseProblem({ ...task.document, candidates: rows, ...(task.customers ? { customers: rows } : {}) });
  if (!parsed.ok) return say({ kind: 'refused', errors: parsed.errors });
  const { gap, timeLimitMs, seed, plan, readWhole } = task;
  const outcome = await solveOnTable(parsed.problem, { candidates: task.candidates, customers: task.customers }, askOver(task.line), {
    now: () => performance.now(),
    gap, timeLimitMs, seed, plan,
    ...(readWhole === undefined ? {} : { readWhole }),
    shouldStop: () => Atomics.load(task.stop, 0) !== 0,
    onProgress: ({ phase, bound, objective, gap: reached }) => say({ kind: 'progress', phase, bound, objective, gap: reached }),
    memoryPeakMb: () => process.resourceUsage().maxRSS / 1024,
  });
  if (!outcome.ok) return say({ kind: 'refused', errors: outcome.errors });
  const { solution, faults, passes, queries } = outcome;
  say({ kind: 'answer', solution, faults, passes, queries });
}
