import { ParquetError } from './parquet-error.js';

/** Reads bytes with the little helpers of the delta encodings (Encodings.md: DELTA_BINARY_PACKED = 5, DELTA_LENGTH_BYTE_ARRAY = 6, DELTA_BYTE_ARRAY = 7). */
class DeltaCursor {
  constructor(readonly bytes: Uint8Array, public at: number, readonly end: number) {}

  byte(): number {
    if (this.at >= this.end) throw new ParquetError('delta-encoded values end too early: the file is damaged or cut short');
    return this.bytes[this.at++]!;
  }

  unsigned(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      result |= BigInt(byte & 127) << shift;
      if (byte < 128) return result;
    }
    throw new ParquetError('a delta-encoded number has more than 64 bits: the file is damaged');
  }

  signed(): bigint {
    const raw = this.unsigned();
    return (raw >> 1n) ^ -(raw & 1n);
  }
}

/** Whole numbers of 64 bits; returns them with where the bytes read end. */
export function readDeltas(bytes: Uint8Array, start: number, end: number, most: number): { values: BigInt64Array; at: number } {
  const cursor = new DeltaCursor(bytes, start, end);
  const blockSize = Number(cursor.unsigned());
  const parts = Number(cursor.unsigned());
  const total = Number(cursor.unsigned());
  const partSize = blockSize / parts;
  if (!(parts > 0) || !Number.isInteger(partSize) || total > most) throw new ParquetError(`delta-encoded values announce ${total} numbers in blocks of ${blockSize}: the file is damaged`);
  const values = new BigInt64Array(total);
  let last = cursor.signed();
  if (total > 0) values[0] = last;
  for (let filled = 1; filled < total; ) {
    const least = cursor.signed();
    const widths = Array.from({ length: parts }, () => cursor.byte());
    for (const width of widths) {
      if (filled >= total) break;
      if (width > 64) throw new ParquetError(`delta-encoded values have ${width} bits: the file is damaged`);
      const [first, bytesOfPart] = [cursor.at, (partSize * width) / 8];
      if (first + bytesOfPart > end) throw new ParquetError('delta-encoded values end too early: the file is damaged or cut short');
      for (let k = 0; k < partSize && filled < total; k++) values[filled++] = last = BigInt.asIntN(64, last + least + bitsAt(bytes, first, k * width, width));
      cursor.at += bytesOfPart;
    }
  }
  return { values, at: cursor.at };
}

function bitsAt(bytes: Uint8Array, start: number, bit: number, width: number): bigint {
  if (width === 0) return 0n;
  let [low, high] = [0, 0];
  for (let got = 0; got < width; ) {
    const inByte = (bit + got) & 7;
    const taken = Math.min(8 - inByte, width - got, got < 32 ? 32 - got : 64);
    const part = (bytes[start + ((bit + got) >>> 3)]! >> inByte) & ((1 << taken) - 1);
    if (got < 32) low += part * 2 ** got;
    else high += part * 2 ** (got - 32);
    got += taken;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Texts with their lengths before them: where each begins and ends in `bytes`. */
export function readDeltaLengths(bytes: Uint8Array, start: number, end: number, most: number): { starts: Uint32Array; ends: Uint32Array } {
  const { values, at } = readDeltas(bytes, start, end, most);
  const [starts, ends] = [new Uint32Array(values.length), new Uint32Array(values.length)];
  let next = at;
  for (let i = 0; i < values.length; i++) {
    starts[i] = next;
    next += Number(values[i]);
    if (next > end || Number(values[i]) < 0) throw new ParquetError('a text goes past the end of its page: the file is damaged or cut short');
    ends[i] = next;
  }
  return { starts, ends };
}

/** Texts that share their beginning with the one before. */
export function readDeltaTexts(bytes: Uint8Array, start: number, end: number, most: number): { bytes: Uint8Array; starts: Uint32Array; ends: Uint32Array } {
  const { values: shared, at } = readDeltas(bytes, start, end, most);
  const rest = readDeltaLengths(bytes, at, end, most);
  if (rest.starts.length !== shared.length) throw new ParquetError('texts and their shared beginnings differ in number: the file is damaged');
  const [starts, ends] = [new Uint32Array(shared.length), new Uint32Array(shared.length)];
  let size = 0;
  for (let i = 0; i < shared.length; i++) size += Number(shared[i]) + rest.ends[i]! - rest.starts[i]!;
  if (size > 0xffff_ffff) throw new ParquetError('the texts of one page take more than 4 GB: the file is damaged');
  const out = new Uint8Array(size);
  let next = 0;
  for (let i = 0; i < shared.length; i++) {
    const common = Number(shared[i]);
    if (common < 0 || (i === 0 ? common > 0 : common > ends[i - 1]! - starts[i - 1]!)) throw new ParquetError('a text shares more with the one before than that has: the file is damaged');
    starts[i] = next;
    if (common > 0) out.copyWithin(next, starts[i - 1]!, starts[i - 1]! + common);
    out.set(bytes.subarray(rest.starts[i], rest.ends[i]), next + common);
    next += common + rest.ends[i]! - rest.starts[i]!;
    ends[i] = next;
  }
  return { bytes: out, starts, ends };
}
