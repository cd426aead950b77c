import { parentPort, workerData } from 'node:worker_threads';
import { instanceBuffers, parseProblem, solve, toSolutionDocument, verifyPlan } from '@arbiter/solver';
import type { SolverMessage, SolverTask } from './solver-messages.js';

// Entry of a worker thread: solves one problem, checks the plan, says both, and ends.
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
const say = (message: SolverMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

await run(workerData as SolverTask);

async function run({ problem: document, instance, gap, timeLimitMs }: SolverTask): Promise<void> {
  const parsed = parseProblem({ ...document, candidates: [] });
  if (!parsed.ok) return say({ kind: 'unreadable', errors: parsed.errors });
  const now = (): number => performance.now();
  const startedMs = now();
  const outcome = await solve(parsed.problem, instance, {
    now, gap, timeLimitMs,
    onProgress: ({ phase, bound, objective, gap: reached }) => say({ kind: 'progress', phase, bound, objective, gap: reached }),
  });
  if (!outcome.ok) return say({ kind: 'unreadable', errors: outcome.errors });
  const { result } = outcome;
  const solvedMs = now();
  const verification = result.hasPlan ? verifyPlan(parsed.problem, instance, result.assignment) : null;
  const solution = toSolutionDocument(parsed.problem, instance, result, {
    verification,
    timing: { readMs: 0, solveMs: solvedMs - startedMs, verifyMs: now() - solvedMs },
    memoryPeakMb: process.resourceUsage().maxRSS / 1024,
    assignments: 'none',
  });
  const chosen = result.hasPlan ? result.assignment : null;
  const buffers = new Set([...instanceBuffers(instance), ...(chosen ? [chosen.buffer] : [])]);
  say({ kind: 'answer', instance, chosen, solution, faults: verification?.faults ?? [] }, [...buffers].filter((buffer) => buffer instanceof ArrayBuffer));
}
