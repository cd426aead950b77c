import type { SolutionConflict, SolutionDocument, SolutionLimit, SolutionStatus } from '@arbiter/contracts/solution-document';
import type { SolveMemory } from './assign/solve-memory.js';
import type { PeopleSummary } from './people-summary.js';
import type { Fault } from './problem/problem.js';
import type { HelperThreads } from './tiles/scan-port.js';
import type { LimitPrice } from './what-if/limit-prices.js';

/** What `solve` found, in units of the problem. */
export interface SolveResult {
  status: SolutionStatus;
  /** Chosen candidates, indexes into the instance, ascending. Empty without a plan; see `hasPlan`. */
  assignment: Uint32Array;
  hasPlan: boolean;
  objective: number | null;
  /** No plan is better: an upper bound where the objective is maximised, a lower one where it is minimised. */
  bound: number | null;
  gap: number | null;
  /** Who carries each assignment out, indexes into the problem's agents, −1 for nobody; null where the problem has no agents. */
  agents: Int32Array | null;
  /** Households, agents, history, what is fixed and the plan before. */
  people: PeopleSummary;
  /** The second goal, where there is one. */
  then?: NonNullable<SolutionDocument['then']>;
  /** Customers with at least one action. */
  assigned: number;
  customers: number;
  limits: SolutionLimit[];
  /** Candidates that each eligibility rule forbids. */
  eligibility: { id: string; removed: number }[];
  byAction: ({ action: string; count: number; value: number } & Record<string, string | number>)[];
  /** What going through the candidates by falling value gives. Worked out when first read, which keeps it out of the time of `solve`. */
  readonly greedy: { objective: number; feasible: boolean } | null;
  conflict: SolutionConflict | null;
  /** Limits that nearly collide; where `diagnose` asked for them and a plan was found. */
  nearConflicts?: NonNullable<SolutionDocument['nearConflicts']>;
  method: string;
  /** Price of each row in the solver's own units: a warm start for a neighbouring problem with the same limits. */
  warmStart: Float64Array;
  /** The same by the names of the limits: a warm start for any neighbouring problem. */
  prices: LimitPrice[];
}

export type SolveOutcome = { ok: true; result: SolveResult } | { ok: false; errors: Fault[] };

export interface Progress {
  phase: 'reading' | 'prices' | 'rounding' | 'branching' | 'diagnosis';
  /** In the objective's own sense and units; null where there is none yet. */
  bound: number | null;
  objective: number | null;
  gap: number | null;
  elapsedMs: number;
}

export interface SolveOptions {
  /** A clock in milliseconds, from any origin. */
  now: () => number;
  /** Relative gap at which to stop; 1e-4 when left out. */
  gap?: number;
  /** 60,000 when left out. */
  timeLimitMs?: number;
  /** Draws the neighbourhoods searched at the end; 1 when left out. The same seed gives the same plan unless time runs out. */
  seed?: number;
  method?: 'auto' | 'exact' | 'prices';
  /** Whether to search until time is up where the gap asked is not reached, though little more is found; false when left out. Ratios and `orZero` limits do not heed it. */
  patient?: boolean;
  /** Whether to compare with the value-first assignment; true when left out. */
  greedy?: boolean;
  /** Multipliers to begin with: by the names of their limits, from any neighbouring problem, or row by row of the same one. */
  warmStart?: Float64Array | readonly LimitPrice[];
  /** What solves before over the same instance left, to be used and added to. */
  memory?: SolveMemory;
  /** Whether to say which limits of a feasible problem nearly collide; false when left out. */
  diagnose?: boolean;
  /** Whether to say between which bounds the limits' prices hold, by searches over all customers; left out: where that costs little. */
  priceRanges?: boolean;
  /** Threads that help to scan; the plan is the same with any number of them. */
  threads?: HelperThreads;
  onProgress?: (progress: Progress) => void;
  /** Asked often; true ends the search with the best plan so far and the status `cancelled`. */
  shouldStop?: () => boolean;
}

/** |bound − objective| / |bound|, 0 where both are equal. */
export function relativeGap(bound: number, objective: number): number {
  const open = Math.abs(bound - objective);
  return open === 0 ? 0 : open / Math.max(Math.abs(bound), 1e-300);
}
