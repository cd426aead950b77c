import type { DmnExpression } from './dmn-model.js';
import type { LinkedModel } from './linked-model.js';

/**
 * Names that entries of contexts have anywhere in a model and its imports. Expressions whose type is not known need them to read names
 * with spaces, as in `loan.monthly rate`.
 */
export function memberNames(linked: LinkedModel): string[] {
  const names = new Set<string>();
  const pending: unknown[] = [];
  const seen = new Set<LinkedModel>();
  const visitModel = (next: LinkedModel) => {
    if (seen.has(next)) return;
    seen.add(next);
    pending.push(...next.model.itemDefinitions.flatMap(({ components }) => components));
    pending.push(...next.model.decisions.map(({ expression }) => expression), ...next.model.knowledgeModels.map(({ logic }) => logic));
    for (const inner of next.imports.values()) visitModel(inner);
  };
  visitModel(linked);
  // Components and boxed expressions alike: everything named inside of them can be an entry.
  while (pending.length > 0) {
    const part = pending.pop();
    if (Array.isArray(part)) pending.push(...(part as unknown[]));
    else if (typeof part === 'object' && part !== null) {
      const { name } = part as Partial<Extract<DmnExpression, { kind: 'context' }>> & { name?: unknown };
      if (typeof name === 'string' && name !== '') names.add(name);
      pending.push(...Object.values(part));
    }
  }
  // Plain identifiers need no help, and many of them would slow the reading down.
  return [...names].filter((name) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name));
}
