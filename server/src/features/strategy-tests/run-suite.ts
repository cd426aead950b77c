import type { AnswerDifference, Coverage, TestCaseDraft } from '@arbiter/contracts';
import type { EvaluationContext, StrategyResult, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { compareAnswer } from '@arbiter/engine/strategy-tests/compare-answer';
import { coverageOf, goalsOf, goalsReached } from '@arbiter/engine/strategy-tests/coverage-goals';
import { makeBreather } from './make-breather.js';
import type { StrategyUnderTest } from './prepare-strategy.js';

export interface CaseOutcome {
  name: string;
  passed: boolean;
  differences: AnswerDifference[];
  result: StrategyResult;
  durationMs: number;
  trace?: TraceStep[];
}

export interface SuiteOutcome {
  passed: number;
  failed: number;
  cases: CaseOutcome[];
  coverage: Coverage;
}

/** Runs cases one after another, each with its trace. `withTraces` keeps the traces. */
export async function runSuite(strategy: StrategyUnderTest, cases: readonly TestCaseDraft[], contextAt: (now?: string) => EvaluationContext, withTraces: boolean): Promise<SuiteOutcome> {
  const goals = goalsOf(strategy.document, strategy.dependencies);
  const reached = new Set<string>();
  const outcomes: CaseOutcome[] = [];
  const pause = makeBreather();
  for (const { name, input, expected, tolerance, now } of cases) {
    await pause();
    const context = contextAt(now);
    const startedMs = performance.now();
    const { result, trace } = await strategy.compiled.evaluateTraced(input, context);
    const durationMs = performance.now() - startedMs;
    for (const key of goalsReached(trace)) reached.add(key);
    const differences = compareAnswer(expected, result, trace, tolerance);
    outcomes.push({ name, passed: differences.length === 0, differences, result, durationMs, ...(withTraces ? { trace } : {}) });
  }
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return { passed, failed: outcomes.length - passed, cases: outcomes, coverage: coverageOf(goals, reached) };
}
