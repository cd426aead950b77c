import { cellText } from '@arbiter/engine/strategy-edit/table-edits';
import type { Sheet } from './sheet.svelte.js';

export const rowHeight = 32;
export const headHeight = 60;
export const gutterWidth = 64;
const sampleRows = 60;
const letterWidth = 7.3;

export const clampWidth = (width: number): number => Math.round(Math.max(72, Math.min(640, width)));

/** A width that shows the head and most of what the first rules say. */
export function fittingWidth(sheet: Sheet, column: number): number {
  let letters = sheet.titleAt(column).length + 6;
  for (let row = 0; row < Math.min(sampleRows, sheet.table.rules.length); row += 1) letters = Math.max(letters, Math.min(cellText(sheet.table, row, column).length + 2, 34));
  const annotation = sheet.placeAt(column).kind === 'annotation';
  return clampWidth(Math.max(annotation ? 220 : 112, letters * letterWidth + 16));
}

/** Left edges of the columns, and the right edge of the last. */
export function edgesOf(widths: readonly number[]): number[] {
  const edges = [gutterWidth];
  for (const width of widths) edges.push(edges.at(-1)! + width);
  return edges;
}

/** The first column whose right edge is beyond `x`. */
export function columnAtX(edges: readonly number[], x: number): number {
  let column = 0;
  while (column < edges.length - 2 && edges[column + 1]! <= x) column += 1;
  return column;
}
