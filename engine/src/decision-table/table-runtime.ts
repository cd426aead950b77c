import type { CellSet, ColumnKind } from './cell-set.js';
import { orderedKey } from './ordered-key.js';
import { tableIndex, type TableIndex } from './table-index.js';
import { tableDefault, tableHit, tableNoHit, tableOutcome } from './table-outcome.js';

/** Columns of a large table: their kinds, the cells that differ, and for each rule the place of its cell in each column. */
export interface PackedTable { kinds: ColumnKind[]; cells: CellSet[][]; rules: number[][] }

function packedTable({ kinds, cells, rules }: PackedTable): TableIndex {
  return tableIndex(kinds.map((kind, column) => ({ kind, cells: rules.map((places) => cells[column]![places[column]!]!) })), rules.length);
}

/** A value as the number that orders its kind; NaN, which fits no range, for null and for values of another kind. */
const tableKey = (kind: ColumnKind, value: unknown): number => orderedKey(kind, value) ?? NaN;

/** Rules by their names, or by their numbers from 1. */
const ruleNames = (rules: readonly number[], ids: Readonly<Record<number, string>>): string[] => rules.map((rule) => ids[rule] ?? String(rule + 1));

/** The part of the runtime `R` that printed decision tables call. */
export const tableRuntime = { packedTable, ruleNames, tableDefault, tableHit, tableKey, tableNoHit, tableOutcome };
