import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { type Instance, instanceBuffers, limitCurve, parseProblem, type Problem, solve, toSolutionDocument, verifyPlan } from '@arbiter/solver';
import { readInstance } from '../../features/runs/read-instance.js';
import { ClickHouseAnalytics } from '../clickhouse/clickhouse-analytics.js';
import { startScanThreads } from './scan-crew.js';
import type { SolverMessage, SolverOrder, SolverTask } from './solver-messages.js';

// Entry of a worker thread: reads the rows of one problem, solves it, checks the plan, says what came of it, and ends.
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
const say = (message: SolverMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const now = (): number => performance.now();
const progressEveryMs = 100;
/** Up to so many limits, week by week, the run says between which bounds their prices hold. */
const mostRanges = 60;

const task = workerData as SolverTask;
const parsed = parseProblem({ ...task.problem, candidates: [] });
if (!parsed.ok) say({ kind: 'unreadable', errors: parsed.errors });
else {
  const startedMs = now();
  const instance = await rowsOf(task.rows);
  const readMs = now() - startedMs;
  const told = once(port, 'message') as Promise<[SolverOrder]>;
  say({ kind: 'read', customers: instance.customers.count, candidates: instance.option.length, readMs });
  const [order] = await told;
  await (task.curve ? draw(parsed.problem, instance, task.curve, order) : run(parsed.problem, instance, readMs, order));
}

async function rowsOf(rows: SolverTask['rows']): Promise<Instance> {
  if (rows.kind === 'instance') return rows.instance;
  const { stored, endpoint, database } = rows;
  const analytics = new ClickHouseAnalytics({ endpoint: () => Promise.resolve(endpoint), database, readsLocalFiles: false });
  try {
    // Whoever wants to stop ends the thread, and its connections with it.
    return await readInstance({ ...stored, analytics, signal: new AbortController().signal, onProgress: (customers) => say({ kind: 'reading', customers }) });
  } finally {
    await analytics.close();
  }
}

async function draw(problem: Problem, instance: Instance, { limitId, wish }: NonNullable<SolverTask['curve']>, { gap, timeLimitMs }: SolverOrder): Promise<void> {
  const scan = startScanThreads(task.threads - 1);
  const curve = await limitCurve(problem, instance, limitId, wish, { now, gap, timeLimitMs, onPoint: (_, solved) => say({ kind: 'point', solved }), ...(scan.helpers > 0 ? { threads: scan } : {}) });
  await scan.close();
  say(curve.ok ? { kind: 'curve', points: curve.points } : { kind: 'unreadable', errors: curve.errors });
}

async function run(problem: Problem, instance: Instance, readMs: number, { gap, timeLimitMs }: SolverOrder): Promise<void> {
  const stop = new Int32Array(task.stop);
  const scan = startScanThreads(task.threads - 1);
  const startedMs = now();
  let saidMs = -Infinity;
  const outcome = await solve(problem, instance, {
    now, gap, timeLimitMs,
    // A few evaluations for each limit with a price: of many limits they would take longer than the plan.
    ...(problem.limits.length * Math.max(1, problem.periods.length) <= mostRanges ? { priceRanges: true } : {}),
    shouldStop: () => Atomics.load(stop, 0) !== 0,
    onProgress: ({ phase, bound, objective, gap: reached }) => {
      if (now() - saidMs < progressEveryMs) return;
      saidMs = now();
      say({ kind: 'progress', phase, bound, objective, gap: reached });
    },
    ...(scan.helpers > 0 ? { threads: scan } : {}),
  });
  await scan.close();
  if (!outcome.ok) return say({ kind: 'unreadable', errors: outcome.errors });
  const { result } = outcome;
  const solvedMs = now();
  const verification = result.hasPlan ? verifyPlan(problem, instance, result.assignment, result.agents) : null;
  const solution = toSolutionDocument(problem, instance, result, {
    verification,
    timing: { readMs, solveMs: solvedMs - startedMs, verifyMs: now() - solvedMs },
    memoryPeakMb: process.resourceUsage().maxRSS / 1024,
    assignments: 'none',
  });
  const chosen = result.hasPlan ? result.assignment : null;
  const buffers = new Set([...instanceBuffers(instance), ...(chosen ? [chosen.buffer] : [])]);
  say({ kind: 'answer', instance, chosen, solution, faults: verification?.faults ?? [] }, [...buffers].filter((buffer) => buffer instanceof ArrayBuffer));
}
