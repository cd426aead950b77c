import { writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ThriftWriter } from './thrift-writer.js';

/** Text of each row as bytes[offsets[of[row]] … offsets[of[row] + 1]). */
export interface TextsByIndex {
  name: string;
  kind: 'texts';
  bytes: Uint8Array;
  offsets: Uint32Array;
  of: ArrayLike<number>;
}
/** Text of each row out of a few; a negative code is a missing value. */
export interface CodedTexts {
  name: string;
  kind: 'codes';
  dictionary: readonly string[];
  codes: ArrayLike<number>;
}
export type OutputColumn = TextsByIndex | CodedTexts;

interface WrittenChunk {
  name: string;
  start: number;
  dictionary: number | null;
  bytes: number;
  unpacked: number;
  rows: number;
}

const rowsInGroup = 1_000_000;
const rowsInPage = 50_000;
const [gzip, plain, rle, rleDictionary] = [2, 0, 3, 8];
/** Level 1: the fastest, and most of what there is to gain. */
const packing = { level: 1 };
const mark = Buffer.from('PAR1');

/** Writes columns of texts as a Parquet file (parquet-format; pages of version 1, gzip) to an open file. */
export function writeParquet(file: number, columns: readonly OutputColumn[], rows: number): void {
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    at += bytes.length;
  };
  put(mark);
  const groups: { rows: number; chunks: WrittenChunk[] }[] = [];
  for (let first = 0; first < rows; first += rowsInGroup) {
    const end = Math.min(rows, first + rowsInGroup);
    const chunks = columns.map((column) => {
      const chunk: WrittenChunk = { name: column.name, start: at, dictionary: null, bytes: 0, unpacked: 0, rows: end - first };
      const page = (values: Uint8Array, head: (writer: ThriftWriter, size: number, packed: number) => void): void => {
        const packed = gzipSync(values, packing);
        const writer = new ThriftWriter();
        head(writer, values.length, packed.length);
        const header = writer.toBytes();
        put(header);
        put(packed);
        chunk.unpacked += header.length + values.length;
      };
      if (column.kind === 'codes') {
        chunk.dictionary = at;
        page(plainTexts(column.dictionary), (writer, size, packed) => writer.number(1, 2).number(2, size).number(3, packed).struct(7, (own) => own.number(1, column.dictionary.length).number(2, plain)));
        chunk.start = at;
      }
      for (let row = first; row < end; row += rowsInPage) {
        const to = Math.min(end, row + rowsInPage);
        const values = column.kind === 'codes' ? codedPage(column, row, to) : textPage(column, row, to);
        page(values, (writer, size, packed) => writer.number(1, 0).number(2, size).number(3, packed).struct(5, (own) => own.number(1, to - row).number(2, column.kind === 'codes' ? rleDictionary : plain).number(3, rle).number(4, rle)));
      }
      chunk.bytes = at - (chunk.dictionary ?? chunk.start);
      return chunk;
    });
    groups.push({ rows: end - first, chunks });
  }
  const footer = metadata(columns, groups, rows);
  put(footer);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  put(length);
  put(mark);
}

function metadata(columns: readonly OutputColumn[], groups: readonly { rows: number; chunks: WrittenChunk[] }[], rows: number): Uint8Array {
  const schema = [null, ...columns];
  return new ThriftWriter()
    .number(1, 2)
    .structs(2, schema, (writer, column) => {
      if (!column) writer.text(4, 'plan').number(5, columns.length);
      // BYTE_ARRAY, optional where a value may be missing, UTF-8.
      else writer.number(1, 6).number(3, column.kind === 'codes' ? 1 : 0).text(4, column.name).number(6, 0).struct(10, (logical) => logical.struct(1, () => undefined));
    })
    .number(3, rows, 'i64')
    .structs(4, groups, (writer, group) => {
      writer
        .structs(1, group.chunks, (own, chunk) => {
          own.number(2, chunk.start, 'i64').struct(3, (meta) => {
            meta.number(1, 6).numbers(2, chunk.dictionary === null ? [plain, rle] : [plain, rle, rleDictionary]).texts(3, [chunk.name]).number(4, gzip);
            meta.number(5, chunk.rows, 'i64').number(6, chunk.unpacked, 'i64').number(7, chunk.bytes, 'i64').number(9, chunk.start, 'i64');
            if (chunk.dictionary !== null) meta.number(11, chunk.dictionary, 'i64');
          });
        })
        .number(2, group.chunks.reduce((sum, chunk) => sum + chunk.unpacked, 0), 'i64')
        .number(3, group.rows, 'i64');
    })
    .text(6, 'arbiter')
    .toBytes();
}

function plainTexts(texts: readonly string[]): Uint8Array {
  return Buffer.concat(texts.flatMap((text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  }));
}

function textPage({ bytes, offsets, of }: TextsByIndex, first: number, end: number): Uint8Array {
  let size = 0;
  for (let row = first; row < end; row++) size += 4 + offsets[of[row]! + 1]! - offsets[of[row]!]!;
  const out = new Uint8Array(size);
  let at = 0;
  for (let row = first; row < end; row++) {
    const [from, to] = [offsets[of[row]!]!, offsets[of[row]! + 1]!];
    const length = to - from;
    out[at++] = length & 255;
    out[at++] = (length >> 8) & 255;
    out[at++] = (length >> 16) & 255;
    out[at++] = length >>> 24;
    for (let k = from; k < to; k++) out[at++] = bytes[k]!;
  }
  return out;
}

/** Levels that say which rows have a value, then their codes, both bit-packed in groups of eight (Encodings.md, RLE = 3). */
function codedPage({ dictionary, codes }: CodedTexts, first: number, end: number): Uint8Array {
  const present: number[] = [];
  const levels = new Uint8Array(end - first);
  for (let row = first; row < end; row++) {
    if (codes[row]! < 0) continue;
    levels[row - first] = 1;
    present.push(codes[row]!);
  }
  const packedLevels = bitPacked(levels, 1);
  const bitWidth = Math.max(1, 32 - Math.clz32(Math.max(0, dictionary.length - 1)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packedLevels.length);
  return Buffer.concat([length, packedLevels, Uint8Array.of(bitWidth), bitPacked(present, bitWidth)]);
}

function bitPacked(values: ArrayLike<number>, bitWidth: number): Uint8Array {
  const groups = Math.ceil(values.length / 8);
  const head: number[] = [];
  let rest = groups * 2 + 1;
  for (; rest >= 128; rest = Math.floor(rest / 128)) head.push((rest % 128) | 128);
  head.push(rest);
  const out = new Uint8Array(head.length + groups * bitWidth);
  out.set(head);
  for (let i = 0; i < values.length; i++) {
    const bit = i * bitWidth;
    for (let k = 0; k < bitWidth; k++) if ((values[i]! >> k) & 1) out[head.length + ((bit + k) >> 3)]! |= 1 << ((bit + k) & 7);
  }
  return out;
}
