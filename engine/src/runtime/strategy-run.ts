import type { EvaluationLimits } from '@arbiter/contracts';
import { FeelFailure, makeFeelContext } from '../feel/runtime/feel-context.js';
import { StrategyFailure, type StrategyServices } from '../strategy/strategy-services.js';
import type { EvaluationContext, EvaluationFailure } from '../strategy/compiled-strategy.js';
import { StrategyTrace } from './strategy-trace.js';

/** Caps of an evaluation whose document and caller name none. */
export const defaultLimits = { steps: 1_000_000, timeMs: 30_000 } as const;

/** An evaluation came to an end that no error policy can catch: a cap, the time, the caller's signal. */
export class StrategyStop extends StrategyFailure {}

/** An error with the node where it arose. */
export class NodeError extends Error {
  constructor(override readonly cause: unknown, readonly nodeId: string, readonly path: string) {
    super('A node of the strategy failed');
  }
}

/** One evaluation: what is left of its caps, and what it was given. */
export class StrategyRun {
  private ticks = 0;
  readonly x: ReturnType<typeof makeFeelContext>;
  readonly services: StrategyServices | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clock: () => number;
  readonly sleep: ((ms: number) => Promise<void>) | undefined;
  readonly ignoreUnknown: boolean;
  readonly nowMs: number;
  readonly way: number[] | undefined;
  private readonly timeMs: number;
  private readonly deadlineMs: number;

  constructor(context: EvaluationContext, limits: EvaluationLimits | undefined, readonly trace: StrategyTrace | undefined) {
    const steps = Math.min(limits?.steps ?? defaultLimits.steps, context.limits?.steps ?? Infinity);
    this.timeMs = Math.min(limits?.timeMs ?? defaultLimits.timeMs, context.limits?.timeMs ?? Infinity);
    this.clock = context.clock;
    this.deadlineMs = this.clock() + this.timeMs;
    this.nowMs = context.nowMs;
    this.way = context.way;
    this.x = makeFeelContext({ nowMs: context.nowMs, timeZone: context.timeZone, steps });
    this.services = context.services;
    this.signal = context.signal;
    this.sleep = context.sleep;
    this.ignoreUnknown = context.unknownInputs === 'ignore';
  }

  /** Counts a step against the cap, which expressions share, and looks at the time at every hundredth. */
  step(): void {
    this.x.tick();
    this.ticks -= 1;
    if (this.ticks >= 0) return;
    this.ticks = 100;
    this.lookAtTime();
  }

  lookAtTime(): void {
    if (this.signal?.aborted) throw new StrategyStop('aborted', 'The caller gave the evaluation up');
    if (this.clock() > this.deadlineMs) throw new StrategyStop('time-budget', `The evaluation took longer than ${this.timeMs} ms: raise the budget, or make its slow nodes faster`);
  }

  /** Milliseconds that are left, at least 1. */
  get leftMs(): number {
    return Math.max(1, Math.ceil(this.deadlineMs - this.clock()));
  }
}

/** What an error says: failures of nodes as they are, anything else as an internal one. */
export function causeOf(error: unknown): { code: string; message: string; details?: Readonly<Record<string, unknown>> } {
  if (error instanceof NodeError) return causeOf(error.cause);
  if (error instanceof StrategyFailure) return error;
  if (error instanceof RangeError && /call stack/i.test(error.message)) return { code: 'recursion-too-deep', message: 'Functions call each other too deep: make the recursion shallower' };
  if (error instanceof Error && typeof (error as { code?: unknown }).code === 'string') return { code: (error as unknown as { code: string }).code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** Whether no policy may catch the error. */
export const isStop = (error: unknown): boolean => error instanceof StrategyStop || (error instanceof FeelFailure && error.code === 'step-limit') || (error instanceof NodeError && isStop(error.cause));

export function failureOf(error: unknown): EvaluationFailure {
  const { code, message, details } = causeOf(error);
  const faults = details?.faults as EvaluationFailure['faults'];
  const failure: EvaluationFailure = { code, message, nodeId: error instanceof NodeError ? error.nodeId : null };
  if (faults) failure.faults = faults;
  const rest = { ...details, ...(error instanceof NodeError && error.path !== error.nodeId ? { path: error.path } : {}) };
  delete (rest as { faults?: unknown }).faults;
  if (Object.keys(rest).length > 0) failure.details = rest;
  return failure;
}
