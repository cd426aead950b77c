import type { AnswerDifference, ExpectedAnswer } from '@arbiter/contracts';
import type { StrategyResult, TraceStep } from '../strategy/compiled-strategy.js';

export const defaultTolerance = 1e-9;

/** Where an answer is not what a case expects; empty where the case passes. */
export function compareAnswer(expected: ExpectedAnswer, result: StrategyResult, trace: readonly TraceStep[], tolerance = defaultTolerance): AnswerDifference[] {
  const differences: AnswerDifference[] = [];
  if (expected.failure !== undefined) {
    const actual = result.ok ? null : result.failure.code;
    if (actual !== expected.failure) differences.push({ path: '/failure', expected: expected.failure, actual });
    return differences;
  }
  if (!result.ok) return [{ path: '/failure', expected: null, actual: { code: result.failure.code, message: result.failure.message, nodeId: result.failure.nodeId } }];
  const { outputs, outcome } = result.answer;
  for (const [name, value] of Object.entries(expected.outputs ?? {})) compareValues(value, Object.hasOwn(outputs, name) ? outputs[name] : undefined, `/outputs/${escaped(name)}`, tolerance, differences);
  for (const part of ['decision', 'action', 'channel', 'terms', 'reasonCodes'] as const) if (expected[part] !== undefined) compareValues(expected[part], outcome[part], `/${part}`, tolerance, differences);
  const visited = new Set(trace.map(({ path }) => path.replace(/\[\d+\]/g, '')));
  for (const path of expected.visits ?? []) if (!visited.has(path)) differences.push({ path: '/visits', expected: path, actual: null });
  return differences;
}

const escaped = (name: string): string => name.replace(/~/g, '~0').replace(/\//g, '~1');

/** Compares JSON values; numbers within the tolerance, everything else exactly. Adds what differs, down to the smallest part. */
export function compareValues(expected: unknown, actual: unknown, path: string, tolerance: number, differences: AnswerDifference[]): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (!(Math.abs(expected - actual) <= tolerance) && !Object.is(expected, actual)) differences.push({ path, expected, actual });
    return;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let index = 0; index < Math.max(expected.length, actual.length); index += 1) compareValues(expected[index], actual[index], `${path}/${index}`, tolerance, differences);
    return;
  }
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      compareValues(Object.hasOwn(expected, key) ? expected[key] : undefined, Object.hasOwn(actual, key) ? actual[key] : undefined, `${path}/${escaped(key)}`, tolerance, differences);
    }
    return;
  }
  if (expected !== actual) differences.push({ path, expected: expected ?? null, actual: actual ?? null });
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Two versions on the same input: what differs, and where their ways part. */
export interface VersionDifference {
  differences: AnswerDifference[];
  /** The last place that both visited before they went different ways; null where the ways are the same. */
  parted: { path: string; left: string | null; right: string | null } | null;
}

export interface TracedResult {
  result: StrategyResult;
  trace: readonly TraceStep[];
}

/** `expected` is what the left version answers, `actual` what the right one does. */
export function compareVersions(left: TracedResult, right: TracedResult, tolerance = defaultTolerance): VersionDifference {
  const differences: AnswerDifference[] = [];
  compareValues(shown(left.result), shown(right.result), '', tolerance, differences);
  return { differences, parted: whereTheyPart(left.trace, right.trace) };
}

function shown(result: StrategyResult): unknown {
  return result.ok ? { outputs: result.answer.outputs, ...result.answer.outcome } : { failure: { code: result.failure.code, nodeId: result.failure.nodeId } };
}

function whereTheyPart(left: readonly TraceStep[], right: readonly TraceStep[]): VersionDifference['parted'] {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [a, b] = [left[at], right[at]];
    if (a?.path === b?.path && a?.port === b?.port) continue;
    if (a && b && a.path === b.path) return { path: a.path, left: a.port, right: b.port };
    const before = left[at - 1];
    return { path: before?.path ?? '', left: a?.path ?? null, right: b?.path ?? null };
  }
  return null;
}
