import { ParquetError } from './parquet-error.js';

/**
 * Fills `out` from Parquet's mixture of run lengths and bit packing (Encodings.md, RLE = 3): levels and codes of dictionaries.
 * Returns where the bytes read end.
 */
export function readHybrid(bytes: Uint8Array, start: number, end: number, bitWidth: number, out: Int32Array | Uint8Array): number {
  if (bitWidth > 32) throw new ParquetError(`codes of ${bitWidth} bits: the file is damaged`);
  const count = out.length;
  if (bitWidth === 0) {
    out.fill(0);
    return start;
  }
  const bytesOfValue = (bitWidth + 7) >> 3;
  let [at, filled] = [start, 0];
  while (filled < count) {
    let [head, shift] = [0, 1];
    for (let byte = 128; byte >= 128; shift *= 128) {
      if (at >= end) throw new ParquetError(`a page ends after ${filled} of ${count} values: the file is damaged or cut short`);
      byte = bytes[at++]!;
      head += (byte & 127) * shift;
    }
    if (head % 2 === 0) {
      let value = 0;
      if (at + bytesOfValue > end) throw new ParquetError(`a page ends after ${filled} of ${count} values: the file is damaged or cut short`);
      for (let k = 0; k < bytesOfValue; k++) value |= bytes[at++]! << (8 * k);
      const run = Math.min(count - filled, head / 2);
      if (run === 0) continue;
      if (run < 32) for (let k = 0; k < run; k++) out[filled + k] = value;
      else out.fill(value, filled, filled + run);
      filled += run;
    } else {
      const packed = ((head - 1) / 2) * 8;
      const taken = Math.min(count - filled, packed);
      readPacked(bytes, at, end, bitWidth, out, filled, taken);
      at = Math.min(end, at + (packed / 8) * bitWidth);
      filled += taken;
    }
  }
  return at;
}

/** Values of `bitWidth` bits each, lowest bit first. */
function readPacked(bytes: Uint8Array, start: number, end: number, bitWidth: number, out: Int32Array | Uint8Array, first: number, count: number): void {
  if (start + Math.ceil((count * bitWidth) / 8) > end) throw new ParquetError('bit-packed values go past the end of their page: the file is damaged or cut short');
  if (bitWidth <= 24) {
    const mask = (1 << bitWidth) - 1;
    let [word, bits, at] = [0, 0, start];
    for (let k = 0; k < count; k++) {
      while (bits < bitWidth) {
        word |= bytes[at++]! << bits;
        bits += 8;
      }
      out[first + k] = word & mask;
      word >>>= bitWidth;
      bits -= bitWidth;
    }
    return;
  }
  for (let k = 0; k < count; k++) {
    let value = 0;
    const bit = k * bitWidth;
    for (let got = 0; got < bitWidth; ) {
      const inByte = (bit + got) & 7;
      const taken = Math.min(8 - inByte, bitWidth - got);
      const part = (bytes[start + ((bit + got) >>> 3)]! >> inByte) & ((1 << taken) - 1);
      value += part * 2 ** got;
      got += taken;
    }
    out[first + k] = value | 0;
  }
}
