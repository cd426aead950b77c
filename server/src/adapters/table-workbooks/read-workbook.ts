import type { SheetCell } from '@arbiter/engine/decision-table/table-sheet';
import readWorkbookFile from 'read-excel-file/node';
import { WorkbookError, type ReadWorkbook } from '../../ports/table-workbooks.js';
import { unpackWorkbook } from './unpack-workbook.js';

const mostRows = 110_000;
const mostCells = 2_500_000;

/** Formulas give what they were last worked out to; numbers are as they are stored, whatever their format shows; dates are told by their format. */
export async function readWorkbook(bytes: Uint8Array): Promise<ReadWorkbook> {
  const plain = unpackWorkbook(bytes);
  const sheets = await readWorkbookFile(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength), { trim: false }).catch((error: unknown) => {
    throw new WorkbookError('file-invalid', `The workbook cannot be read: ${error instanceof Error ? error.message : String(error)}. Save it again from a spreadsheet as .xlsx`);
  });
  const filled = sheets.filter(({ data }) => data.some((row) => row.some((cell) => cell !== null)));
  const [first, ...others] = filled;
  if (!first) throw new WorkbookError('file-invalid', 'The workbook is empty: no sheet has a filled cell');
  if (first.data.length > mostRows) throw new WorkbookError('too-large', `The sheet "${first.sheet}" has ${first.data.length} rows; ${mostRows} are read. Split the table`);
  let cells = 0;
  const rows = first.data.map((row) => {
    cells += row.length;
    if (cells > mostCells) throw new WorkbookError('too-large', `The sheet "${first.sheet}" has more than ${mostCells} cells; remove what is no part of the table`);
    return row.map(cellOf);
  });
  return { rows, otherSheets: others.map(({ sheet }) => sheet) };
}

/** Errors of formulas come as their names. */
function cellOf(value: unknown): SheetCell {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { error: 'a date that is none' } : { date: momentOf(value) };
  if (typeof value === 'string') return /^#(?:NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|SPILL!|CALC!)$/.test(value) ? { error: value } : value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function momentOf(date: Date): string {
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
}
