import type { Column, NumberArray, Utf8Column } from '@arbiter/solver';
import { readDeltaLengths, readDeltas, readDeltaTexts } from './delta-values.js';
import { readHybrid } from './hybrid-runs.js';
import { ParquetError } from './parquet-error.js';
import type { ParquetColumn } from './parquet-metadata.js';

/** Values of a page without those that are missing: numbers, texts, or codes into the dictionary of the column chunk. */
export type Values = NumberArray | Utf8Column | { codes: Int32Array };

const encodings = ['PLAIN', 'GROUP_VAR_INT', 'PLAIN_DICTIONARY', 'RLE', 'BIT_PACKED', 'DELTA_BINARY_PACKED', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT'];

/** Decodes `count` values that stand in bytes[start … end). */
export function decodeValues(column: ParquetColumn, encoding: number, bytes: Uint8Array, start: number, end: number, count: number): Values {
  switch (encoding) {
    case 0:
      return plainValues(column, bytes, start, end, count);
    case 2:
    case 8: {
      const codes = new Int32Array(count);
      if (count > 0) readHybrid(bytes, start + 1, end, bytes[start]!, codes);
      return { codes };
    }
    case 3: {
      if (column.type !== 'BOOLEAN') break;
      const flags = new Uint8Array(count);
      readHybrid(bytes, start + 4, end, 1, flags);
      return flags;
    }
    case 5:
      if (column.type === 'INT32') return exactly(count, meant(column, Int32Array.from(readDeltas(bytes, start, end, count).values, (value) => Number(BigInt.asIntN(32, value)))));
      if (column.type === 'INT64') return exactly(count, meant(column, readDeltas(bytes, start, end, count).values));
      break;
    case 6:
      if (column.type === 'BYTE_ARRAY') return exactly(count, { bytes, ...readDeltaLengths(bytes, start, end, count) });
      break;
    case 7:
      if (column.type === 'BYTE_ARRAY') return exactly(count, readDeltaTexts(bytes, start, end, count));
      break;
    case 9: {
      const size = sizeOf(column);
      if (size === 0) break;
      need(end - start >= size * count, count);
      const joined = new Uint8Array(size * count);
      for (let k = 0; k < size; k++) for (let i = 0; i < count; i++) joined[i * size + k] = bytes[start + k * count + i]!;
      return plainValues(column, joined, 0, joined.length, count);
    }
  }
  throw new ParquetError(`column "${column.name}" (${column.type}) has the encoding ${encodings[encoding] ?? encoding}, which is not read here: write it plain or with a dictionary`);
}

function sizeOf(column: ParquetColumn): number {
  return { BOOLEAN: 0, BYTE_ARRAY: 0, INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8, INT96: 12, FIXED_LEN_BYTE_ARRAY: column.typeLength }[column.type];
}

function need(enough: boolean, count: number): void {
  if (!enough) throw new ParquetError(`a page is too short for the ${count} values that it announces: the file is damaged or cut short`);
}
function exactly<T extends NumberArray | Utf8Column>(count: number, values: T): T {
  need(('starts' in values ? values.starts.length : values.length) >= count, count);
  return values;
}

/** Values one after the other; also what a dictionary consists of. */
export function plainValues(column: ParquetColumn, bytes: Uint8Array, start: number, end: number, count: number): NumberArray | Utf8Column {
  const size = sizeOf(column);
  need(end - start >= size * count, count);
  // Typed arrays want their bytes aligned.
  const aligned = (): ArrayBuffer => bytes.slice(start, start + size * count).buffer as ArrayBuffer;
  switch (column.type) {
    case 'BOOLEAN': {
      need((end - start) * 8 >= count, count);
      return Uint8Array.from({ length: count }, (_, i) => (bytes[start + (i >> 3)]! >> (i & 7)) & 1);
    }
    case 'FLOAT':
      return new Float32Array(aligned());
    case 'DOUBLE':
      return new Float64Array(aligned());
    case 'INT32':
      return meant(column, new Int32Array(aligned()));
    case 'INT64':
      return meant(column, new BigInt64Array(aligned()));
    case 'BYTE_ARRAY': {
      const [starts, ends] = [new Uint32Array(count), new Uint32Array(count)];
      let at = start;
      for (let i = 0; i < count; i++) {
        need(at + 4 <= end, count);
        const length = bytes[at]! + bytes[at + 1]! * 256 + bytes[at + 2]! * 65_536 + bytes[at + 3]! * 16_777_216;
        at += 4;
        starts[i] = at;
        at += length;
        ends[i] = at;
      }
      need(at <= end, count);
      return column.meaning.kind === 'decimal' ? bigEndian({ bytes, starts, ends }, column.meaning.scale) : { bytes, starts, ends };
    }
    case 'FIXED_LEN_BYTE_ARRAY': {
      const starts = Uint32Array.from({ length: count }, (_, i) => start + i * size);
      const column_ = { bytes, starts, ends: starts.map((own) => own + size) };
      if (column.meaning.kind === 'decimal') return bigEndian(column_, column.meaning.scale);
      break;
    }
  }
  throw new ParquetError(`column "${column.name}" has the type ${column.type}, which is not read here: write numbers as INT or DOUBLE and names as text`);
}

/** Whole numbers as what they mean: numbers, or the texts of dates and times. Numbers past 2⁵³ become texts, so that no digit is lost. */
function meant(column: ParquetColumn, values: Int32Array | BigInt64Array): NumberArray | Utf8Column {
  const { meaning } = column;
  switch (meaning.kind) {
    case 'plain':
      if (values instanceof Int32Array) return values;
      break;
    case 'unsigned':
      if (values instanceof Int32Array) return new Uint32Array(values.buffer, values.byteOffset, values.length);
      values = BigInt64Array.from(values);
      return inNumbers(new BigUint64Array(values.buffer));
    case 'decimal':
      return Float64Array.from(values as ArrayLike<number | bigint> as ArrayLike<number>, (value) => Number(value) / 10 ** meaning.scale);
    case 'date':
      return packed(Array.from(values as ArrayLike<number | bigint>, (day) => isoTime(Number(day) * 86_400_000).slice(0, 10)));
    case 'timestamp':
      return packed(Array.from(values as ArrayLike<number | bigint>, (moment) => isoTime((Number(moment) / meaning.perSecond) * 1000).replace('T', ' ').replace(/(\.000)?Z$/, '')));
  }
  return values instanceof Int32Array ? values : inNumbers(values);
}

function isoTime(milliseconds: number): string {
  if (!(Math.abs(milliseconds) <= 8.64e15)) throw new ParquetError('a date lies outside of the calendar: the file is damaged');
  return new Date(milliseconds).toISOString();
}

const safe = 9_007_199_254_740_991;
function inNumbers(values: BigInt64Array | BigUint64Array): NumberArray | Utf8Column {
  const out = new Float64Array(values.length);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const signed = values instanceof BigInt64Array;
  for (let i = 0; i < out.length; i++) {
    const high = words[2 * i + 1]!;
    const value = (signed ? high | 0 : high) * 4_294_967_296 + words[2 * i]!;
    if (value > safe || value < -safe) return packed(Array.from(values, String));
    out[i] = value;
  }
  return out;
}

function bigEndian({ bytes, starts, ends }: Utf8Column, scale: number): Float64Array {
  return Float64Array.from(starts, (start, i) => {
    let value = 0n;
    for (let at = start; at < ends[i]!; at++) value = (value << 8n) | BigInt(bytes[at]!);
    return Number(BigInt.asIntN((ends[i]! - start) * 8, value)) / 10 ** scale;
  });
}

export function packed(lines: readonly string[]): Utf8Column {
  const bytes = Buffer.from(lines.join(''), 'utf8');
  const [starts, ends] = [new Uint32Array(lines.length), new Uint32Array(lines.length)];
  let at = 0;
  lines.forEach((line, i) => {
    starts[i] = at;
    at += Buffer.byteLength(line);
    ends[i] = at;
  });
  return { bytes, starts, ends };
}

/** The rows of a page: its values with the missing ones put between them, dictionaries of numbers looked up. */
export function asColumn(column: ParquetColumn, values: Values, dictionary: NumberArray | Utf8Column | null, present: Uint8Array | null): Column {
  if ('codes' in values) {
    if (!dictionary) throw new ParquetError(`column "${column.name}" refers to a dictionary that it does not have: the file is damaged`);
    const size = 'starts' in dictionary ? dictionary.starts.length : dictionary.length;
    for (let i = 0; i < values.codes.length; i++) if (values.codes[i]! >= size || values.codes[i]! < 0) throw new ParquetError(`column "${column.name}" refers to entry ${values.codes[i]} of a dictionary of ${size}: the file is damaged`);
    if ('starts' in dictionary) return { codes: present ? spread(values.codes, present, new Int32Array(present.length).fill(-1)) : values.codes, dictionary };
    const out = new (dictionary.constructor as new (length: number) => NumberArray)(values.codes.length);
    for (let i = 0; i < out.length; i++) out[i] = dictionary[values.codes[i]!]!;
    values = out;
  }
  if ('starts' in values) {
    if (!present) return values;
    return { bytes: values.bytes, starts: spread(values.starts, present, new Uint32Array(present.length).fill(1)), ends: spread(values.ends, present, new Uint32Array(present.length)) };
  }
  const numbers = present ? spread(values, present, values instanceof Float32Array ? new Float32Array(present.length).fill(NaN) : new Float64Array(present.length).fill(NaN)) : values;
  return column.type === 'BOOLEAN' ? { codes: Int32Array.from(numbers, (flag) => (Number.isNaN(flag) ? -1 : flag)), dictionary: ['false', 'true'] } : numbers;
}

function spread<T extends Int32Array | Uint32Array | Float32Array | Float64Array>(values: ArrayLike<number>, present: Uint8Array, out: T): T {
  let next = 0;
  for (let row = 0; row < present.length; row++) if (present[row]) out[row] = values[next++]!;
  return out;
}
