import type { Fault, Result } from '@arbiter/contracts';
import { feelRuntime, makeFeelContext, type FeelContext } from '../feel/index.js';
import type { TableScope } from '../decision-table/check-decision-table.js';
import { tableRuntime } from '../decision-table/table-runtime.js';
import { functionFromCode } from '../rule-set/function-from-code.js';
import { checkScorecard, type CheckedScorecard } from './check-scorecard.js';
import { printScorecard } from './print-scorecard.js';
import { scorecardRuntime, type ScorecardOutcome } from './scorecard-runtime.js';

export interface CompiledScorecard {
  readonly card: CheckedScorecard;
  readonly code: string;
  /** Evaluates over values of FEEL by name; names that are not given are null. */
  run(facts: Readonly<Record<string, unknown>>, x?: FeelContext): ScorecardOutcome;
}

export function compileScorecard(document: unknown, scope: TableScope): Result<CompiledScorecard, Fault[]> {
  const checked = checkScorecard(document, scope);
  if (!checked.ok) return checked;
  const card = checked.value;
  const code = printScorecard(card);
  const evaluate = functionFromCode<(x: FeelContext, ...values: unknown[]) => ScorecardOutcome>(['R'], `return ${code};`, { ...feelRuntime, ...tableRuntime, ...scorecardRuntime });
  return { ok: true, value: { card, code, run: (facts, x = makeFeelContext({ nowMs: 0, timeZone: 'UTC', steps: 1_000_000 })) => evaluate(x, ...card.names.map((name) => (Object.hasOwn(facts, name) ? (facts[name] ?? null) : null))) } };
}
