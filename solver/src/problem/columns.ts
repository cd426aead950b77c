import { type FaultList, shown } from './fault-list.js';

/** Codes into a dictionary, as Arrow and Parquet give them; a negative code or one past the dictionary is a missing value. */
export interface DictionaryColumn {
  codes: ArrayLike<number>;
  dictionary: readonly string[];
}
export type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;
/** What the builder takes as a column: plain values (text, numbers, booleans, null), typed numbers, or dictionary codes. */
export type Column = readonly unknown[] | NumberArray | DictionaryColumn;

export function columnLength(column: Column): number {
  return 'codes' in column ? column.codes.length : column.length;
}
export function isDictionary(column: Column): column is DictionaryColumn {
  return 'codes' in column;
}
export function isTyped(column: Column): column is NumberArray {
  return ArrayBuffer.isView(column);
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

/**
 * Numbers of a candidate column. A missing value is NaN where `missing` allows it; a text, an infinity or a forbidden NaN is a fault of its row.
 */
export function numbersOf(column: Column, path: string, missing: 'refuse' | 'nan', firstRow: number, faults: FaultList): Float64Array {
  const length = columnLength(column);
  const out = new Float64Array(length);
  if (isDictionary(column)) {
    faults.add(path, 'not-a-number', 'The column holds texts; give numbers');
    return out;
  }
  for (let row = 0; row < length; row++) {
    const cell: unknown = column[row];
    if (typeof cell === 'number' && Number.isFinite(cell)) out[row] = cell;
    else if (missing === 'nan' && (cell === null || cell === undefined || (isTyped(column) && Number.isNaN(cell)))) out[row] = NaN;
    else faults.add(`${path}/${firstRow + row}`, 'not-a-number', `Row ${firstRow + row} is ${shown(cell)}; give a finite number`);
  }
  return out;
}
