import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { Fault } from '@arbiter/contracts/problems';
import type { ProblemDocument } from '@arbiter/contracts/problem-document';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { CurvePoint, CurveWish, Instance } from '@arbiter/solver';
import type { SqlFragment } from '../features/audience/api.js';
import type { BuiltProblem } from '../features/runs/build-problem.js';

export interface OptimiserProgress {
  phase: string;
  /** No plan can be better, as far as is proved; null so far. */
  bound: number | null;
  /** Objective of the best plan so far. */
  objective: number | null;
  gap: number | null;
}

/** The document without its rows. */
export type ProblemHead = Omit<ProblemDocument, 'customers' | 'candidates'>;

/** Rows of a campaign that stand in the analytical store: the optimiser's thread reads them itself. */
export interface StoredRows {
  audience: SqlFragment;
  control: SqlFragment;
  draft: CampaignDraft;
  actions: readonly Action[];
  problem: BuiltProblem;
}

/** How far to go, once it is known how much there is. */
export interface SearchLimits {
  /** Relative gap to the proved bound at which to stop. */
  gap: number;
  timeLimitMs: number;
}

export interface RowCounts {
  customers: number;
  candidates: number;
}

export interface OptimiserRequest {
  problem: ProblemHead;
  /** An instance moves to where the work is done: use the one in the answer afterwards. */
  rows: Instance | StoredRows;
  /** Asked once the rows are read; what it throws ends the work, and the request with it. */
  limits: (read: RowCounts & { readMs: number }) => SearchLimits;
  /** Ends the work at once, in the middle of whatever it does; nothing is left of it. */
  signal: AbortSignal;
  /** Ends the search with the best plan so far, with the status `cancelled`; does nothing while rows are read. */
  stopSignal?: AbortSignal;
  onReading?: (customers: number) => void;
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

/** The best objective as a function of one limit's bound; see `limitCurve`. The limits on the search hold for each point. */
export interface CurveRequest extends Omit<OptimiserRequest, 'stopSignal' | 'onProgress'> {
  limitId: string;
  wish: CurveWish;
  /** Called after each point with how many there are. */
  onPoint?: (solved: number) => void;
}

/** Solves assignment problems away from the event loop. */
export interface Optimiser {
  /** About how many bytes it takes to read and solve so many rows, and how many are free. */
  memoryFor(problem: ProblemHead, rows: RowCounts): { wanted: number; free: number };
  /** Rejects with the signal's reason when it fires, with an Error naming the document's faults when it cannot be read. */
  solve(request: OptimiserRequest): Promise<OptimiserAnswer>;
  /** Rejects as `solve` does. Points by ascending bound. */
  curve(request: CurveRequest): Promise<CurvePoint[]>;
}
