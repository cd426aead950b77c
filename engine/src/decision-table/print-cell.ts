import { printFeelCondition } from '../feel/index.js';
import type { TableCell } from './check-decision-table.js';
import { isListed, mergeRanges, type CellSet, type ColumnKind } from './cell-set.js';

/** How a column's value is read: `value` as it is, `key` as the number that orders its kind (NaN where it is none). */
export interface ColumnCode { kind: ColumnKind | undefined; value: string; key: string }
export type ReadName = (name: string) => string;

/** The statement that makes a column's key out of its value; empty for kinds without one. */
export function printKey({ kind, value, key }: ColumnCode): string {
  if (kind === undefined || isListed(kind)) return '';
  if (kind === 'number' || kind === 'integer') return `const ${key} = typeof ${value} === "number" ? ${value} : NaN;`;
  return `const ${key} = R.tableKey(${JSON.stringify(kind)}, ${value});`;
}

/** A cell as a JavaScript condition; undefined where every value fits. */
export function printCell(cell: Pick<TableCell, 'checked' | 'set'>, column: ColumnCode, read: ReadName): string | undefined {
  if (cell.set === 'any') return undefined;
  if (cell.set === 'unknown') return printFeelCondition(cell.checked, { read: (name) => (name === '?' ? column.value : read(name)) });
  return printSet(cell.set, column);
}

export function printSet(set: Exclude<CellSet, string>, { kind, value, key }: ColumnCode): string {
  const parts = 'is' in set ? listed(set, kind, value) : ranges(set, value, key);
  if (set.null) parts.unshift(`${value} === null`);
  return parts.length === 0 ? 'false' : parts.length === 1 ? parts[0]! : `(${parts.join(' || ')})`;
}

function listed({ is, except, foreign }: Extract<CellSet, { is: unknown }>, kind: ColumnCode['kind'], value: string): string[] {
  const text = (item: string | boolean): string => JSON.stringify(item);
  if (!except) return is.map((item) => `${value} === ${text(item)}`);
  return [[foreign ? `${value} !== null` : `typeof ${value} === ${JSON.stringify(kind)}`, ...is.map((item) => `${value} !== ${text(item)}`)].join(' && ')];
}

/** NaN, the key of null and of values of another kind, differs from itself. */
function ranges({ in: list, foreign }: Extract<CellSet, { in: unknown }>, value: string, key: string): string[] {
  const merged = mergeRanges(list);
  if (foreign && merged.length === 1 && merged[0]![0] === null && merged[0]![1] === null) return [`${value} !== null`];
  const parts = merged.map(([low, high, ends]) => {
    if (low === null && high === null) return `${key} === ${key}`;
    if (low !== null && low === high) return `${key} === ${low}`;
    const sides = [];
    if (low !== null) sides.push(`${key} ${ends[0] === '[' ? '>=' : '>'} ${low}`);
    if (high !== null) sides.push(`${key} ${ends[1] === ']' ? '<=' : '<'} ${high}`);
    return sides.join(' && ');
  });
  return foreign ? [...parts, `${value} !== null && ${key} !== ${key}`] : parts;
}
