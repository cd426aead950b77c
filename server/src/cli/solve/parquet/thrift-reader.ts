import { ParquetError } from './parquet-error.js';

/** A struct of Thrift by the numbers of its fields. */
export interface ThriftStruct {
  [field: number]: ThriftValue | undefined;
}
export type ThriftValue = number | boolean | Uint8Array | ThriftValue[] | ThriftStruct;

/** The bytes at hand end inside the value: with more of them it may be read. */
export class ShortInput extends Error {}

const mostDepth = 32;

/** Reads Thrift's compact protocol (thrift.apache.org, "compact protocol specification"), in which Parquet keeps all that is not data. */
export class ThriftReader {
  constructor(private readonly bytes: Uint8Array, public at = 0) {}

  struct(depth = 0): ThriftStruct {
    if (depth > mostDepth) throw new ParquetError('its metadata are nested too deeply');
    const out: ThriftStruct = {};
    let field = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return out;
      const step = head >> 4;
      field = step === 0 ? this.#zigzag() : field + step;
      out[field] = this.#value(head & 15, depth);
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return (this.#byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        return new DataView(this.#take(8).slice().buffer).getFloat64(0, true);
      case 8:
        return this.#take(this.#varint());
      case 9:
      case 10:
        return this.#list(depth);
      case 11:
        return this.#map(depth);
      case 12:
        return this.struct(depth + 1);
      default:
        throw new ParquetError(`its metadata hold a field of the unknown type ${type}`);
    }
  }

  #list(depth: number): ThriftValue[] {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    const type = head & 15;
    // An element takes a byte at least: a list cannot be longer than what is left.
    if (size > this.bytes.length - this.at) throw new ShortInput();
    const out: ThriftValue[] = [];
    for (let i = 0; i < size; i++) out.push(type <= 2 ? this.#byte() === 1 : this.#value(type, depth + 1));
    return out;
  }

  /** Maps hold nothing that is needed: passed over. */
  #map(depth: number): ThriftValue[] {
    const size = this.#varint();
    if (size === 0) return [];
    const types = this.#byte();
    if (size > this.bytes.length - this.at) throw new ShortInput();
    for (let i = 0; i < size; i++) {
      this.#value(types >> 4, depth + 1);
      this.#value(types & 15, depth + 1);
    }
    return [];
  }

  #take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new ShortInput();
    return this.bytes.subarray(this.at, (this.at += length));
  }

  #byte(): number {
    if (this.at >= this.bytes.length) throw new ShortInput();
    return this.bytes[this.at++]!;
  }

  #varint(): number {
    let result = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.#byte();
      result += (byte & 127) * factor;
      if (byte < 128) return result;
    }
    throw new ParquetError('its metadata hold a number of more than 64 bits');
  }

  #zigzag(): number {
    const raw = this.#varint();
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }
}

export function structOf(value: ThriftValue | undefined): ThriftStruct | undefined {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array) ? value : undefined;
}
export function listOf(value: ThriftValue | undefined): ThriftValue[] {
  return Array.isArray(value) ? value : [];
}
export function numberOf(value: ThriftValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
export function textOf(value: ThriftValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8') : '';
}
