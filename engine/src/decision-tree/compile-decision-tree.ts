import type { Fault, Result } from '@arbiter/contracts';
import { feelRuntime, makeFeelContext, type FeelContext } from '../feel/index.js';
import type { TableScope } from '../decision-table/check-decision-table.js';
import { functionFromCode } from '../rule-set/function-from-code.js';
import { checkDecisionTree, type CheckedDecisionTree } from './check-decision-tree.js';
import { printDecisionTree, type TreeOutcome } from './print-decision-tree.js';

export interface CompiledDecisionTree {
  readonly tree: CheckedDecisionTree;
  readonly code: string;
  /** Evaluates over values of FEEL by name; names that are not given are null. */
  run(facts: Readonly<Record<string, unknown>>, x?: FeelContext): TreeOutcome;
}

export function compileDecisionTree(document: unknown, scope: TableScope): Result<CompiledDecisionTree, Fault[]> {
  const checked = checkDecisionTree(document, scope);
  if (!checked.ok) return checked;
  const tree = checked.value;
  const code = printDecisionTree(tree);
  const evaluate = functionFromCode<(x: FeelContext, ...values: unknown[]) => TreeOutcome>(['R'], `return ${code};`, feelRuntime);
  return { ok: true, value: { tree, code, run: (facts, x = makeFeelContext({ nowMs: 0, timeZone: 'UTC', steps: 1_000_000 })) => evaluate(x, ...tree.names.map((name) => (Object.hasOwn(facts, name) ? (facts[name] ?? null) : null))) } };
}
