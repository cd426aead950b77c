import { fieldTypes, type FieldType } from '@arbiter/contracts';
import type { FeelScope } from '../feel/feel-type.js';
import { scopeOfColumns } from '../strategy-data-model/scope-of-columns.js';

/** Every FEEL text of a tree, whatever its shape is. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Columns of a document that may be incomplete. */
function columnsIn(value: unknown): { expression: string; type?: FieldType }[] {
  return (Array.isArray(value) ? value : []).flatMap((column: { expression?: unknown; type?: FieldType } | null) => (typeof column?.expression === 'string' ? [{ expression: column.expression, ...(typeof column.type === 'string' && fieldTypes.includes(column.type) ? { type: column.type } : {}) }] : []));
}

/** Names that a table which stands alone reads, as its columns and cells tell them; the document may be incomplete. */
export function ownTableScope(document: unknown): FeelScope {
  const { inputs, outputs, rules } = (document ?? {}) as { inputs?: unknown; outputs?: unknown; rules?: unknown };
  const cells = new Set<string>();
  for (const rule of Array.isArray(rules) ? (rules as ({ inputs?: unknown; outputs?: unknown } | null)[]) : []) {
    for (const text of textsIn(rule?.inputs)) cells.add(text);
    for (const text of textsIn(rule?.outputs)) cells.add(text);
  }
  return scopeOfColumns(columnsIn(inputs), [...textsIn(outputs), ...cells]);
}
