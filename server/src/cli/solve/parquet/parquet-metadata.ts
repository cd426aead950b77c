import { ParquetError } from './parquet-error.js';
import { listOf, numberOf, ShortInput, structOf, textOf, ThriftReader, type ThriftStruct } from './thrift-reader.js';

export const physicalTypes = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'] as const;
export type PhysicalType = (typeof physicalTypes)[number];

/** What the numbers or bytes of a column mean, where it is more than themselves. */
export type Meaning = { kind: 'plain' } | { kind: 'unsigned' } | { kind: 'decimal'; scale: number } | { kind: 'date' } | { kind: 'timestamp'; perSecond: number };

export interface ParquetColumn {
  name: string;
  type: PhysicalType;
  /** Bytes of a value of fixed length. */
  typeLength: number;
  meaning: Meaning;
  optional: boolean;
}
export interface ColumnChunk {
  codec: number;
  values: number;
  /** Where its first page begins, the dictionary's where there is one. */
  start: number;
  bytes: number;
}
export interface RowGroup {
  rows: number;
  /** By name of the column. */
  chunks: Map<string, ColumnChunk>;
}
export interface ParquetMetadata {
  rows: number;
  /** Columns of plain values; `nested` names the others. */
  columns: ParquetColumn[];
  nested: string[];
  rowGroups: RowGroup[];
}

/** Reads the footer's FileMetaData (parquet-format, parquet.thrift). */
export function readMetadata(bytes: Uint8Array, fileSize: number): ParquetMetadata {
  let file: ThriftStruct;
  try {
    file = new ThriftReader(bytes).struct();
  } catch (error) {
    if (error instanceof ShortInput) throw new ParquetError('its metadata end too early: the file is damaged');
    throw error;
  }
  const { columns, nested } = readSchema(listOf(file[2]).map((element) => structOf(element) ?? {}));
  const rowGroups = listOf(file[4]).map((group) => readRowGroup(structOf(group) ?? {}, fileSize));
  const rows = rowGroups.reduce((sum, group) => sum + group.rows, 0);
  if (numberOf(file[3]) !== rows) throw new ParquetError(`its metadata speak of ${numberOf(file[3])} rows, the row groups hold ${rows}: the file is damaged`);
  return { rows, columns, nested, rowGroups };
}

function readSchema(elements: readonly ThriftStruct[]): Pick<ParquetMetadata, 'columns' | 'nested'> {
  const columns: ParquetColumn[] = [];
  const nested: string[] = [];
  let at = 1;
  const skip = (): void => {
    const children = numberOf(elements[at++]?.[5]) ?? 0;
    for (let child = 0; child < children && at < elements.length; child++) skip();
  };
  while (at < elements.length) {
    const element = elements[at]!;
    const name = textOf(element[4]);
    const type = physicalTypes[numberOf(element[1]) ?? -1];
    // Repetition: 0 required, 1 optional, 2 repeated.
    if (type === undefined || (numberOf(element[5]) ?? 0) > 0 || numberOf(element[3]) === 2) {
      nested.push(name);
      skip();
      continue;
    }
    columns.push({ name, type, typeLength: numberOf(element[2]) ?? 0, meaning: meaningOf(element), optional: numberOf(element[3]) === 1 });
    at++;
  }
  return { columns, nested };
}

function meaningOf(element: ThriftStruct): Meaning {
  const logical = structOf(element[10]) ?? {};
  const converted = numberOf(element[6]);
  const decimal = structOf(logical[5]);
  if (decimal || converted === 5) return { kind: 'decimal', scale: numberOf(decimal?.[1]) ?? numberOf(element[7]) ?? 0 };
  if (logical[6] !== undefined || converted === 6) return { kind: 'date' };
  const timestamp = structOf(logical[8]);
  if (timestamp) {
    const unit = structOf(timestamp[2]) ?? {};
    return { kind: 'timestamp', perSecond: unit[1] !== undefined ? 1e3 : unit[2] !== undefined ? 1e6 : 1e9 };
  }
  if (converted === 9 || converted === 10) return { kind: 'timestamp', perSecond: converted === 9 ? 1e3 : 1e6 };
  const integer = structOf(logical[10]);
  if (integer ? integer[2] === false : converted !== undefined && converted >= 11 && converted <= 14) return { kind: 'unsigned' };
  return { kind: 'plain' };
}

function readRowGroup(group: ThriftStruct, fileSize: number): RowGroup {
  const chunks = new Map<string, ColumnChunk>();
  for (const value of listOf(group[1])) {
    const chunk = structOf(value) ?? {};
    const meta = structOf(chunk[3]);
    if (!meta) continue;
    const path = listOf(meta[3]).map(textOf);
    const dictionary = numberOf(meta[11]) ?? 0;
    const data = numberOf(meta[9]) ?? 0;
    const start = dictionary > 0 && dictionary < data ? dictionary : data;
    const bytes = numberOf(meta[7]) ?? 0;
    if (start < 4 || bytes < 0 || start + bytes > fileSize) throw new ParquetError(`column "${path.join('.')}" would lie outside of the file (bytes ${start} to ${start + bytes} of ${fileSize}): the file is damaged or cut short`);
    if (path.length === 1) chunks.set(path[0]!, { codec: numberOf(meta[4]) ?? 0, values: numberOf(meta[5]) ?? 0, start, bytes });
  }
  return { rows: numberOf(group[3]) ?? 0, chunks };
}
