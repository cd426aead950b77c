import type { AnswerDifference, Coverage, CoverageCount, CoverageGoal, TestCase, TestCaseDraft } from '@arbiter/contracts';
import type { EvaluationFailure, StrategyAnswer, StrategyResult, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { request } from '$lib/api/client.js';

const at = encodeURIComponent;

/** A registered version, or the draft. */
export type Which = number | 'draft';

export interface RunAnswer { answer: StrategyAnswer | null; failure: EvaluationFailure | null; trace: TraceStep[]; durationMs: number }
export interface CaseRun { caseId?: string; name: string; passed: boolean; differences: AnswerDifference[]; result: StrategyResult; durationMs: number; trace?: TraceStep[] }
export interface SuiteRun { passed: number; failed: number; cases: CaseRun[]; coverage: Coverage; reached: CoverageCount[] }
export interface FileCases { cases: TestCaseDraft[]; refused: { line: number; message: string }[] }
export interface SoughtPaths { inputs: { input: Record<string, unknown>; reaches: CoverageGoal[] }[]; missed: (CoverageGoal & { proved: boolean; reason: string })[]; tries: number; coverage: Coverage }
export interface Parting { path: string; left: string | null; right: string | null }
export interface RowDifference { row: number; input: Record<string, unknown>; left: StrategyResult; right: StrategyResult; differences: AnswerDifference[]; parted: Parting | null }
export interface Comparison { rows: number; changed: number; otherWay: number; moves: { from: string; to: string; rows: number }[]; partings: (Parting & { rows: number })[]; examples: RowDifference[] }
export interface TestPolicy { blocksRegistration: boolean; leastCoverage: number }

const path = (id: string, rest: string): string => `/v1/items/${at(id)}/${rest}`;
const signalled = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** Runs, cases and comparisons of a strategy. */
export const benchApi = {
  run: (id: string, body: { input: unknown; version?: number; at?: string; timeZone?: string }, signal?: AbortSignal) => request<RunAnswer>('POST', path(id, 'run'), { body, ...signalled(signal) }),
  cases: (id: string) => request<TestCase[]>('GET', path(id, 'tests')),
  addCases: (id: string, cases: readonly TestCaseDraft[]) => request<TestCase[]>('POST', path(id, 'tests'), { body: cases }),
  changeCase: (id: string, caseId: string, draft: TestCaseDraft) => request<TestCase>('PUT', path(id, `tests/${at(caseId)}`), { body: draft }),
  deleteCase: (id: string, caseId: string) => request<void>('DELETE', path(id, `tests/${at(caseId)}`)),
  orderCases: (id: string, caseIds: readonly string[]) => request<TestCase[]>('PUT', path(id, 'tests/order'), { body: { caseIds } }),
  runCases: (id: string, version: Which, caseIds: readonly string[], signal?: AbortSignal) => request<SuiteRun>('POST', path(id, 'tests/run'), { body: { version, caseIds }, ...signalled(signal) }),
  evaluate: (id: string, version: Which, cases: readonly TestCaseDraft[], signal?: AbortSignal) => request<SuiteRun>('POST', path(id, 'tests/evaluate'), { body: { version, cases }, ...signalled(signal) }),
  readFile: (id: string, version: Which, format: 'csv' | 'ndjson', text: string) => request<FileCases>('POST', path(id, 'tests/file/read'), { body: { format, text, version } }),
  seek: (id: string, version: Which, wish: { seed: number; tries?: number; timeLimitMs?: number }, signal?: AbortSignal) => request<SoughtPaths>('POST', path(id, 'tests/seek'), { body: { version, ...wish }, ...signalled(signal) }),
  policy: (id: string) => request<TestPolicy>('GET', path(id, 'test-policy')),
  changePolicy: (id: string, policy: TestPolicy) => request<TestPolicy>('PUT', path(id, 'test-policy'), { body: policy }),
  compare: (id: string, body: { left: Which; right: Which; rows: readonly Record<string, unknown>[]; now: string; timeZone: string; examples: number }, signal?: AbortSignal) => request<Comparison>('POST', path(id, 'compare'), { body, ...signalled(signal) }),
};
