import type { Fault } from '@arbiter/contracts/problems';
import type { ProblemDocument } from '@arbiter/contracts/problem-document';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { Instance } from '@arbiter/solver';

export interface OptimiserProgress {
  phase: string;
  /** No plan can be better, as far as is proved; null so far. */
  bound: number | null;
  /** Objective of the best plan so far. */
  objective: number | null;
  gap: number | null;
}

export interface OptimiserRequest {
  /** The document without its rows, which stand in the instance. */
  problem: Omit<ProblemDocument, 'customers' | 'candidates'>;
  /** Moves to where the work is done: use the one in the answer afterwards. */
  instance: Instance;
  /** Relative gap to the proved bound at which to stop. */
  gap: number;
  timeLimitMs: number;
  signal: AbortSignal;
  onProgress?: (progress: OptimiserProgress) => void;
}

export interface OptimiserAnswer {
  instance: Instance;
  /** Chosen candidates of the instance, ascending; null without a plan. */
  chosen: Uint32Array | null;
  /** Without assignments. */
  solution: SolutionDocument;
  /** What the independent check found wrong; empty for a verified plan. */
  faults: Fault[];
}

/** Solves assignment problems away from the event loop. */
export interface Optimiser {
  /** Rejects with the signal's reason when it fires, with an Error naming the document's faults when it cannot be read. */
  solve(request: OptimiserRequest): Promise<OptimiserAnswer>;
}
