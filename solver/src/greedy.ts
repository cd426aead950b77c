import { Plan } from './finish/plan.js';
import type { Model } from './model/model.js';

/**
 * What going through the candidates by falling gain would give: each is taken where its customer and every "at most" limit allow it.
 * Floors and equalities are not looked at, as they are not where such a list is worked by hand.
 *
 * Walks customers, not candidates: each waits with its best candidate left, the largest goes first and comes back with its next one.
 * An option that a cap has closed for a cell stays closed, where nothing can free the cap again, and is passed over.
 */
export function greedyPlan(model: Model): Plan {
  const plan = Plan.empty(model);
  const { offsets, option, gain, options, cell } = model;
  const closed = new Uint8Array(model.cells * options);
  const frees = rowsThatFree(model);
  const next = new Int32Array(model.customers);
  // The best candidate after `last` in falling order (ties by index), that gains and is not closed; −1 without one.
  const nextOf = (i: number, last: number): number => {
    const base = cell[i]! * options;
    let best = -1;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const g = gain[e]!;
      if (!(g > 0) || closed[base + option[e]!] || (best >= 0 && g <= gain[best]!)) continue;
      if (last < 0 || g < gain[last]! || (g === gain[last]! && e > last)) best = e;
    }
    return best;
  };
  const first = new Float64Array(model.customers);
  for (let i = 0; i < model.customers; i++) {
    next[i] = nextOf(i, -1);
    first[i] = next[i]! < 0 ? 0 : gain[next[i]!]!;
  }
  const order = byFalling(first);
  const again = new Heap((i) => gain[next[i]!]!);
  for (let z = 0; z < order.length || again.size > 0; ) {
    const fresh = z < order.length ? order[z]! : -1;
    const i = fresh >= 0 && (again.size === 0 || first[fresh]! >= again.topValue) ? (z++, fresh) : again.pop();
    const e = next[i]!;
    if (e < 0) continue;
    const q = cell[i]! * options + option[e]!;
    let more = plan.slots > 1;
    if (closed[q]) more = true;
    else if (plan.mayMove(i, -1, e)) {
      const row = plan.brokenCap(i, e);
      if (row < 0) plan.apply(i, -1, e);
      else {
        more = true;
        if (!frees[row]) closed[q] = 1;
      }
    }
    if (more && (next[i] = nextOf(i, e)) >= 0) again.push(i);
  }
  return plan;
}

/** Rows that a further choice may free again, or whose coefficients differ within a cell and option. */
function rowsThatFree({ entries, rows }: Model): Uint8Array {
  const frees = new Uint8Array(rows.length);
  for (let s = 0; s < entries.row.length; s++) if (entries.coefficient[s]! < 0 || entries.channel[s]! > 0) frees[entries.row[s]!] = 1;
  return frees;
}

/** Indexes by falling value, which must not be negative: a radix sort on the bits of the float32 values, 16 bits a pass. */
function byFalling(values: Float64Array): Uint32Array {
  const n = values.length;
  const keys = new Uint32Array(Float32Array.from(values).buffer);
  let order = Uint32Array.from({ length: n }, (_, z) => z);
  for (const shift of [0, 16]) {
    const start = new Uint32Array(65_537);
    const bucket = (e: number): number => 0xffff - ((keys[e]! >>> shift) & 0xffff);
    for (let e = 0; e < n; e++) start[bucket(e) + 1]!++;
    for (let b = 0; b < 65_536; b++) start[b + 1]! += start[b]!;
    const sorted = new Uint32Array(n);
    for (const e of order) sorted[start[bucket(e)]!++] = e;
    order = sorted;
  }
  return order;
}

/** A binary heap of customers, largest value on top; ties by the smaller index. */
class Heap {
  readonly #items: number[] = [];
  readonly #values: number[] = [];
  readonly #valueOf: (item: number) => number;

  constructor(valueOf: (item: number) => number) {
    this.#valueOf = valueOf;
  }
  get size(): number {
    return this.#items.length;
  }
  get topValue(): number {
    return this.#values[0]!;
  }

  push(item: number): void {
    let at = this.#items.push(item) - 1;
    this.#values.push(this.#valueOf(item));
    for (let up = (at - 1) >> 1; at > 0 && this.#before(at, up); up = (at - 1) >> 1) {
      this.#swap(at, up);
      at = up;
    }
  }

  pop(): number {
    const top = this.#items[0]!;
    this.#swap(0, this.#items.length - 1);
    this.#items.pop();
    this.#values.pop();
    for (let at = 0; ; ) {
      let best = at;
      for (const down of [2 * at + 1, 2 * at + 2]) if (down < this.#items.length && this.#before(down, best)) best = down;
      if (best === at) return top;
      this.#swap(at, best);
      at = best;
    }
  }

  #before(a: number, b: number): boolean {
    return this.#values[a]! > this.#values[b]! || (this.#values[a] === this.#values[b] && this.#items[a]! < this.#items[b]!);
  }
  #swap(a: number, b: number): void {
    [this.#items[a], this.#items[b]] = [this.#items[b]!, this.#items[a]!];
    [this.#values[a], this.#values[b]] = [this.#values[b]!, this.#values[a]!];
  }
}
