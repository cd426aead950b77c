import type { IdColumn } from './instance.js';

const mostBytes = 0xffff_ffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Texts in order of arrival, each found again by its bytes: an open-addressed hash table over UTF-8 in one buffer. It holds as many
 * ids as memory has room for (a Map ends at 2²⁴ of them), and looking one up makes no string.
 */
export class IdTable {
  count = 0;
  #bytes: Uint8Array;
  #end = 0;
  #offsets: Uint32Array;
  #hashes: Uint32Array;
  /** Index + 1 of the id in a slot; 0 is free. At most half of the slots are taken. */
  #slots: Uint32Array;
  #scratch = new Uint8Array(64);

  constructor(expected = 16, expectedBytes = expected * 12) {
    this.#bytes = new Uint8Array(Math.max(64, expectedBytes));
    this.#offsets = new Uint32Array(expected + 1);
    this.#hashes = new Uint32Array(expected);
    this.#slots = new Uint32Array(slotsFor(expected));
  }

  /** Index of the id that stands in bytes[start … end), −1 when it is not here. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#look(bytes, start, end, hashOf(bytes, start, end));
  }

  /** Index of the id, which is added when it is not here yet: it is then equal to the count before the call. */
  findOrAdd(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const found = this.#look(bytes, start, end, hash);
    return found >= 0 ? found : this.#append(bytes, start, end, hash);
  }

  findText(text: string): number {
    const end = this.#encode(text);
    return this.find(this.#scratch, 0, end);
  }

  findOrAddText(text: string): number {
    const end = this.#encode(text);
    return this.findOrAdd(this.#scratch, 0, end);
  }

  /** As the text of a whole number: 17 is the id "17". */
  findNumber(value: number): number {
    const end = this.#digits(value);
    return this.find(this.#scratch, 0, end);
  }

  findOrAddNumber(value: number): number {
    const end = this.#digits(value);
    return this.findOrAdd(this.#scratch, 0, end);
  }

  text(index: number): string {
    return decoder.decode(this.#bytes.subarray(this.#offsets[index], this.#offsets[index + 1]));
  }

  texts(): string[] {
    return Array.from({ length: this.count }, (_, index) => this.text(index));
  }

  /** The ids as a column; the table goes on to be used only for looking up. */
  toColumn(): IdColumn {
    return { bytes: fitted(this.#bytes, this.#end), offsets: fitted(this.#offsets, this.count + 1) };
  }

  /** Bytes that the table takes. */
  get size(): number {
    return this.#bytes.byteLength + this.#offsets.byteLength + this.#hashes.byteLength + this.#slots.byteLength;
  }

  #look(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const [slots, hashes, offsets, own] = [this.#slots, this.#hashes, this.#offsets, this.#bytes];
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1;
      if (index < 0) return -1;
      if (hashes[index] !== hash) continue;
      const from = offsets[index]!;
      if (offsets[index + 1]! - from !== length) continue;
      let at = 0;
      while (at < length && own[from + at] === bytes[start + at]) at++;
      if (at === length) return index;
    }
  }

  #append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const index = this.count;
    const length = end - start;
    if (this.#end + length > mostBytes || index >= mostBytes - 1) throw new RangeError(`The ids take more than 4 GB of text (${index} so far): give shorter ids, such as numbers`);
    if (this.#end + length > this.#bytes.length) this.#bytes = grown(this.#bytes, Math.min(mostBytes, Math.max(this.#bytes.length * 2, this.#end + length)));
    if (index + 1 >= this.#offsets.length) this.#offsets = grown(this.#offsets, this.#offsets.length * 2 + 16);
    if (index >= this.#hashes.length) this.#hashes = grown(this.#hashes, this.#hashes.length * 2 + 16);
    for (let at = 0; at < length; at++) this.#bytes[this.#end + at] = bytes[start + at]!;
    this.#end += length;
    this.#offsets[index + 1] = this.#end;
    this.#hashes[index] = hash;
    this.count = index + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    else this.#place(hash, index);
    return index;
  }

  #place(hash: number, index: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }

  #rehash(size: number): void {
    this.#slots = new Uint32Array(size);
    for (let index = 0; index < this.count; index++) this.#place(this.#hashes[index]!, index);
  }

  #encode(text: string): number {
    if (this.#scratch.length < text.length * 3) this.#scratch = new Uint8Array(text.length * 3 + 64);
    return encoder.encodeInto(text, this.#scratch).written;
  }

  #digits(value: number): number {
    let rest = Math.abs(value);
    let length = value < 0 ? 2 : 1;
    for (let next = Math.floor(rest / 10); next > 0; next = Math.floor(next / 10)) length++;
    for (let at = length - 1; at >= (value < 0 ? 1 : 0); at--) {
      const next = Math.floor(rest / 10);
      this.#scratch[at] = 48 + (rest - next * 10);
      rest = next;
    }
    if (value < 0) this.#scratch[0] = 45;
    return length;
  }
}

/** A power of two, twice the ids at least. */
function slotsFor(ids: number): number {
  return 2 ** Math.max(5, Math.ceil(Math.log2(Math.max(1, ids) * 2)));
}

/** Murmur3 (Appleby, public domain) over the bytes, four at a time. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
  let rest = 0;
  for (let shift = 0; at < end; at++, shift += 8) rest |= bytes[at]! << shift;
  hash = mixed(hash, rest);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixed(hash: number, word: number): number {
  const spread = Math.imul(word, 0xcc9e2d51);
  const turned = hash ^ Math.imul((spread << 15) | (spread >>> 17), 0x1b873593);
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}

function grown<T extends Uint8Array | Uint32Array>(values: T, length: number): T {
  const out = new (values.constructor as new (length: number) => T)(length);
  out.set(values);
  return out;
}

/** Exactly so many of the values: those themselves where nothing is left over, else a copy that takes no room it does not need. */
function fitted<T extends Uint8Array | Uint32Array>(values: T, length: number): T {
  return values.length === length ? values : (values.slice(0, length) as T);
}
