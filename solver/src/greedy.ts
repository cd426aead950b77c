import { Plan } from './finish/plan.js';
import { greedyByQueue, suitsQueue } from './greedy-queue.js';
import type { Model } from './model/model.js';

/** Candidates that are put in order at a time. */
const portion = 1 << 21;

/**
 * What going through the candidates by falling gain would give (equal ones by index): each is taken where its customer and every "at
 * most" limit allow it. Floors and equalities are not looked at, as they are not where such a list is worked by hand.
 * A candidate that was refused is not tried again, even where a share has room for it later.
 */
export function greedyPlan(model: Model): Plan {
  return suitsQueue(model) ? greedyByQueue(model) : greedyByList(model);
}

/**
 * The same for any model: the list is made portion by portion, from the largest gains down. Whoever has an action by then, and options
 * that a cap has closed for a cell where nothing can free it again, do not get into the later ones.
 */
export function greedyByList(model: Model): Plan {
  const plan = Plan.empty(model);
  const { option, options, cell } = model;
  const closed = new Uint8Array(model.cells * options);
  const frees = rowsThatFree(model);
  const full = new Uint8Array(model.customers);
  const list = new FallingList(model, full, closed);
  while (list.next()) {
    for (let z = 0; z < list.length; z++) {
      const e = list.candidates[z]!;
      const i = list.customers[z]!;
      const q = cell[i]! * options + option[e]!;
      if (full[i] || closed[q] || !plan.mayMove(i, -1, e)) continue;
      const row = plan.brokenCap(i, e);
      if (row < 0) {
        plan.apply(i, -1, e);
        if (plan.slots === 1) full[i] = 1;
      } else if (!frees[row]) closed[q] = 1;
    }
  }
  return plan;
}

/** Rows that a further choice may free again, or whose coefficients differ within a cell and option. */
function rowsThatFree({ entries, rows }: Model): Uint8Array {
  const frees = new Uint8Array(rows.length);
  for (let s = 0; s < entries.row.length; s++) if (entries.coefficient[s]! < 0 || entries.channel[s]! > 0) frees[entries.row[s]!] = 1;
  return frees;
}

/** Candidates that gain, by falling gain, in portions that are bounded by the upper half of the bits of the gain as float32. */
class FallingList {
  candidates = new Uint32Array(0);
  customers = new Uint32Array(0);
  length = 0;
  /** Candidates by the upper bits of their gain. */
  readonly #counts = new Uint32Array(65_536);
  /** Portions so far reach down to here. */
  #above = 65_536;
  readonly #single = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#single.buffer);

  constructor(private readonly model: Model, private readonly full: Uint8Array, private readonly closed: Uint8Array) {
    for (const gain of model.gain) if (gain > 0) this.#counts[this.#key(gain) >>> 16]!++;
  }

  /** The bits of a positive float32 are in the order of its size. */
  #key(gain: number): number {
    this.#single[0] = gain;
    return this.#bits[0]!;
  }

  /** Makes the next portion; false when there is none. */
  next(): boolean {
    let [from, size] = [this.#above, 0];
    while (from > 0 && (size === 0 || size + this.#counts[from - 1]! <= portion)) size += this.#counts[--from]!;
    if (size === 0) return false;
    this.#gather(from, this.#above, size);
    this.#above = from;
    return true;
  }

  #gather(from: number, to: number, size: number): void {
    const { offsets, option, gain, options, cell, customers } = this.model;
    const [found, whose, keys] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
    let length = 0;
    for (let i = 0; i < customers; i++) {
      if (this.full[i]) continue;
      const base = cell[i]! * options;
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
        if (!(gain[e]! > 0) || this.closed[base + option[e]!]) continue;
        const key = this.#key(gain[e]!);
        if (key >>> 16 < from || key >>> 16 >= to) continue;
        [found[length], whose[length], keys[length++]] = [e, i, key];
      }
    }
    const order = byFalling(keys.subarray(0, length), (a, b) => gain[found[b]!]! - gain[found[a]!]!);
    this.candidates = order.map((z) => found[z]!);
    this.customers = order.map((z) => whose[z]!);
    this.length = length;
  }
}

/** Places by falling key, equal ones by `exactly` and then as they come: a radix sort, 16 bits a pass. */
function byFalling(keys: Uint32Array, exactly: (a: number, b: number) => number): Uint32Array {
  const n = keys.length;
  let order = Uint32Array.from({ length: n }, (_, z) => z);
  let sorted = new Uint32Array(n);
  for (const shift of [0, 16]) {
    const start = new Uint32Array(65_537);
    for (let z = 0; z < n; z++) start[0x10000 - ((keys[z]! >>> shift) & 0xffff)]!++;
    for (let b = 0; b < 65_536; b++) start[b + 1]! += start[b]!;
    for (let k = 0; k < n; k++) sorted[start[0xffff - ((keys[order[k]!]! >>> shift) & 0xffff)]!++] = order[k]!;
    [order, sorted] = [sorted, order];
  }
  // What float32 does not tell apart.
  for (let first = 0; first < n; ) {
    let end = first + 1;
    let inOrder = true;
    for (; end < n && keys[order[end]!] === keys[order[first]!]; end++) inOrder &&= exactly(order[end - 1]!, order[end]!) <= 0;
    if (!inOrder) order.subarray(first, end).sort((a, b) => exactly(a, b) || a - b);
    first = end;
  }
  return order;
}
