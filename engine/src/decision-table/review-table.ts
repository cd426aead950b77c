import type { DecisionTableDocument, Fault } from '@arbiter/contracts';
import { analyseDecisionTable, type AnalysisOptions, type TableAnalysis } from './analyse-decision-table.js';
import { checkDecisionTable, type TableScope } from './check-decision-table.js';

/** What an editor tells of a table while it is written: its faults, and what its cells leave out or say twice. Rules are counted from 0. */
export interface TableReview {
  faults: Fault[];
  /** Undefined where the columns themselves have faults, so that nothing can be told. */
  analysis: TableAnalysis | undefined;
  /** Rules that have faults: the analysis is that of the others. */
  leftOut: number[];
  /** Names that the table reads. */
  names: string[];
}

/** Checks a table and analyses what of it is in order; a rule that is half written does not hide what the others say. */
export function reviewTable(document: DecisionTableDocument, scope: TableScope, options: AnalysisOptions = {}): TableReview {
  const whole = checkDecisionTable(document, scope);
  if (whole.ok) return { faults: [], analysis: analyseDecisionTable(whole.value, options), leftOut: [], names: [...whole.value.names] };
  const faults = whole.error;
  const bad = new Set<number>();
  for (const { path } of faults) {
    const found = /^\/rules\/(\d+)/.exec(path);
    if (!found) return { faults, analysis: undefined, leftOut: [], names: [] };
    bad.add(Number(found[1]));
  }
  const kept = document.rules.map((_, row) => row).filter((row) => !bad.has(row));
  const rest = checkDecisionTable({ ...document, rules: kept.map((row) => document.rules[row]!) }, scope);
  const leftOut = [...bad].sort((a, b) => a - b);
  // The list of faults is cut where there are very many, so that the rest may have faults of its own.
  if (!rest.ok) return { faults, analysis: undefined, leftOut, names: [] };
  return { faults, analysis: asInTable(analyseDecisionTable(rest.value, options), kept), leftOut, names: [...rest.value.names] };
}

function asInTable(analysis: TableAnalysis, rows: readonly number[]): TableAnalysis {
  const at = (row: number): number => rows[row]!;
  return {
    ...analysis,
    overlaps: analysis.overlaps.map((overlap) => ({ ...overlap, rules: [at(overlap.rules[0]), at(overlap.rules[1])] })),
    unreachable: analysis.unreachable.map(({ rule, reason }) => ({ rule: at(rule), reason })),
    duplicates: analysis.duplicates.map(([a, b]) => [at(a), at(b)]),
    unknownCells: analysis.unknownCells.map(({ rule, input }) => ({ rule: at(rule), input })),
  };
}
