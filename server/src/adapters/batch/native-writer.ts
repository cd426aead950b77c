import { type NativeColumn, nativeTypeName, type NativeType } from './native-columns.js';

/** Prints one block of ClickHouse's Native format (protocol revision 0). Columns hold `rows` values each. */
export function writeNativeBlock(rows: number, columns: readonly NativeColumn[]): Buffer {
  const writer = new NativeWriter();
  writer.length(columns.length);
  writer.length(rows);
  for (const { name, type, values } of columns) {
    writer.text(name);
    writer.text(nativeTypeName(type));
    writer.values(type, values, rows);
  }
  return writer.bytes();
}

class NativeWriter {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #at = 0;

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  length(value: number): void {
    this.#grow(10);
    let left = value;
    while (left >= 128) {
      this.#bytes[this.#at++] = (left % 128) | 128;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#at++] = left;
  }

  text(value: string): void {
    const most = value.length * 3;
    this.#grow(most + 10);
    if (value.length < 128 && most < 128) {
      // The length is known after writing: one byte holds it.
      const written = this.#bytes.write(value, this.#at + 1, most);
      this.#bytes[this.#at] = written;
      this.#at += written + 1;
      return;
    }
    this.length(Buffer.byteLength(value));
    this.#grow(most);
    this.#at += this.#bytes.write(value, this.#at, most);
  }

  values(type: NativeType, values: ArrayLike<unknown>, rows: number): void {
    switch (type.kind) {
      case 'float64':
        this.#grow(rows * 8);
        for (let row = 0; row < rows; row += 1) this.#at = this.#bytes.writeDoubleLE(values[row] as number, this.#at);
        return;
      case 'int32':
        this.#grow(rows * 4);
        for (let row = 0; row < rows; row += 1) this.#at = this.#bytes.writeInt32LE(values[row] as number, this.#at);
        return;
      case 'uint64':
        this.#grow(rows * 8);
        for (let row = 0; row < rows; row += 1) {
          const value = values[row] as number;
          this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at);
          this.#at = this.#bytes.writeUInt32LE(Math.floor(value / 2 ** 32), this.#at);
        }
        return;
      case 'bool':
        this.#grow(rows);
        for (let row = 0; row < rows; row += 1) this.#bytes[this.#at++] = values[row] ? 1 : 0;
        return;
      case 'string':
        for (let row = 0; row < rows; row += 1) this.text(values[row] as string);
        return;
      case 'nullable':
        this.#nullable(type.of, values, rows);
        return;
      case 'array':
        this.#arrays(type.of, values as ArrayLike<ArrayLike<unknown>>, rows);
    }
  }

  #nullable(of: NativeType, values: ArrayLike<unknown>, rows: number): void {
    this.#grow(rows);
    const filler = of.kind === 'string' ? '' : of.kind === 'bool' ? false : 0;
    const filled = new Array<unknown>(rows);
    for (let row = 0; row < rows; row += 1) {
      const value = values[row];
      this.#bytes[this.#at++] = value === null ? 1 : 0;
      filled[row] = value === null ? filler : value;
    }
    this.values(of, filled, rows);
  }

  #arrays(of: NativeType, values: ArrayLike<ArrayLike<unknown>>, rows: number): void {
    this.#grow(rows * 8);
    const flat: unknown[] = [];
    for (let row = 0; row < rows; row += 1) {
      const list = values[row]!;
      for (let index = 0; index < list.length; index += 1) flat.push(list[index]);
      this.#at = this.#bytes.writeBigUInt64LE(BigInt(flat.length), this.#at);
    }
    this.values(of, flat, flat.length);
  }

  #grow(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + length));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
