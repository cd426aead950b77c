import type { PythonRequest } from '@arbiter/engine/strategy/strategy-services';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { PythonFault } from './python-process.js';

/** One row on its way. */
export interface PythonCall {
  request: PythonRequest;
  signal: AbortSignal | undefined;
  /** Its process was killed while it was among several rows: it goes alone, to tell the culprit. */
  alone: boolean;
  resolve(outputs: Record<string, unknown>): void;
  reject(error: Error): void;
}

export const rowsPerCrossing = 1000;

/** Takes the next rows that go together off a queue: alike in their limits, at most a thousand, a suspect alone. Those given up are dropped. */
export function nextCrossing(queue: PythonCall[]): PythonCall[] {
  const crossing: PythonCall[] = [];
  while (queue.length > 0 && crossing.length < rowsPerCrossing) {
    const call = queue[0]!;
    if (call.signal?.aborted) {
      queue.shift();
      call.reject(call.signal.reason instanceof Error ? call.signal.reason : new Error('aborted'));
      continue;
    }
    if (crossing.length > 0 && (call.alone || call.request.timeoutMs !== crossing[0]!.request.timeoutMs)) break;
    crossing.push(queue.shift()!);
    if (call.alone) break;
  }
  return crossing;
}

/** The failure of a row, in words. */
export function rowFailure({ type, message, line }: PythonFault, request: PythonRequest): StrategyFailure {
  if (type === 'MemoryError') return memoryFailure(request);
  const at = line === null || line === undefined ? '' : ` in line ${line}`;
  return new StrategyFailure('python-error', `The Python code failed${at}: ${type}: ${message}`, { type, message, line });
}

export const memoryFailure = (request: PythonRequest) => new StrategyFailure('python-memory', `The Python code needs more than its ${request.memoryMb} MB of memory; raise memoryMb, or let it hold less at once`, { memoryMb: request.memoryMb });
export const timeoutFailure = (request: PythonRequest) => new StrategyFailure('python-timeout', `The Python code took longer than ${request.timeoutMs} ms for one row and was stopped; raise timeoutMs, or make it quicker`, { timeoutMs: request.timeoutMs });
