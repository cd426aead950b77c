import type { DecisionTableDocument, DecisionTableInput, DecisionTableOutput, Fault, FieldType, Result } from '@arbiter/contracts';
import { readNumberText } from '../strategy-edit/read-number-text.js';
import { readTestText, readValueText, type CellReading } from '../strategy-edit/read-cell-text.js';
import { decisionTableFromRows, decisionTableToRows, describesTable } from './table-csv.js';

/** A cell of a workbook: dates as ISO text without an offset, with a time where it is not midnight; `error` is what a formula ended in. */
export type SheetCell = string | number | boolean | { date: string } | { error: string } | null;

export interface TableOfSheet {
  document: DecisionTableDocument;
  /** What was read otherwise than it is written, or left out. Paths are cells, such as `B12`. */
  notes: Fault[];
}

const mostNotes = 200;

/**
 * A table of the rows of a workbook's sheet: as `sheetOfTable` writes them, else a plain sheet, whose first row holds the headings of the columns
 * and every other row a rule. Cells of people are read (`10-20`, `от 10 до 20`, texts without quotation marks); what is behind `=` is FEEL.
 */
export function tableOfSheet(rows: readonly (readonly SheetCell[])[]): Result<TableOfSheet, Fault[]> {
  const notes: Fault[] = [];
  const note = (row: number, column: number, code: string, message: string): void => void (notes.length < mostNotes && notes.push({ path: `${columnName(column)}${row + 1}`, code, message }));
  const texts = rows.map((row, at) => row.map((cell, column) => cellOfSheet(cell, (message) => note(at, column, 'formula-error', message))));
  const isBlank = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === '');
  const first = texts.findIndex((row) => !isBlank(row));
  if (first < 0) return { ok: false, error: [{ path: '', code: 'incomplete', message: 'The first sheet of the workbook is empty' }] };
  const filled = texts.map((row, at) => ({ row, at })).filter(({ row }) => !isBlank(row));
  if (!describesTable([texts[first]!])) {
    const plain = plainTable(filled, note);
    return plain.ok ? { ok: true, value: { document: plain.value, notes } } : plain;
  }
  const read = decisionTableFromRows(filled.map(({ row }) => row));
  if (!read.ok) return read;
  const start = filled.findIndex(({ row }) => row[0]!.trim().toLowerCase() === 'rules') + 1;
  const columns = filled.find(({ row }) => row[0]!.trim().toLowerCase() === 'column')!.row.map((word) => word.trim().toLowerCase());
  const placesOf = (word: string): number[] => columns.flatMap((name, column) => (name === word && column > 0 ? [column] : []));
  const places = { inputs: placesOf('input'), outputs: placesOf('output') };
  return { ok: true, value: { document: readCells(read.value, (rule) => filled[start + rule]!.at, places, note), notes } };
}

type Note = (row: number, column: number, code: string, message: string) => void;

/** Reads the cells of the rules as people write them. */
function readCells(table: DecisionTableDocument, rowOf: (rule: number) => number, places: { inputs: number[]; outputs: number[] }, note: Note): DecisionTableDocument {
  const read = (side: 'inputs' | 'outputs', cells: readonly string[], rule: number): string[] =>
    cells.map((text, place) => {
      const reading = readingOf(table, side === 'inputs' ? table.inputs[place]! : table.outputs[place]!);
      const feel = side === 'inputs' ? readTestText(text, reading) : readValueText(text, reading);
      if (feel !== text && !text.startsWith('=')) note(rowOf(rule), places[side][place] ?? place, 'read-as', `"${text.slice(0, 200)}" was read as ${feel.slice(0, 200)}`);
      return feel;
    });
  return { ...table, rules: table.rules.map((rule, at) => ({ ...rule, inputs: read('inputs', rule.inputs, at), outputs: read('outputs', rule.outputs, at) })) };
}

const readingOf = (table: DecisionTableDocument, { type }: { type?: FieldType | undefined }): CellReading => ({ type, decimal: ',', names: new Set(table.inputs.map(({ expression }) => expression)) });

