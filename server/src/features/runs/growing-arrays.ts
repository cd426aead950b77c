type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A typed array that doubles when it is full: columns whose length is known only at the end of a stream. */
export class GrowingArray<T extends Numbers> {
  #values: T;
  length = 0;

  constructor(private readonly kind: new (length: number) => T, capacity = 1024) {
    this.#values = new kind(capacity);
  }

  push(value: number): void {
    this.reserve(1);
    this.#values[this.length++] = value;
  }

  /** Appends all of them, such as the bytes of an id. */
  append(values: ArrayLike<number>): void {
    this.reserve(values.length);
    this.#values.set(values, this.length);
    this.length += values.length;
  }

  /** The values so far, in an array of exactly their length. */
  toArray(): T {
    return this.#values.slice(0, this.length) as T;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.#values.length) return;
    const grown = new this.kind(Math.max(this.#values.length * 2, this.length + more));
    grown.set(this.#values);
    this.#values = grown;
  }
}
