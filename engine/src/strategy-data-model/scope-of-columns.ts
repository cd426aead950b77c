import type { FieldType } from '@arbiter/contracts';
import { builtinNames, type FeelScope, type FeelType } from '../feel/index.js';
import { feelTypeOf } from './feel-types.js';

const identifier = /[\p{L}_][\p{L}\p{N}_]*/gu;
const keywords = new Set(['if', 'then', 'else', 'for', 'in', 'return', 'some', 'every', 'satisfies', 'between', 'and', 'or', 'not', 'true', 'false', 'null', 'function', 'external', 'instance', 'of', 'item', 'partial']);
const words = new Set(builtinNames.flatMap((name) => name.split(' ')));

interface Column { expression: string; type?: FieldType | undefined }

/**
 * Names that a table, scorecard or tree reads, as far as they can be told without the strategy that will use it: a column that is a name has
 * the type that it says; other words of the expressions may be anything. The strategy's own check knows better.
 */
export function scopeOfColumns(columns: readonly Column[], others: readonly string[] = []): FeelScope {
  const scope = new Map<string, FeelType>();
  for (const text of [...columns.map(({ expression }) => expression), ...others]) {
    for (const [word] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, ' ').matchAll(identifier)) if (!keywords.has(word) && !words.has(word)) scope.set(word, { kind: 'any' });
  }
  for (const { expression, type } of columns) {
    const name = expression.trim();
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !keywords.has(name)) scope.set(name, type === undefined ? { kind: 'any' } : feelTypeOf({ type }));
  }
  return scope;
}
