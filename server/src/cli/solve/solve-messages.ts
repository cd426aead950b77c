import type { Fault } from '@arbiter/contracts/problems';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { Progress, SolveOptions } from '@arbiter/solver';
import type { CurveDocument, CurveTask } from './draw-curve.js';

/** What the thread of `arbiter solve` is given: names of files and how to search, never rows. */
export interface SolveTask {
  /** The problem document. */
  file: string;
  /** Files that take the place of those in the document. */
  candidates: string | null;
  customers: string | null;
  history: string | null;
  fixed: string | null;
  previous: string | null;
  /** Least share of the previous plan that stands in the new one; null for what the document says. */
  keep: number | null;
  /** Where the plan and the solution go. */
  assignments: string | null;
  out: string | null;
  gap: number;
  timeLimitMs: number;
  /** Whether to say which limits nearly collide. */
  diagnose: boolean;
  seed: number;
  /** Whether to say between which bounds the limits' prices hold. */
  priceRanges?: boolean;
  /** Present where not a plan is wanted but the curve of a limit. */
  curve?: CurveTask | null;
  /** Another plan, to compare with. */
  compare?: string | null;
  /** A solution whose prices to begin with. */
  warm?: string | null;
  method: NonNullable<SolveOptions['method']>;
  threads: number;
  /** Most memory to take; null for what is free. */
  memoryBytes: number | null;
  /** One word: not zero asks the search to end with the best plan so far. */
  stop: SharedArrayBuffer;
}

/** What the thread says. */
export type SolveMessage =
  | { kind: 'said'; line: string }
  | { kind: 'reading'; rows: number; of: number | null }
  | ({ kind: 'progress' } & Progress)
  /** The search is over; what follows is the check of its plan and the writing. */
  | { kind: 'searched'; hasPlan: boolean }
  /** The document, its rows or the options are at fault. */
  | { kind: 'refused'; errors: Fault[] }
  /** The same, in one sentence. */
  | { kind: 'unusable'; message: string }
  | { kind: 'no-memory'; message: string }
  | { kind: 'curve'; curve: CurveDocument }
  /** Stopped while reading. */
  | { kind: 'stopped' }
  /** `unconfirmed`: what the independent check found wrong; the plan is then not written. */
  | { kind: 'answer'; short: SolutionDocument; hasPlan: boolean; unconfirmed: string[] | null };
