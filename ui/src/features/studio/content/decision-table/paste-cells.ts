import type { DecisionTableDocument } from '@arbiter/contracts';
import { readTabSeparated } from '@arbiter/engine/strategy-edit/tab-separated';
import { mostTableRules, type TableCellChange } from '@arbiter/engine/strategy-edit/table-edits';
import type { Sheet } from './sheet.svelte.js';

/** One way in which pasted cells were read otherwise than they were written. */
export interface PasteReading { column: number; from: string; to: string; count: number }

export interface PastePlan {
  rows: number;
  /** The cells as they were read, and as they were written. */
  read: TableCellChange[];
  asWritten: TableCellChange[];
  readings: PasteReading[];
  /** Rules that the table gets besides. */
  newRules: number;
  /** Columns of the clipboard that stand right of the table's last one, and rows beyond the limit. */
  lostColumns: number;
  lostRows: number;
  /** The first row named the columns and is left out. */
  header: boolean;
}

/** What pasting a text at the marked cells does. Null where it holds nothing. */
export function planPaste(sheet: Sheet, text: string): PastePlan | null {
  let rows = readTabSeparated(text);
  if (rows.length === 0) return null;
  const { top, left, bottom, right } = sheet.range;
  const header = rows.length > 1 && isHeader(sheet, rows[0]!, left);
  if (header) rows = rows.slice(1);
  // One cell fills all that is marked; rows fill it over and over where they fit it evenly.
  const width = Math.max(...rows.map(({ length }) => length));
  const [height, across] = [bottom - top + 1, right - left + 1];
  const tall = height % rows.length === 0 && height > rows.length ? height : rows.length;
  const wide = across % width === 0 && across > width ? across : width;
  const plan: PastePlan = { rows: tall, read: [], asWritten: [], readings: [], newRules: 0, lostColumns: Math.max(0, left + wide - sheet.columns), lostRows: 0, header };
  const readings = new Map<string, PasteReading>();
  const known = new Map<string, string>();
  let grown = sheet.table.rules.length;
  for (let down = 0; down < tall; down += 1) {
    // Below the last row that is shown the table grows.
    const rule = top + down < sheet.ruleCount ? sheet.ruleAt(top + down) : grown++;
    if (rule >= mostTableRules) {
      plan.lostRows += 1;
      continue;
    }
    for (let aside = 0; aside < wide && left + aside < sheet.columns; aside += 1) {
      const column = left + aside;
      const cell = rows[down % rows.length]![aside % width];
      if (cell === undefined) continue;
      const written = cell.trim();
      const key = `${column} ${written}`;
      const read = known.get(key) ?? sheet.readText(column, cell);
      known.set(key, read);
      if (read !== written && written !== '') {
        const reading = readings.get(key) ?? { column, from: written, to: read, count: 0 };
        readings.set(key, { ...reading, count: reading.count + 1 });
      }
      plan.read.push({ row: rule, column, text: read });
      plan.asWritten.push({ row: rule, column, text: written === '' ? read : written });
    }
  }
  plan.newRules = Math.min(grown, mostTableRules) - sheet.table.rules.length;
  plan.readings = [...readings.values()].sort((a, b) => b.count - a.count);
  return plan;
}

function isHeader(sheet: Sheet, cells: readonly string[], left: number): boolean {
  const said = cells.map((cell) => cell.trim().toLowerCase());
  return said.some((cell) => cell !== '') && said.every((cell, at) => cell !== '' && left + at < sheet.columns && namesOf(sheet.table, sheet, left + at).includes(cell));
}

function namesOf(table: DecisionTableDocument, sheet: Sheet, column: number): string[] {
  const { kind, place } = sheet.placeAt(column);
  const own = kind === 'input' ? [table.inputs[place]?.expression] : kind === 'output' ? [table.outputs[place]?.name] : [];
  return [...own, sheet.titleAt(column)].map((name) => (name ?? '').trim().toLowerCase());
}
