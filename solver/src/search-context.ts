import type { SolveMemory } from './assign/solve-memory.js';
import type { Glpk } from './exact/glpk.js';
import type { HelperThreads } from './tiles/scan-port.js';

/** What a search may use of the outside, and when it must end. */
export interface SearchContext {
  glpk: Glpk;
  /** Milliseconds from any origin. */
  now: () => number;
  deadline: number;
  /** True once the caller wants to stop. */
  cancelled: () => boolean;
  /** Relative gap at which to stop. */
  gap: number;
  /** auto: prices, and branch and bound where it pays; exact: branch and bound over everything; prices: no branch and bound over everything. */
  method: 'auto' | 'exact' | 'prices';
  /** Whether to use all the time where the gap stays open, though little more is found. */
  patient: boolean;
  /** Draws the neighbourhoods that are searched at the end. */
  seed: number;
  /** Threads that help to scan. */
  threads?: HelperThreads | null;
  /** What solves before left. */
  memory?: SolveMemory | null;
  /** Whether to say how far the bounds may move before the prices change; undefined: where it costs little. */
  priceRanges?: boolean | undefined;
  report: (phase: Phase, bound: number, gain: number | null) => void;
}
export type Phase = 'prices' | 'rounding' | 'branching' | 'diagnosis';

export function shouldEnd(context: SearchContext): boolean {
  return context.cancelled() || context.now() >= context.deadline;
}

export function timeLeft(context: SearchContext): number {
  return Math.max(0, context.deadline - context.now());
}
