import type { ValueSpec } from '@arbiter/contracts';
import type { FeelType } from '@arbiter/engine/feel/feel-type';
import type { ExpressionScope } from '../../expressions/expression-scope.js';

/** The type of an expression over the names in reach; undefined while it has faults. The reader of expressions comes when it is first asked. */
export async function expressionType(expression: string, scope: ExpressionScope): Promise<FeelType | undefined> {
  if (expression.trim() === '') return undefined;
  const [{ checkFeel }, { feelTypeOf }] = await Promise.all([import('@arbiter/engine/feel/types/check-feel'), import('@arbiter/engine/strategy-data-model/feel-types')]);
  // The first of a name is the nearest one: a loop's element hides a field of the data model.
  const names = new Map<string, FeelType>();
  for (const { name, spec } of scope) if (!names.has(name)) names.set(name, feelTypeOf(spec));
  const checked = checkFeel(expression, { scope: names, strict: false });
  return checked.ok ? checked.value.type : undefined;
}

/** As the data model says it; `any` where the expression cannot be read yet. */
export async function expressionSpec(expression: string, scope: ExpressionScope): Promise<ValueSpec> {
  const { specOfType } = await import('@arbiter/engine/strategy-edit/new-variable');
  return specOfType(await expressionType(expression, scope));
}
