import type { EvaluationContext, StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';
import { compareVersions, type VersionDifference } from '@arbiter/engine/strategy-tests/compare-answer';
import { makeBreather } from './make-breather.js';
import type { StrategyUnderTest } from './prepare-strategy.js';

export interface RowDifference extends VersionDifference {
  row: number;
  input: Record<string, unknown>;
  left: StrategyResult;
  right: StrategyResult;
}

export interface ComparisonOnData {
  rows: number;
  /** Rows whose answers differ. */
  changed: number;
  /** Rows with the same answer on different ways. */
  otherWay: number;
  /** Changes of the decision or action: from, to, and how many rows. */
  moves: { from: string; to: string; rows: number }[];
  /** Where ways part, and how often. */
  partings: { path: string; left: string | null; right: string | null; rows: number }[];
  /** The first rows that differ. */
  examples: RowDifference[];
}

/** Rows that are told one by one unless more are asked for. */
const usualExamples = 100;

/** Evaluates both versions on every row and tells what changes: a swap set with the places at which the ways part. */
export async function compareOnData(left: StrategyUnderTest, right: StrategyUnderTest, rows: readonly Record<string, unknown>[], context: EvaluationContext, { mostExamples = usualExamples, signal }: { mostExamples?: number; signal?: AbortSignal } = {}): Promise<ComparisonOnData> {
  const result: ComparisonOnData = { rows: rows.length, changed: 0, otherWay: 0, moves: [], partings: [], examples: [] };
  const moves = new Map<string, ComparisonOnData['moves'][number]>();
  const partings = new Map<string, ComparisonOnData['partings'][number]>();
  const pause = makeBreather();
  for (const [row, input] of rows.entries()) {
    await pause();
    signal?.throwIfAborted();
    const [a, b] = [await left.compiled.evaluateTraced(input, context), await right.compiled.evaluateTraced(input, context)];
    const difference = compareVersions(a, b);
    if (difference.parted) count(partings, JSON.stringify(difference.parted), difference.parted);
    if (difference.differences.length === 0) {
      if (difference.parted) result.otherWay += 1;
      continue;
    }
    result.changed += 1;
    const move = { from: headline(a.result), to: headline(b.result) };
    if (move.from !== move.to) count(moves, JSON.stringify(move), move);
    if (result.examples.length < mostExamples) result.examples.push({ row, input, left: a.result, right: b.result, ...difference });
  }
  const often = <T extends { rows: number }>(counted: Map<string, T>): T[] => [...counted.values()].sort((x, y) => y.rows - x.rows).slice(0, 200);
  return { ...result, moves: often(moves), partings: often(partings) };
}

function count<T extends object>(counted: Map<string, T & { rows: number }>, key: string, value: T): void {
  const known = counted.get(key);
  if (known) known.rows += 1;
  else counted.set(key, { ...value, rows: 1 });
}

/** The decision in a word, for a table of moves. */
function headline(result: Awaited<ReturnType<StrategyUnderTest['compiled']['evaluateAsync']>>): string {
  if (!result.ok) return `failure: ${result.failure.code}`;
  const { decision, action } = result.answer.outcome;
  const told = action ?? decision;
  return told === null || told === undefined ? '—' : typeof told === 'string' ? told : JSON.stringify(told).slice(0, 200);
}
