/**
 * SipHash-2-4 with a key of zeros (Aumasson and Bernstein, 2012) of a text's UTF-8 bytes: what ClickHouse calls sipHash64 of one String.
 * 64-bit words are pairs of 32-bit halves, which is several times quicker than BigInt.
 */
export function sipHash64(text: string): { high: number; low: number } {
  const bytes = encoder.encode(text);
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const v = new Uint32Array([0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462]);
  const whole = length - (length % 8);
  for (let at = 0; at < whole; at += 8) absorb(v, view.getUint32(at, true), view.getUint32(at + 4, true));
  let low = 0;
  let high = (length & 0xff) << 24;
  for (let i = 0; i < length - whole; i += 1) {
    if (i < 4) low |= bytes[whole + i]! << (8 * i);
    else high |= bytes[whole + i]! << (8 * (i - 4));
  }
  absorb(v, low, high);
  v[4]! ^= 0xff;
  for (let i = 0; i < 4; i += 1) round(v);
  return { high: (v[1]! ^ v[3]! ^ v[5]! ^ v[7]!) >>> 0, low: (v[0]! ^ v[2]! ^ v[4]! ^ v[6]!) >>> 0 };
}

const encoder = new TextEncoder();

// The state holds v0, v1, v2, v3, each as low half, high half.
function absorb(v: Uint32Array, low: number, high: number): void {
  v[6]! ^= low;
  v[7]! ^= high;
  round(v);
  round(v);
  v[0]! ^= low;
  v[1]! ^= high;
}

function round(v: Uint32Array): void {
  add(v, 0, 2);
  rotate(v, 2, 13);
  mix(v, 2, 0);
  swap(v, 0);
  add(v, 4, 6);
  rotate(v, 6, 16);
  mix(v, 6, 4);
  add(v, 0, 6);
  rotate(v, 6, 21);
  mix(v, 6, 0);
  add(v, 4, 2);
  rotate(v, 2, 17);
  mix(v, 2, 4);
  swap(v, 4);
}

function add(v: Uint32Array, to: number, from: number): void {
  const low = v[to]! + v[from]!;
  v[to + 1] = v[to + 1]! + v[from + 1]! + (low > 0xffffffff ? 1 : 0);
  v[to] = low;
}

function rotate(v: Uint32Array, at: number, bits: number): void {
  const low = v[at]!;
  const high = v[at + 1]!;
  v[at] = (low << bits) | (high >>> (32 - bits));
  v[at + 1] = (high << bits) | (low >>> (32 - bits));
}

function mix(v: Uint32Array, to: number, from: number): void {
  v[to]! ^= v[from]!;
  v[to + 1]! ^= v[from + 1]!;
}

/** Rotation by 32 bits. */
function swap(v: Uint32Array, at: number): void {
  const low = v[at]!;
  v[at] = v[at + 1]!;
  v[at + 1] = low;
}
