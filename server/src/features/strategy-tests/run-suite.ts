import type { AnswerDifference, Coverage, CoverageCount, TestCase, TestCaseDraft } from '@arbiter/contracts';
import type { EvaluationContext, StrategyResult, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { compareAnswer } from '@arbiter/engine/strategy-tests/compare-answer';
import { coverageOf, goalsOf, reachedBy } from '@arbiter/engine/strategy-tests/coverage-goals';
import { makeBreather } from './make-breather.js';
import type { StrategyUnderTest } from './prepare-strategy.js';

export interface CaseOutcome {
  /** Of a case that is kept. */
  caseId?: string;
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
  reached: CoverageCount[];
}

/** The context in which a case is evaluated. */
export type ContextOfCase = (test: TestCaseDraft) => EvaluationContext | Promise<EvaluationContext>;

/** Runs cases one after another, each with its trace. `withTraces` keeps the traces. Ends with the signal's reason when it fires. */
export async function runSuite(strategy: StrategyUnderTest, cases: readonly (TestCaseDraft | TestCase)[], contextOf: ContextOfCase, withTraces: boolean, signal?: AbortSignal): Promise<SuiteOutcome> {
  const goals = goalsOf(strategy.document, strategy.dependencies);
  const reached = new Map<string, CoverageCount>();
  const outcomes: CaseOutcome[] = [];
  const pause = makeBreather();
  for (const test of cases) {
    await pause();
    signal?.throwIfAborted();
    const { name, input, expected, tolerance } = test;
    const context = await contextOf(test);
    const startedMs = performance.now();
    const { result, trace } = await strategy.compiled.evaluateTraced(input, context);
    const durationMs = performance.now() - startedMs;
    for (const [key, goal] of reachedBy(trace)) reached.set(key, { ...goal, cases: (reached.get(key)?.cases ?? 0) + 1 });
    const differences = compareAnswer(expected, result, trace, tolerance);
    outcomes.push({ ...('id' in test ? { caseId: test.id } : {}), name, passed: differences.length === 0, differences, result, durationMs, ...(withTraces ? { trace } : {}) });
  }
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return { passed, failed: outcomes.length - passed, cases: outcomes, coverage: coverageOf(goals, new Set(reached.keys())), reached: [...reached.values()] };
}
