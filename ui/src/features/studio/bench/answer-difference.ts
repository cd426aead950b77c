import type { AnswerDifference, ExpectedAnswer } from '@arbiter/contracts';
import type { StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';

/** A line of expected against actual: a value down to which both were looked at. */
export interface DifferenceLine {
  /** JSON pointer into the answer. */
  path: string;
  expected: unknown;
  actual: unknown;
  same: boolean;
}

/** Every value that is expected beside what came, those that differ first in their own order. Values that were not expected but came are told where they differ. */
export function differenceLines(expected: ExpectedAnswer, result: StrategyResult, differences: readonly AnswerDifference[]): DifferenceLine[] {
  const differing = new Map(differences.map((one) => [one.path, one]));
  const lines: DifferenceLine[] = differences.map((one) => ({ ...one, same: false }));
  const actual = answerOf(result);
  for (const { path, value } of leavesOf(expected)) {
    if (differing.has(path) || [...differing.keys()].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`) || path === '/visits')) continue;
    lines.push({ path, expected: value, actual: valueAt(actual, path), same: true });
  }
  return lines;
}

const answerOf = (result: StrategyResult): unknown => (result.ok ? { outputs: result.answer.outputs, ...result.answer.outcome } : { failure: result.failure.code });

function leavesOf(value: unknown, path = ''): { path: string; value: unknown }[] {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) return path === '' ? [] : [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const key of pointer.split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/** What came, as what is expected from now on: a failure by its code, an outcome without the parts that are empty. */
export function expectedFrom(result: StrategyResult): ExpectedAnswer {
  if (!result.ok) return { failure: result.failure.code };
  const { outputs, outcome } = result.answer;
  return {
    ...(Object.keys(outputs).length > 0 ? { outputs } : {}),
    ...(outcome.decision === null ? {} : { decision: outcome.decision }),
    ...(outcome.action === null ? {} : { action: outcome.action }),
    ...(outcome.channel === null ? {} : { channel: outcome.channel }),
    ...(Object.keys(outcome.terms).length > 0 ? { terms: outcome.terms } : {}),
    ...(outcome.reasonCodes.length > 0 ? { reasonCodes: outcome.reasonCodes } : {}),
  };
}

/** The same expectations with the values that came: only what was looked at is taken over. */
export function acceptActual(expected: ExpectedAnswer, result: StrategyResult): ExpectedAnswer {
  if (!result.ok) return { failure: result.failure.code };
  const now = result.answer;
  const { failure: _, ...before } = expected;
  const parts = ['decision', 'action', 'channel', 'terms', 'reasonCodes'] as const;
  const taken = Object.fromEntries(parts.filter((part) => before[part] !== undefined).map((part) => [part, now.outcome[part]]));
  const outputs = before.outputs && Object.fromEntries(Object.keys(before.outputs).map((name) => [name, now.outputs[name] ?? null]));
  const accepted = { ...before, ...taken, ...(outputs ? { outputs } : {}) } as ExpectedAnswer;
  return Object.keys(accepted).length === 0 ? expectedFrom(result) : accepted;
}

/** The decision in a word, as tables of decisions count it. */
export function headlineOf(result: StrategyResult): string {
  if (!result.ok) return `✕ ${result.failure.code}`;
  const told = result.answer.outcome.action ?? result.answer.outcome.decision;
  if (told !== null && told !== undefined) return typeof told === 'string' ? told : JSON.stringify(told).slice(0, 80);
  return '—';
}

/** How often each decision came, the most frequent first. */
export function decisionMix(results: Iterable<StrategyResult>): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const result of results) counts.set(headlineOf(result), (counts.get(headlineOf(result)) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}
