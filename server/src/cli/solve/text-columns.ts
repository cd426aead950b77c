import type { Column } from '@arbiter/solver';

const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Turns a column of texts into one that the optimiser takes: numbers where every cell that is not empty is written as one, else
 * texts. An empty cell is a missing value. Leading zeros make a text: a code stays a code.
 */
export function typedColumn(cells: readonly string[]): Column {
  if (cells.some((cell) => cell !== '') && cells.every((cell) => cell === '' || number.test(cell))) return Float64Array.from(cells, (cell) => (cell === '' ? NaN : Number(cell)));
  return cells.map((cell) => (cell === '' ? null : cell));
}

/** Columns whose cells are names, never numbers. */
export const nameColumns: ReadonlySet<string> = new Set(['id', 'customer', 'action', 'period']);

/** Numbers of a candidate column. What is no number stays a text, for the optimiser to name its row. */
export function numberColumn(cells: readonly string[]): Column {
  return cells.map((cell) => (cell === '' ? null : number.test(cell) ? Number(cell) : cell));
}
