import type { Fault } from '@arbiter/contracts';
import type { PythonRequest } from '@arbiter/engine/strategy/strategy-services';

/** What keeps Python code in its place on this machine. */
export interface PythonIsolation {
  /** The process runs under another user. */
  uid: boolean;
  files: boolean;
  network: boolean;
  /** Linux filters the system calls (seccomp); it alone holds files, network and processes. */
  calls: boolean;
  memory: boolean;
  processes: boolean;
}

export type PythonSupport =
  | { available: true; path: string; version: string; isolation: PythonIsolation; libraries: string[]; absentLibraries: string[] }
  | { available: false; why: string };

export interface PythonProgram { code: string; outputs: readonly string[]; libraries: readonly string[] }

/** Runs Python code of strategies in processes of its own. */
export interface PythonRunner {
  /**
   * Outputs of a piece of code for one row. Calls of one turn of the event loop cross together; code of different scopes (projects) never
   * shares a process. Throws StrategyFailure: python-error, python-timeout, python-memory, python-missing.
   */
  run(scope: string, request: PythonRequest, signal?: AbortSignal): Promise<Record<string, unknown>>;
  /** Syntax faults, outputs never assigned and imports that are not allowed, with `/code` or `/libraries` as path and the line in the message. Runs nothing. */
  check(program: PythonProgram): Promise<Fault[]>;
  /** What there is on this machine, for the doctor. */
  support(): Promise<PythonSupport>;
  /** Process ids now alive (tests, metrics). */
  processIds(): number[];
  close(): Promise<void>;
}
