import type { RunResult } from '@arbiter/contracts';

export type Cell = RunResult['cells'][number];
export type Measure = 'count' | 'valueMinor' | 'costMinor';
export type RowKey = 'channel' | 'actionId';
export type ColumnKey = 'segment' | 'period';

export interface Matrix {
  rows: { key: string; values: number[]; total: number }[];
  columns: string[];
  columnTotals: number[];
  total: number;
  /** Largest value of one cell, for the strength of its colour. */
  greatest: number;
}

/** The plan's cells added up by two of their properties. Weeks stay in order of time, everything else goes by size. */
export function pivotCells(cells: readonly Cell[], rowKey: RowKey, columnKey: ColumnKey, measure: Measure): Matrix {
  const sums = new Map<string, Map<string, number>>();
  const rowTotals = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const cell of cells) {
    const row = cell[rowKey];
    const column = String(cell[columnKey]);
    const amount = cell[measure];
    const ofRow = sums.get(row) ?? new Map<string, number>();
    sums.set(row, ofRow.set(column, (ofRow.get(column) ?? 0) + amount));
    rowTotals.set(row, (rowTotals.get(row) ?? 0) + amount);
    totals.set(column, (totals.get(column) ?? 0) + amount);
  }
  const bySize = (of: Map<string, number>) => (a: string, b: string) => (of.get(b) ?? 0) - (of.get(a) ?? 0) || a.localeCompare(b);
  const columns = [...totals.keys()].sort(columnKey === 'period' ? (a, b) => Number(a) - Number(b) : bySize(totals));
  const rows = [...sums.keys()].sort(bySize(rowTotals)).map((key) => ({ key, values: columns.map((column) => sums.get(key)?.get(column) ?? 0), total: rowTotals.get(key) ?? 0 }));
  return { rows, columns, columnTotals: columns.map((column) => totals.get(column) ?? 0), total: rows.reduce((sum, row) => sum + row.total, 0), greatest: Math.max(0, ...rows.flatMap((row) => row.values)) };
}
