import type { FieldType, ScorecardDocument, ValueSpec } from '@arbiter/contracts';
import type { TableScope } from '@arbiter/engine/decision-table/check-decision-table';
import type { FeelType } from '@arbiter/engine/feel/feel-type';
import type { ExpressionScope } from '../../expressions/expression-scope.js';

/** What expressions of a scorecard may read: the names in reach, and where it stands alone the names that it uses itself. */
export async function scopeFor(card: Pick<ScorecardDocument, 'characteristics'>, scope: ExpressionScope): Promise<TableScope> {
  const [{ feelTypeOf }, { scopeOfColumns }] = await Promise.all([import('@arbiter/engine/strategy-data-model/feel-types'), import('@arbiter/engine/strategy-data-model/scope-of-columns')]);
  const columns = card.characteristics.map(({ expression, type, bins }) => ({ expression, type: type ?? guessedType(bins.map(({ test }) => test)) }));
  const names = new Map<string, FeelType>(scope.length > 0 ? [] : scopeOfColumns(columns, card.characteristics.flatMap(({ bins }) => bins.flatMap(({ test, points }) => [test, ...(typeof points === 'string' ? [points] : [])]))));
  for (const { name, spec } of scope) if (!names.has(name)) names.set(name, feelTypeOf(spec));
  return { scope: names, strict: false, ...(scope.length > 0 ? { fields: new Map<string, ValueSpec>(scope.map(({ name, spec }) => [name, spec])) } : {}) };
}

/** The type of values that bins are made for, where neither the card nor a data model says it. */
export function guessedType(tests: readonly string[]): FieldType | undefined {
  const told = tests.filter((test) => !['', '-', 'null'].includes(test.trim()));
  if (told.length === 0) return undefined;
  if (told.every((test) => /^\s*"/.test(test))) return 'string';
  return told.every((test) => /^\s*(?:[[(\]<>]=?\s*)?-?\d/.test(test)) ? 'number' : undefined;
}
