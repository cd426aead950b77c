import type { Fault, Result } from '@arbiter/contracts';
import type { FeelType } from '../feel/feel-type.js';
import { feelRuntime, makeFeelContext, type FeelContext } from '../feel/index.js';
import { functionFromCode } from '../rule-set/function-from-code.js';
import { checkDecisionTable, type CheckedDecisionTable, type TableScope } from './check-decision-table.js';
import { printDecisionTable } from './print-decision-table.js';
import type { TableOutcome } from './table-outcome.js';
import { tableRuntime } from './table-runtime.js';

export interface CompiledDecisionTable {
  readonly table: CheckedDecisionTable;
  readonly code: string;
  readonly type: FeelType;
  /** Evaluates over values of FEEL by name; names that are not given are null. */
  run(facts: Readonly<Record<string, unknown>>, x?: FeelContext): TableOutcome;
}

export function compileDecisionTable(document: unknown, scope: TableScope): Result<CompiledDecisionTable, Fault[]> {
  const checked = checkDecisionTable(document, scope);
  if (!checked.ok) return checked;
  const table = checked.value;
  const code = printDecisionTable(table);
  const evaluate = functionFromCode<(x: FeelContext, ...values: unknown[]) => TableOutcome>(['R'], `return ${code};`, { ...feelRuntime, ...tableRuntime });
  return {
    ok: true,
    value: {
      table,
      code,
      type: table.type,
      run: (facts, x = makeFeelContext({ nowMs: 0, timeZone: 'UTC', steps: 1_000_000 })) => evaluate(x, ...table.names.map((name) => (Object.hasOwn(facts, name) ? (facts[name] ?? null) : null))),
    },
  };
}
