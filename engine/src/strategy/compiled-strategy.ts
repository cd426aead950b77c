import type { EvaluationLimits, ItemReference, StrategyDocument } from '@arbiter/contracts';
import type { StrategyServices } from './strategy-services.js';

/** What one evaluation is given besides its input. */
export interface EvaluationContext {
  /** The instant that `now()` and `today()` see, epoch milliseconds. */
  nowMs: number;
  /** IANA name of the zone in which `today()` and local times are meant. */
  timeZone: string;
  /** A clock for durations and the time budget, milliseconds; never seen by expressions. */
  clock: () => number;
  services?: StrategyServices;
  /** Narrower caps than the document's own. */
  limits?: EvaluationLimits;
  signal?: AbortSignal;
  /** Waits between repeats of a node that waits; without it repeats follow at once. */
  sleep?: (ms: number) => Promise<void>;
  /** What is done with keys of the input that the data model does not name; `refuse` unless told. */
  unknownInputs?: 'refuse' | 'ignore';
  /** Is given the ways that are taken through the strategy's own graph, loops and sub-processes as one node; `pathOf` makes their text. */
  way?: number[];
}

/** The answer of an evaluation: outputs by name as JSON values, the outcome that output nodes compose, and reason codes in order. */
export interface StrategyAnswer {
  outputs: Record<string, unknown>;
  outcome: StrategyOutcome;
}

export interface StrategyOutcome {
  decision: unknown;
  action: string | null;
  channel: string | null;
  terms: Record<string, unknown>;
  reasonCodes: string[];
}

/** An evaluation that ended without an answer: which node, why, and what to try. Input faults have node null and stand in `faults`. */
export interface EvaluationFailure {
  code: string;
  message: string;
  nodeId: string | null;
  faults?: { path: string; code: string; message: string }[];
  details?: Readonly<Record<string, unknown>>;
}

export type StrategyResult = { ok: true; answer: StrategyAnswer } | { ok: false; failure: EvaluationFailure };

/** One visit of a node. In loops and sub-processes the path names the way there, such as `each-contract[2]/terms`. */
export interface TraceStep {
  path: string;
  nodeId: string;
  /** The way out that was taken; null where the evaluation ended here. */
  port: string | null;
  startMs: number;
  durationMs: number;
  /** Names that the node wrote, with their new values as JSON. */
  written: Record<string, unknown>;
  /** What the node tells of itself: rules that hit, scores, rows. */
  note?: unknown;
  error?: { code: string; message: string };
}

/** The part of the code that a node was printed to, with the comment above it: `from` and `to` count UTF-16 units of `code`. */
export interface CodePlace {
  /** Path of the node within its strategy, as loops nest: `each-contract/terms`. */
  path: string;
  /** The sub-process that the node belongs to; null for the strategy's own nodes. */
  strategy: ItemReference | null;
  from: number;
  to: number;
}

export interface CompiledStrategy {
  readonly document: StrategyDocument;
  /** True where an evaluation may wait for something outside. */
  readonly waits: boolean;
  /** The readable module that runs: JavaScript over the runtime `R`. */
  readonly code: string;
  /** Where each node stands in `code`; a sub-process that is run often stands there once. */
  readonly places: readonly CodePlace[];
  readonly references: readonly ItemReference[];
  /** JSON Schema (2020-12) of the input and of the outputs. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>>;
  /** Evaluates at once; only where `waits` is false. */
  evaluate(input: unknown, context: EvaluationContext): StrategyResult;
  evaluateAsync(input: unknown, context: EvaluationContext): Promise<StrategyResult>;
  /**
   * The way of an evaluation as one short text: `node:port` for each node of the strategy's own graph in order, parted by spaces. A node at
   * which it ended well has no port, one at which it failed has the port `!`. The same way always is the same text.
   */
  pathOf(way: readonly number[], failure?: EvaluationFailure): string;
  evaluateTraced(input: unknown, context: EvaluationContext): Promise<{ result: StrategyResult; trace: TraceStep[] }>;
}
