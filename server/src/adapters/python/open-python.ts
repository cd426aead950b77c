import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault } from '@arbiter/contracts';
import { StrategyFailure, type PythonRequest } from '@arbiter/engine/strategy/strategy-services';
import type { PythonProgram, PythonRunner, PythonSupport } from '../../ports/python-runner.js';
import { findPython, type FoundPython } from './find-python.js';
import { PythonLane } from './python-lane.js';
import { PythonProcess, type PythonHello, type PythonSettings } from './python-process.js';

/** Modules of Python's own library that touch nothing outside; time and chance come from the caller as inputs. */
export const standardModules = ['math', 'cmath', 'statistics', 'datetime', 'calendar', 'decimal', 'fractions', 'numbers', 'json', 're', 'string', 'textwrap', 'itertools', 'functools', 'operator', 'collections', 'collections.abc', 'bisect', 'heapq', 'enum', 'dataclasses', 'typing', 'copy', 'hashlib', 'base64', 'binascii', 'zlib', 'unicodedata', 'difflib'];

export interface PythonOptions {
  /** Path or command of the interpreter. */
  command: string;
  /** Interpreters alive at once; the one unused for longest makes room. 0: as many as processors. */
  processes: number;
  /** Greatest `memoryMb` and `timeoutMs` that a node may ask for. */
  memoryMb: number;
  timeoutMs: number;
  /** Installed packages that nodes may name. */
  libraries: readonly string[];
  /** `full`: nothing runs where system calls cannot be filtered. `partial`: what the machine has must do. */
  isolation: 'full' | 'partial';
  warn?: (message: string) => void;
}

const script = join(dirname(fileURLToPath(import.meta.url)), 'sandbox.py');
const startTimeoutMs = 20_000;
const cpuSeconds = 600;
/** nobody */
const uid = 65_534;
const idleMs = 300_000;

