/**
 * Keeps the nearest customers for every row and direction: bucket 2k for those whose exchange lowers the use of row k, 2k + 1 for those
 * that raise it. By the overall gap alone, rows of few customers would have nothing to balance with.
 */
export class NearestByRow {
  /** Gap from which on a customer is of no more use to a bucket; −1 for rows that do not matter. */
  readonly limits: Float64Array;
  readonly #gap: ArrayLike<number>;
  readonly #wanted: Uint32Array;
  readonly #buckets: number[][];

  /** `wanted`: how many for either direction of each row, 0 for rows that do not matter. `gap`: by customer. */
  constructor(gap: ArrayLike<number>, wanted: Uint32Array) {
    this.#gap = gap;
    this.#wanted = wanted;
    this.#buckets = Array.from({ length: 2 * wanted.length }, () => []);
    this.limits = Float64Array.from(this.#buckets, (_, b) => (wanted[b >> 1]! > 0 ? Infinity : -1));
  }

  add(bucket: number, customer: number): void {
    const own = this.#buckets[bucket]!;
    if (own.push(customer) >= 4 * this.#wanted[bucket >> 1]!) this.#shrink(bucket);
  }

  /** Whether every bucket has a quarter of what is wanted. */
  get full(): boolean {
    return this.#buckets.every((own, b) => 4 * own.length >= this.#wanted[b >> 1]!);
  }

  /** Empties the buckets for another look at everybody, but keeps what is known of the limits. */
  restart(): void {
    this.#buckets.forEach((own, b) => {
      this.#shrink(b);
      own.length = 0;
    });
  }

  /** The nearest of each bucket, nearest first. */
  lists(): number[][] {
    this.#buckets.forEach((_, b) => this.#shrink(b));
    return this.#buckets;
  }

  #shrink(bucket: number): void {
    const own = this.#buckets[bucket]!;
    const wanted = this.#wanted[bucket >> 1]!;
    own.sort((a, b) => this.#gap[a]! - this.#gap[b]! || a - b);
    own.length = Math.min(own.length, wanted);
    if (own.length === wanted && wanted > 0) this.limits[bucket] = this.#gap[own[wanted - 1]!]! * (1 + 1e-9) + 1e-30;
  }
}
