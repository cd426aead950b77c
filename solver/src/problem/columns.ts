import { type FaultList, shown } from './fault-list.js';

/** Texts as UTF-8 in one buffer: text i is bytes[starts[i] … ends[i]), missing where the end lies before the start. */
export interface Utf8Column {
  bytes: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
}

/** Codes into a dictionary, as Arrow and Parquet give them; a negative code or one past the dictionary is a missing value. */
export interface DictionaryColumn {
  codes: ArrayLike<number>;
  dictionary: readonly string[] | Utf8Column;
}
export type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;
/** What the builder takes as a column: plain values (text, numbers, booleans, null), typed numbers, texts as bytes, or dictionary codes. */
export type Column = readonly unknown[] | NumberArray | DictionaryColumn | Utf8Column;

export function columnLength(column: Column): number {
  return 'codes' in column ? column.codes.length : 'starts' in column ? column.starts.length : column.length;
}
export function isDictionary(column: Column): column is DictionaryColumn {
  return 'codes' in column;
}
export function isUtf8(column: Column | readonly string[]): column is Utf8Column {
  return 'starts' in column;
}
export function isTyped(column: Column): column is NumberArray {
  return ArrayBuffer.isView(column);
}

const decoder = new TextDecoder();
/** Text of a row, null where it is missing. */
export function utf8At(column: Utf8Column, row: number): string | null {
  const [start, end] = [column.starts[row]!, column.ends[row]!];
  return end < start ? null : decoder.decode(column.bytes.subarray(start, end));
}

/** The value of a row whatever the kind of column; for messages and slow paths. */
export function cellAt(column: Column, row: number): unknown {
  if (isUtf8(column)) return utf8At(column, row);
  if (!isDictionary(column)) return column[row];
  const code = column.codes[row]!;
  if (isUtf8(column.dictionary)) return code >= 0 && code < column.dictionary.starts.length ? utf8At(column.dictionary, code) : null;
  return column.dictionary[code] ?? null;
}

/** Ids may be texts or whole numbers; anything else is a fault of its row. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'bigint') return String(value);
  return null;
}

/** Checks that the columns of one table are equally long; returns the length. */
export function tableLength(columns: Record<string, Column>, path: string, faults: FaultList): number {
  let length = -1;
  let first = '';
  for (const [name, column] of Object.entries(columns)) {
    if (length < 0) [length, first] = [columnLength(column), name];
    else if (columnLength(column) !== length) faults.add(`${path}/${name}`, 'column-length', `Column "${name}" has ${columnLength(column)} rows, "${first}" has ${length}: give columns of the same table`);
  }
  return Math.max(0, length);
}

/** Names the rows of a table in messages: those of a file are counted from 1, as people count them. */
export class RowNames {
  constructor(private readonly file: string | undefined, private readonly word: string) {}

  of(row: number): string {
    return this.file === undefined ? `${this.word} ${row}` : `${this.file}, row ${row + 1}`;
  }

  /** Before a message about the table as a whole. */
  get prefix(): string {
    return this.file === undefined ? '' : `${this.file}: `;
  }
}

/**
 * Numbers of a candidate column. A missing value is NaN where `missing` allows it; a text, an infinity or a forbidden NaN is a fault of its row.
 * Typed numbers come back as they are, not copied.
 */
export function numbersOf(column: Column, path: string, missing: 'refuse' | 'nan', firstRow: number, names: RowNames, faults: FaultList): NumberArray {
  if (isTyped(column)) {
    for (let row = 0; row < column.length; row++) {
      const value = column[row]!;
      // Subtracting a number from itself gives zero unless it is infinite or none.
      if (value - value !== 0 && !(missing === 'nan' && value !== value)) faults.add(`${path}/${firstRow + row}`, 'not-a-number', notFinite(column, row, path, firstRow, names));
    }
    return column;
  }
  const length = columnLength(column);
  const out = new Float64Array(length);
  if (isDictionary(column) || isUtf8(column)) {
    if (length > 0) faults.add(path, 'not-a-number', `${names.prefix}Column "${path.slice(path.lastIndexOf('/') + 1)}" holds texts such as ${shown(cellAt(column, 0))}; give numbers`);
    return out;
  }
  for (let row = 0; row < length; row++) {
    const cell: unknown = column[row];
    if (typeof cell === 'number' && Number.isFinite(cell)) out[row] = cell;
    else if (missing === 'nan' && (cell === null || cell === undefined)) out[row] = NaN;
    else faults.add(`${path}/${firstRow + row}`, 'not-a-number', notFinite(column, row, path, firstRow, names));
  }
  return out;
}

function notFinite(column: Column, row: number, path: string, firstRow: number, names: RowNames): string {
  return `${names.of(firstRow + row)}: "${path.slice(path.lastIndexOf('/') + 1)}" is ${shown(cellAt(column, row))}; give a finite number`;
}