/** Keeps interpreters, one for each piece of code and scope, and starts the first when the first row comes. */
export function openPython(options: PythonOptions): PythonRunner {
  const lanes = new Map<string, PythonLane>();
  const waiting: PythonLane[] = [];
  const most = options.processes || Math.max(2, availableParallelism());
  let found: Promise<{ python: FoundPython; folder: string }> | undefined;
  let ready: { python: FoundPython; folder: string } | undefined;
  let closed = false;
  let uses = 0;

  const prepare = () => {
    found ??= (async () => {
      const python = await findPython(options.command);
      return (ready = { python, folder: await mkdtemp(join(tmpdir(), 'arbiter-python-')) });
    })();
    // Python may be installed while the server runs.
    found.catch(() => { found = undefined; });
    return found;
  };
  const settingsOf = (program: PythonProgram, memoryMb: number): PythonSettings => ({ ...program, modules: standardModules, memoryMb: Math.min(memoryMb, options.memoryMb), cpuSeconds, uid, partial: options.isolation === 'partial' });
  const launch = (settings: PythonSettings) => new PythonProcess(ready!.python.path, script, ready!.folder, settings);

  const alive = () => [...lanes.values()].filter((lane) => lane.process?.alive);
  /** Lets a lane work when there is room for its process, which the longest unused idle one makes. */
  const admit = (lane: PythonLane) => {
    if (lane.busy) return;
    if (!lane.process?.alive) {
      const others = alive();
      if (others.length >= most) {
        const idle = others.filter((other) => !other.busy && other.queue.length === 0).sort((a, b) => a.lastUsed - b.lastUsed)[0];
        if (!idle) {
          if (!waiting.includes(lane)) waiting.push(lane);
          return;
        }
        idle.stop();
      }
    }
    void lane.advance();
  };
  let latest: { scope: string; request: PythonRequest; lane: PythonLane } | undefined;
  const laneOf = (scope: string, request: PythonRequest) => {
    const { code, outputs, libraries, memoryMb, codeId } = request;
    // Calls in a row are mostly of one node, whose code and lists are the same objects.
    if (latest && latest.scope === scope && latest.request.code === code && latest.request.outputs === outputs && latest.request.memoryMb === memoryMb && latest.request.codeId === codeId && libraries.length === 0 && latest.request.libraries.length === 0) {
      latest.lane.lastUsed = uses += 1;
      return latest.lane;
    }
    const key = JSON.stringify([scope, codeId, memoryMb, outputs, libraries, code]);
    let lane = lanes.get(key);
    if (!lane) {
      lane = new PythonLane(() => launch(settingsOf({ code, outputs, libraries }, memoryMb)), (hello) => judge(hello, options.isolation), startTimeoutMs, () => {
        const next = waiting.shift();
        if (next) admit(next);
      });
      lanes.set(key, lane);
      forgetOld();
    }
    lane.lastUsed = uses += 1;
    latest = { scope, request, lane };
    return lane;
  };
  const forgetOld = () => {
    for (const [key, lane] of lanes) {
      if (lanes.size <= 200) return;
      if (!lane.busy && lane.queue.length === 0 && !lane.process?.alive && lane !== latest?.lane) lanes.delete(key);
    }
  };
  const refuseLibraries = (libraries: readonly string[]) => {
    const unknown = libraries.find((name) => !options.libraries.includes(name));
    return unknown === undefined ? undefined : `The Python library "${unknown.slice(0, 60)}" is not allowed on this server; allowed are ${options.libraries.join(', ') || 'none'}. Name it in ARBITER_PYTHON_LIBRARIES`;
  };
  /** Lanes that got rows in this turn. */
  const fresh = new Set<PythonLane>();
  const sweep = setInterval(() => {
    const before = uses;
    setTimeout(() => {
      if (before !== uses || closed) return;
      for (const lane of lanes.values()) if (!lane.busy && lane.queue.length === 0) lane.stop();
    }, idleMs).unref();
  }, idleMs);
  sweep.unref();

  return {
    async run(scope, request, signal) {
      if (closed) throw new StrategyFailure('python-error', 'Python has been stopped with the server');
      signal?.throwIfAborted();
      const refused = refuseLibraries(request.libraries);
      if (refused) throw new StrategyFailure('python-error', refused);
      if (request.timeoutMs > options.timeoutMs) throw new StrategyFailure('python-error', `timeoutMs is ${request.timeoutMs}; this server allows at most ${options.timeoutMs} (ARBITER_PYTHON_TIMEOUT_MS)`);
      if (request.memoryMb > options.memoryMb) throw new StrategyFailure('python-error', `memoryMb is ${request.memoryMb}; this server allows at most ${options.memoryMb} (ARBITER_PYTHON_MEMORY_MB)`);
      if (!ready) {
        await prepare().catch((error: Error) => {
          throw new StrategyFailure('python-missing', error.message);
        });
      }
      const lane = laneOf(scope, request);
      return new Promise((resolve, reject) => {
        lane.queue.push({ request, signal, alone: false, resolve, reject });
        if (fresh.size === 0) {
          setImmediate(() => {
            const now = [...fresh];
            fresh.clear();
            for (const next of now) admit(next);
          });
        }
        fresh.add(lane);
      });
    },

    async check(program) {
      const refused = refuseLibraries(program.libraries);
      if (refused) return [{ path: '/libraries', code: 'python-library', message: refused }];
      await prepare();
      const process = launch(settingsOf(program, 256));
      const timer = setTimeout(() => process.kill(), startTimeoutMs);
      try {
        const hello = await process.hello;
        const impossible = judge({ ...hello, fault: null }, options.isolation);
        if (impossible) return [{ path: '', code: impossible.code, message: impossible.message }];
        return [...(hello.fault ? [hello.fault] : []), ...hello.examined].map(({ type, message, line }): Fault => ({ path: '/code', code: type === 'OutputNotAssigned' ? 'python-output' : type === 'ImportError' ? 'python-import' : 'python-syntax', message: line === null ? `${type}: ${message}` : `Line ${line}: ${type}: ${message}` }));
      } catch (error) {
        return [{ path: '/code', code: 'python-syntax', message: `The code cannot be read: Python ${error instanceof Error ? error.message : String(error)}; make it smaller or flatter` }];
      } finally {
        clearTimeout(timer);
        process.kill();
      }
    },

    async support(): Promise<PythonSupport> {
      try {
        const { python } = await prepare();
        const process = launch(settingsOf({ code: 'pass', outputs: [], libraries: options.libraries }, 256));
        const timer = setTimeout(() => process.kill(), startTimeoutMs);
        const hello = await process.hello.finally(() => {
          clearTimeout(timer);
          process.kill();
        });
        return { available: true, path: python.path, version: hello.python, isolation: hello.holds, libraries: [...options.libraries], absentLibraries: hello.absent };
      } catch (error) {
        return { available: false, why: error instanceof Error ? error.message : String(error) };
      }
    },

    processIds: () => alive().flatMap((lane) => lane.process?.processId ?? []),

    async close() {
      closed = true;
      clearInterval(sweep);
      for (const lane of lanes.values()) lane.stop(new StrategyFailure('python-error', 'Python has been stopped with the server'));
      const folder = ready?.folder;
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a process that has told what it is may run the code. */
function judge(hello: PythonHello, isolation: 'full' | 'partial'): StrategyFailure | undefined {
  if (hello.absent.length > 0) return new StrategyFailure('python-missing', `Python libraries cannot be loaded: ${hello.absent.join('; ')}. Install them for this Python`);
  if (!hello.holds.calls && isolation === 'full') return new StrategyFailure('python-missing', 'This machine cannot filter the system calls of Python code (Linux with seccomp on x86-64 or arm64 can), so nothing runs. Run the server there, or set ARBITER_PYTHON_ISOLATION=partial and trust whoever writes the code');
  if (hello.fault) return new StrategyFailure('python-error', `The Python code cannot be read${hello.fault.line === null ? '' : `, line ${hello.fault.line}`}: ${hello.fault.type}: ${hello.fault.message}`, { ...hello.fault });
  return undefined;
}
