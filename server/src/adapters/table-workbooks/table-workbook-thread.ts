import type { SheetCell } from '@arbiter/engine/decision-table/table-sheet';
import { WorkbookError, type ReadWorkbook } from '../../ports/table-workbooks.js';
import { plainWorkbook } from '../report-files/plain-workbook.js';
import { readWorkbook } from './read-workbook.js';

export type WorkbookTask = { read: Uint8Array } | { write: readonly (readonly SheetCell[])[] };
export type WorkbookResult = { read: ReadWorkbook } | { written: Uint8Array } | { refused: { code: WorkbookError['code']; message: string } };

/** Entry of a thread: one workbook. Refusals come as values, since errors lose their codes on the way between threads. */
export default async function run(task: WorkbookTask): Promise<WorkbookResult> {
  try {
    return 'read' in task ? { read: await readWorkbook(task.read) } : { written: await plainWorkbook(task.write, widthsOf(task.write), 'Table') };
  } catch (error) {
    if (error instanceof WorkbookError) return { refused: { code: error.code, message: error.message } };
    throw error;
  }
}

const sampled = 200;

/** Widths in letters that show most of what the first rows say. */
function widthsOf(rows: readonly (readonly SheetCell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows.slice(0, sampled)) row.forEach((cell, column) => (widths[column] = Math.min(48, Math.max(widths[column] ?? 10, String(cell ?? '').length + 2))));
  return widths;
}
