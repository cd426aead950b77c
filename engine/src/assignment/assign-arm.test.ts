import { describe, expect, it } from 'vitest';
import { armOf, bucketOf, sipHash64 } from './index.js';

const hex = (text: string): string => {
  const { high, low } = sipHash64(text);
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
};

/** The specification with 64-bit integers, word by word. */
function sipHashBySpecification(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const mask = (1n << 64n) - 1n;
  const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & mask;
  let [v0, v1, v2, v3] = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n];
  const round = (): void => {
    v0 = (v0 + v1) & mask; v1 = rotate(v1, 13n) ^ v0; v0 = rotate(v0, 32n);
    v2 = (v2 + v3) & mask; v3 = rotate(v3, 16n) ^ v2;
    v0 = (v0 + v3) & mask; v3 = rotate(v3, 21n) ^ v0;
    v2 = (v2 + v1) & mask; v1 = rotate(v1, 17n) ^ v2; v2 = rotate(v2, 32n);
  };
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / 8) * 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 8) {
    const word = view.getBigUint64(at, true);
    v3 ^= word; round(); round(); v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 4; i += 1) round();
  return (v0 ^ v1 ^ v2 ^ v3).toString(16).padStart(16, '0');
}

describe('the hash', () => {
  it('follows the specification for texts of every length', () => {
    for (let length = 0; length < 300; length += 1) {
      const text = Array.from({ length }, (_, i) => String.fromCodePoint(33 + ((i * 37 + length * 11) % 1200))).join('');
      expect(hex(text)).toBe(sipHashBySpecification(text));
    }
  });
});

describe('the arm of a customer', () => {
  it('keeps the planned share, evenly over the buckets', () => {
    const split = { salt: 's', campaignId: 'c', controlShare: 0.2 };
    const customers = Array.from({ length: 100_000 }, (_, i) => `customer-${i}`);
    const control = customers.filter((customer) => armOf(split, customer) === 'control').length;
    expect(Math.abs(control - 20_000)).toBeLessThan(4 * Math.sqrt(100_000 * 0.2 * 0.8));
    const tenths = new Array<number>(10).fill(0);
    for (const customer of customers) tenths[Math.floor(bucketOf(split, customer) / 1000)]! += 1;
    expect(tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it('differs between campaigns and salts, and grows with the share', () => {
    const customers = Array.from({ length: 5000 }, (_, i) => String(i));
    const controlOf = (salt: string, campaignId: string, controlShare: number): Set<string> => new Set(customers.filter((id) => armOf({ salt, campaignId, controlShare }, id) === 'control'));
    const base = controlOf('a', 'x', 0.1);
    const wider = controlOf('a', 'x', 0.3);
    expect([...base].every((id) => wider.has(id))).toBe(true);
    const other = controlOf('b', 'x', 0.1);
    expect([...base].filter((id) => other.has(id)).length).toBeLessThan(110);
    expect(controlOf('a', 'x', 0).size).toBe(0);
  });
});
