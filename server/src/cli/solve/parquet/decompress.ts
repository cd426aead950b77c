import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import { ParquetError } from './parquet-error.js';

const names = ['none', 'Snappy', 'gzip', 'LZO', 'Brotli', 'LZ4', 'Zstandard', 'LZ4_RAW'];

/** Bytes of a page, which are `size` when unpacked. `codec` is the number that Parquet gives it. */
export function decompress(codec: number, packed: Uint8Array, size: number): Uint8Array {
  if (codec === 0) return packed;
  let bytes: Uint8Array;
  try {
    bytes = unpack(codec, packed, size);
  } catch (error) {
    if (error instanceof ParquetError) throw error;
    throw new ParquetError(`a page packed by ${names[codec] ?? codec} cannot be unpacked (${error instanceof Error ? error.message : String(error)}): the file is damaged`);
  }
  if (bytes.length !== size) throw new ParquetError(`a page has ${bytes.length} bytes unpacked where ${size} were announced: the file is damaged`);
  return bytes;
}

function unpack(codec: number, packed: Uint8Array, size: number): Uint8Array {
  switch (codec) {
    case 1:
      return unsnappy(packed, size);
    case 2:
      return asBytes(gunzipSync(packed, { maxOutputLength: Math.max(1, size) }));
    case 4:
      return asBytes(brotliDecompressSync(packed, { maxOutputLength: Math.max(1, size) }));
    case 6:
      return unzstd(packed, new Uint8Array(size));
    case 7:
      return unlz4(packed, size);
    default:
      throw new ParquetError(`it is packed by ${names[codec] ?? `method ${codec}`}, which is not read here: write it with Snappy, gzip, Zstandard or none`);
  }
}

/** A Buffer's slices share its memory, those of its bytes are copies. */
function asBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Snappy's raw format (google/snappy, format_description.txt). */
function unsnappy(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  while (packed[at]! >= 128) at++;
  at++;
  let end = 0;
  while (at < packed.length) {
    const tag = packed[at++]!;
    let length: number;
    if ((tag & 3) === 0) {
      length = tag >> 2;
      if (length >= 60) {
        const extra = length - 59;
        length = 0;
        for (let k = 0; k < extra; k++) length += packed[at + k]! * 256 ** k;
        at += extra;
      }
      length++;
      if (at + length > packed.length || end + length > size) throw new ParquetError('a page packed by Snappy has a literal past its end: the file is damaged');
      if (length > 24) out.set(packed.subarray(at, at + length), end);
      else for (let k = 0; k < length; k++) out[end + k] = packed[at + k]!;
      at += length;
      end += length;
      continue;
    }
    let offset: number;
    if ((tag & 3) === 1) {
      length = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | packed[at]!;
      at += 1;
    } else if ((tag & 3) === 2) {
      length = (tag >> 2) + 1;
      offset = packed[at]! | (packed[at + 1]! << 8);
      at += 2;
    } else {
      length = (tag >> 2) + 1;
      offset = (packed[at]! | (packed[at + 1]! << 8) | (packed[at + 2]! << 16)) + packed[at + 3]! * 2 ** 24;
      at += 4;
    }
    end = copyBack(out, end, offset, length);
  }
  return end === size ? out : out.subarray(0, end);
}

/** LZ4's block format (lz4, lz4_Block_format.md). */
function unlz4(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let [at, end] = [0, 0];
  const long = (length: number): number => {
    if (length !== 15) return length;
    for (let byte = 255; byte === 255 && at < packed.length; length += byte) byte = packed[at++]!;
    return length;
  };
  while (at < packed.length) {
    const token = packed[at++]!;
    const literal = long(token >> 4);
    if (at + literal > packed.length || end + literal > size) throw new ParquetError('a page packed by LZ4 has a literal past its end: the file is damaged');
    out.set(packed.subarray(at, at + literal), end);
    at += literal;
    end += literal;
    if (at >= packed.length) break;
    const offset = packed[at]! | (packed[at + 1]! << 8);
    at += 2;
    end = copyBack(out, end, offset, long(token & 15) + 4);
  }
  return end === size ? out : out.subarray(0, end);
}

/** Repeats `length` bytes from `offset` before the end; they may overlap what is written. Returns the new end. */
function copyBack(out: Uint8Array, end: number, offset: number, length: number): number {
  if (!(offset > 0) || offset > end || end + length > out.length) throw new ParquetError('a packed page refers to bytes that it does not have: the file is damaged');
  if (length > 24 && offset >= length) out.copyWithin(end, end - offset, end - offset + length);
  else for (let k = end; k < end + length; k++) out[k] = out[k - offset]!;
  return end + length;
}