/** Headings, then rules. Columns whose headings begin with an arrow, `result` or `результат` are outputs, else the last one is. */
function plainTable(rows: readonly { row: readonly string[]; at: number }[], note: Note): Result<DecisionTableDocument, Fault[]> {
  const [head, ...body] = rows;
  const titles = head!.row.map((title) => title.trim());
  const used = titles.flatMap((title, column) => (title !== '' ? [column] : []));
  if (used.length < 2) return { ok: false, error: [{ path: `A${head!.at + 1}`, code: 'incomplete', message: 'A table needs a heading for at least one condition and one result in its first row' }] };
  const notePlaces = used.filter((column) => /^(?:annotation|comment|note|пояснение|комментарий|примечание)/i.test(titles[column]!));
  const marked = used.filter((column) => /^(?:→|=>|->|output|result|результат|решение)/i.test(titles[column]!));
  const others = used.filter((column) => !notePlaces.includes(column));
  const outputPlaces = marked.length > 0 && marked.length < others.length ? marked.filter((column) => others.includes(column)) : others.slice(-1);
  if (marked.length === 0) note(head!.at, outputPlaces[0]!, 'assumed', `No heading says which column is a result; "${titles[outputPlaces[0]!]}" was taken, the last one`);
  const inputPlaces = others.filter((column) => !outputPlaces.includes(column));
  const stray = body.find(({ row }) => row.some((cell, column) => cell.trim() !== '' && !used.includes(column)));
  if (stray) note(stray.at, stray.row.findIndex((cell, column) => cell.trim() !== '' && !used.includes(column)), 'left-out', 'Columns without a heading were left out');
  const namesTaken = new Set<string>();
  const nameOf = (column: number): string => freeName(titles[column]!.replace(/^(?:→|=>|->)\s*/, ''), namesTaken);
  const typeOf = (column: number): { type?: FieldType } => typeOfColumn(body.map(({ row }) => row[column] ?? ''));
  const inputs = inputPlaces.map((column): DecisionTableInput => labelled(titles[column]!, { expression: nameOf(column), ...typeOf(column) }));
  const outputs = outputPlaces.map((column): DecisionTableOutput => labelled(titles[column]!, { name: nameOf(column), ...typeOf(column) }));
  const rules = body.map(({ row }) => {
    const annotation = notePlaces.map((column) => (row[column] ?? '').trim()).filter(Boolean).join('\n');
    return { inputs: inputPlaces.map((column) => (row[column] ?? '').trim() || '-'), outputs: outputPlaces.map((column) => (row[column] ?? '').trim() || 'null'), ...(annotation ? { annotation } : {}) };
  });
  const document: DecisionTableDocument = { hitPolicy: 'F', inputs, outputs, rules };
  return { ok: true, value: readCells(document, (rule) => body[rule]!.at, { inputs: inputPlaces, outputs: outputPlaces }, note) };
}

const labelled = <T extends object>(label: string, column: T): T => ({ label, ...column });

/** A heading as a name that expressions can use. */
function freeName(title: string, taken: Set<string>): string {
  const bare = title.replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replaceAll(/^[_\d]+|_+$/g, '').slice(0, 60) || 'column';
  let name = bare;
  for (let number = 2; taken.has(name); number += 1) name = `${bare}_${number}`;
  taken.add(name);
  return name;
}

/** The type of which nearly every cell is, told by its looks. */
function typeOfColumn(cells: readonly string[]): { type?: FieldType } {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '' && cell !== '-' && !cell.startsWith('='));
  if (filled.length === 0) return {};
  const share = (fits: (cell: string) => boolean): number => filled.filter(fits).length / filled.length;
  const isDate = (cell: string): boolean => readTestText(cell, { type: 'date', decimal: ',' }).includes('@"');
  const isNumber = (cell: string): boolean => readNumberText(cell, ',') !== null || readTestText(cell, { type: 'number', decimal: ',' }) !== cell || /^[[(<>]/.test(cell);
  if (share((cell) => /^(?:true|false|истина|ложь|да|нет|yes|no)$/i.test(cell)) === 1) return { type: 'boolean' };
  if (share(isDate) >= 0.9) return { type: 'date' };
  if (share(isNumber) >= 0.9) return { type: 'number' };
  return share((cell) => !/^[<>]/.test(cell)) === 1 ? { type: 'string' } : {};
}

function cellOfSheet(cell: SheetCell, fault: (message: string) => void): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return String(cell);
  if (typeof cell === 'number') return plainDigits(cell);
  if ('date' in cell) return `@"${cell.date}"`;
  fault(`A formula of this cell ends in ${cell.error}; the cell was taken as empty`);
  return '';
}

/** Digits without an exponent. What a spreadsheet computes has 15 digits; the rest is noise of binary fractions. */
function plainDigits(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  return text.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
}

/**
 * The rows of a table's sheet; read back by `tableOfSheet` they give the same table. A cell that would be read otherwise than it is written
 * stands behind an equals sign; plain numbers are numbers.
 */
export function sheetOfTable(document: DecisionTableDocument): SheetCell[][] {
  const rows = decisionTableToRows(document);
  const start = rows.findIndex(([word]) => word === 'rules') + 1;
  return rows.map((row, at) =>
    row.map((text, column): SheetCell => {
      if (at < start || column === 0) return text;
      const place = column - 1;
      const input = document.inputs[place];
      const output = document.outputs[place - document.inputs.length];
      if (!input && !output) return text;
      const reading = readingOf(document, input ?? output!);
      const read = input ? readTestText(text, reading) : readValueText(text, reading);
      // A space keeps the mark apart from `=<` and `=>`, which people write for comparisons.
      if (read !== text || text.startsWith('=')) return /^[<>]/.test(text) ? `= ${text}` : `=${text}`;
      const number = Number(text);
      return /^-?\d{1,15}(?:\.\d{1,12})?$/.test(text) && plainDigits(number) === text ? number : text;
    }),
  );
}

/** Letters of a column as spreadsheets name it, counted from 0. */
export function columnName(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : `${columnName(Math.floor(column / 26) - 1)}${columnName(column % 26)}`;
}
