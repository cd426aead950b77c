import type { StrategyNode } from '@arbiter/contracts';
import type { ExpressionScope, ScopeName } from '../../expressions/expression-scope.js';

const words = /[\p{L}_][\p{L}\p{N}_]*/gu;
const quoted = /"(?:[^"\\]|\\.)*"/g;

/** Parts of settings that are no expressions: what is written, what things are called, code of another language. */
const plainParts = new Set(['name', 'to', 'label', 'port', 'element', 'index', 'column', 'source', 'service', 'statement', 'code', 'salt', 'experiment', 'arm', 'best', 'top', 'removed']);

/** Texts of settings that may hold expressions; a loop's nodes count as the loop's. */
function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 40) return [];
  return Object.entries(value).flatMap(([key, child]) => (plainParts.has(key) || (key === 'results' && !Array.isArray(child)) ? [] : textsIn(child, depth + 1)));
}

/**
 * Names in reach that a node seems to read: those whose word stands in one of its texts, outside of quotation marks, and the features of a
 * model that are read by their own name (`others`). Some may be too many; none is missing.
 */
export function namesRead(node: Pick<StrategyNode, 'settings'>, scope: ExpressionScope, others: Iterable<string> = []): ScopeName[] {
  const found = new Set<string>(others);
  for (const text of textsIn(node.settings)) for (const [word] of text.replaceAll(quoted, ' ').matchAll(words)) found.add(word);
  const seen = new Set<string>();
  return scope.filter(({ name }) => found.has(name) && !seen.has(name) && seen.add(name));
}
