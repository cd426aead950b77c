import type { Fault } from '@arbiter/contracts/problems';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { TableSource } from '@arbiter/solver/sql-scan/table-source';
import type { OptimiserProgress } from '../../ports/optimiser.js';
import type { AskLine } from './sql-ask.js';

/** What the thread is given: the document without its rows, and where they stand. */
export interface TableSolverTask {
  document: Record<string, unknown>;
  candidates: TableSource;
  customers: TableSource | null;
  plan: string;
  gap: number;
  timeLimitMs: number;
  seed: number;
  readWhole?: number;
  line: AskLine;
  /** 1 once the search is to end with its best plan. */
  stop: Int32Array;
}

export interface TableAnswer {
  solution: SolutionDocument;
  /** What the independent check found wrong; empty for a verified plan. */
  faults: Fault[];
  passes: number;
  queries: number;
}

/** What the thread says. `refused`: the document is wrong; `failed`: the engine refused a statement, for want of memory say. */
export type TableSolverMessage = ({ kind: 'progress' } & OptimiserProgress) | ({ kind: 'answer' } & TableAnswer) | { kind: 'refused'; errors: Fault[] } | { kind: 'failed'; message: string };
