import type { Coverage } from '@arbiter/contracts';
import type { EvaluationContext } from '@arbiter/engine/strategy/compiled-strategy';
import { type CoverageGoal, coverageOf, goalKey, goalsOf } from '@arbiter/engine/strategy-tests/coverage-goals';
import { interestingValues } from '@arbiter/engine/strategy-tests/interesting-values';
import { proveUnreachable } from '@arbiter/engine/strategy-tests/prove-unreachable';
import { seekPaths, type SeekResult } from '@arbiter/engine/strategy-tests/seek-paths';
import { makeBreather } from './make-breather.js';
import type { StrategyUnderTest } from './prepare-strategy.js';

export interface SeekWish {
  seed: number;
  tries: number;
  timeLimitMs: number;
  context: EvaluationContext;
  /** Ends the search with what it has. */
  signal?: AbortSignal;
}

export interface SoughtPaths extends Pick<SeekResult, 'inputs' | 'tries'> {
  missed: (CoverageGoal & { proved: boolean; reason: string })[];
  coverage: Coverage;
}

/** Inputs that reach what a strategy has, and for the rest a proof that nothing reaches it, or the admission that nothing was found. */
export async function seekForStrategy(strategy: StrategyUnderTest, { seed, tries, timeLimitMs, context, signal }: SeekWish): Promise<SoughtPaths> {
  const { inputs } = strategy.document.dataModel;
  const goals = goalsOf(strategy.document, strategy.dependencies);
  const pause = makeBreather();
  const endsAtMs = performance.now() + timeLimitMs;
  const found = await seekPaths({
    inputs,
    goals,
    values: interestingValues([strategy.document, ...strategy.pinned]),
    seed,
    tries,
    evaluate: async (input) => {
      await pause();
      return (await strategy.compiled.evaluateTraced(input, context)).trace;
    },
    shouldStop: () => signal?.aborted === true || performance.now() > endsAtMs,
  });
  const proofs = await proveUnreachable(strategy.document, found.missed, strategy.dependencies, pause);
  const missed = found.missed.map((goal) => {
    const reason = proofs.get(goalKey(goal));
    return { ...goal, proved: reason !== undefined, reason: reason ?? `not reached in ${found.tries} tries; no proof that it cannot be` };
  });
  const missedKeys = new Set(missed.map(goalKey));
  return { inputs: found.inputs, tries: found.tries, missed, coverage: coverageOf(goals, new Set(goals.map(goalKey).filter((key) => !missedKeys.has(key)))) };
}
