/** Writes Thrift's compact protocol: fields in ascending order, each struct ended by `end`. */
export class ThriftWriter {
  readonly #bytes: number[] = [];
  #last = 0;
  readonly #outer: number[] = [];

  number(field: number, value: number, type: 'i32' | 'i64' = 'i32'): this {
    this.#head(field, type === 'i32' ? 5 : 6);
    this.#zigzag(value);
    return this;
  }

  text(field: number, value: string): this {
    this.#head(field, 8);
    this.#rawText(value);
    return this;
  }

  struct(field: number, fill: (writer: this) => void): this {
    this.#head(field, 12);
    this.#inner(fill);
    return this;
  }

  structs<T>(field: number, items: readonly T[], fill: (writer: this, item: T) => void): this {
    this.#list(field, 12, items.length);
    for (const item of items) this.#inner(() => fill(this, item));
    return this;
  }

  numbers(field: number, values: readonly number[]): this {
    this.#list(field, 5, values.length);
    for (const value of values) this.#zigzag(value);
    return this;
  }

  texts(field: number, values: readonly string[]): this {
    this.#list(field, 8, values.length);
    for (const value of values) this.#rawText(value);
    return this;
  }

  /** Ends the outermost struct. */
  toBytes(): Uint8Array {
    return Uint8Array.from([...this.#bytes, 0]);
  }

  #inner(fill: (writer: this) => void): void {
    this.#outer.push(this.#last);
    this.#last = 0;
    fill(this);
    this.#bytes.push(0);
    this.#last = this.#outer.pop()!;
  }

  #list(field: number, type: number, length: number): void {
    this.#head(field, 9);
    if (length < 15) this.#bytes.push((length << 4) | type);
    else {
      this.#bytes.push(0xf0 | type);
      this.#varint(length);
    }
  }

  #head(field: number, type: number): void {
    this.#bytes.push(((field - this.#last) << 4) | type);
    this.#last = field;
  }

  #rawText(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.#varint(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) | 128);
    this.#bytes.push(rest);
  }
}
