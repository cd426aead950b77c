import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { type Instance, parseProblem, type Problem, solve, type SolveResult, toSolutionDocument, verifyPlan } from '@arbiter/solver';
import { startScanThreads } from '../../adapters/solver/scan-crew.js';
import { UsageError } from '../command.js';
import { shownBytes } from './available-memory.js';
import { drawCurve } from './draw-curve.js';
import { compareWith, readPrices } from './earlier-solution.js';
import { planColumns } from './plan-columns.js';
import { readInstance } from './read-instance.js';
import type { SolveMessage, SolveTask } from './solve-messages.js';
import { writeAssignments, writeSolution } from './write-assignments.js';

// Entry of the worker thread of `arbiter solve`: reads, solves, checks and writes, so that no row ever stands in another thread.
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
const say = (message: SolveMessage): void => port.postMessage(message);
const now = (): number => performance.now();
const progressEveryMs = 100;

class NoMemory extends Error {}

const task = workerData as SolveTask;
const stop = new Int32Array(task.stop);
const shouldStop = (): boolean => Atomics.load(stop, 0) !== 0;
try {
  await run();
} catch (error) {
  if (error instanceof UsageError) say({ kind: 'unusable', message: error.message });
  else if (error instanceof NoMemory) say({ kind: 'no-memory', message: error.message });
  else throw error;
}

async function run(): Promise<void> {
  const startedMs = now();
  const document = readDocument(task.file);
  for (const name of ['candidates', 'customers', 'history', 'fixed'] as const) if (task[name] !== null) document[name] = { file: resolve(task[name]) };
  if (task.previous !== null) document['previous'] = { ...(document['previous'] ?? {}), assignments: { file: resolve(task.previous) } };
  if (task.keep !== null) document['previous'] = { ...(document['previous'] ?? {}), keep: task.keep };
  const parsed = parseProblem(document);
  if (!parsed.ok) return say({ kind: 'refused', errors: parsed.errors });
  const { problem } = parsed;

  let saidMs = -Infinity;
  const built = await readInstance(problem, dirname(resolve(task.file)), {
    onEstimate: ({ peak }, { customers, candidates }) => {
      const free = task.memoryBytes ?? process.availableMemory();
      const wanted = `${candidates} candidates of ${customers} customers take about ${shownBytes(peak)} of memory`;
      if (peak > free) throw new NoMemory(`${wanted}, ${task.memoryBytes === null ? `and ${shownBytes(free)} are free` : `more than --memory ${shownBytes(free)} allows`}: close other programs, ask for fewer customers, or raise the limit with --memory`);
      say({ kind: 'said', line: `memory    ${wanted}; ${task.memoryBytes === null ? `${shownBytes(free)} are free` : `--memory allows ${shownBytes(free)}`}` });
    },
    onProgress: (rows, of) => {
      if (now() - saidMs < progressEveryMs) return;
      saidMs = now();
      say({ kind: 'reading', rows, of });
    },
    shouldStop,
  });
  if (!built) return say({ kind: 'stopped' });
  if (!built.ok) return say({ kind: 'refused', errors: built.errors });
  const { instance } = built;
  const readMs = now() - startedMs;
  say({ kind: 'said', line: `read      ${instance.customers.count} customers, ${instance.option.length} candidates  ${(readMs / 1000).toFixed(1)} s` });

  const solvingMs = now();
  const scan = startScanThreads(task.threads - 1);
  const warmStart = !task.warm ? null : readPrices(task.warm, problem);
  if (task.curve) {
    const drawn = await drawCurve(task.curve, problem, instance, {
      now, gap: task.gap, timeLimitMs: task.timeLimitMs, seed: task.seed, method: task.method, shouldStop,
      onPoint: ({ at, status, objective }, solved) => say({ kind: 'said', line: `point     ${solved}: ${task.curve!.limit} ${at}  ${objective === null ? status : `objective ${objective}`}` }),
      ...(scan.helpers > 0 ? { threads: scan } : {}),
      ...(warmStart ? { warmStart } : {}),
    });
    await scan.close();
    return say(drawn.ok ? { kind: 'curve', curve: drawn.curve } : { kind: 'refused', errors: drawn.errors });
  }
  const outcome = await solve(problem, instance, {
    now, gap: task.gap, timeLimitMs: task.timeLimitMs, seed: task.seed, method: task.method, patient: true, diagnose: task.diagnose, shouldStop,
    onProgress: (progress) => {
      if (now() - saidMs < progressEveryMs) return;
      saidMs = now();
      say({ kind: 'progress', ...progress });
    },
    ...(scan.helpers > 0 ? { threads: scan } : {}),
    ...(warmStart ? { warmStart } : {}),
    ...(task.priceRanges ? { priceRanges: true } : {}),
  });
  await scan.close();
  if (!outcome.ok) return say({ kind: 'refused', errors: outcome.errors });
  const solveMs = now() - solvingMs;
  say({ kind: 'searched', hasPlan: outcome.result.hasPlan });
  await finish(problem, instance, outcome.result, { readMs, solveMs });
}

async function finish(problem: Problem, instance: Instance, result: SolveResult, took: { readMs: number; solveMs: number }): Promise<void> {
  const verifyingMs = now();
  const verification = result.hasPlan ? verifyPlan(problem, instance, result.assignment, result.agents) : null;
  const timing = { ...took, verifyMs: now() - verifyingMs };
  const comparison = task.compare && result.hasPlan ? await compareWith(task.compare, problem, instance, planColumns(problem, instance, result.assignment, result.agents)) : null;
  const documentWith = (assignments: 'none' | { file: string }) => ({ ...toSolutionDocument(problem, instance, result, { verification, timing, memoryPeakMb: process.resourceUsage().maxRSS / 1024, assignments }), ...(comparison ? { comparison } : {}) });
  const short = documentWith('none');
  const unconfirmed = result.hasPlan && !short.verified ? (verification?.faults.slice(0, 3).map((fault) => fault.message) ?? []) : null;
  if (!unconfirmed) {
    const writingMs = now();
    const plan = result.hasPlan ? planColumns(problem, instance, result.assignment, result.agents) : null;
    if (task.assignments !== null && plan) writeAssignments(task.assignments, problem, instance, plan);
    if (task.out !== null) writeSolution(task.out, task.assignments !== null && plan ? documentWith({ file: task.assignments }) : short, problem, instance, task.assignments === null ? plan : null);
    if (plan && (task.assignments !== null || task.out !== null)) say({ kind: 'said', line: `written   ${plan.rows} assignments  ${((now() - writingMs) / 1000).toFixed(1)} s` });
  }
  say({ kind: 'answer', short, hasPlan: result.hasPlan, unconfirmed });
}

function readDocument(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}: check the path`);
    if (code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE') throw new UsageError(`${file} is too large to be read at once: put the rows into a file of their own, { "candidates": { "file": "candidates.parquet" } }`);
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} is no problem document: it must be an object with "format": "arbiter-problem/1"`);
}
