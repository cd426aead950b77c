/**
 * Counting sort: turns the customer of each candidate into its place in the order of the customers, in the same array, and fills
 * `offsets` (one longer than the customers, all zero) with where each customer's candidates begin. Candidates of one customer keep
 * their order.
 */
export function countingSort(customer: Uint32Array, offsets: Uint32Array): void {
  for (let row = 0; row < customer.length; row++) offsets[customer[row]! + 1]!++;
  for (let i = 1; i < offsets.length; i++) offsets[i]! += offsets[i - 1]!;
  const next = offsets.slice();
  for (let row = 0; row < customer.length; row++) customer[row] = next[customer[row]!]!++;
}

/** Puts each customer's candidates in order of option; calls `duplicate` for one that a customer has twice. Mostly nothing moves. */
export function sortWithin(
  offsets: Uint32Array,
  option: Uint16Array,
  columns: readonly (Float32Array | Float64Array)[],
  options: number,
  duplicate: (customer: number, option: number) => void,
): void {
  let seen: Uint32Array | null = null;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    let inOrder = true;
    for (let e = start + 1; e < end && inOrder; e++) inOrder = option[e - 1]! < option[e]!;
    if (inOrder) continue;
    sortRange(start, end, option, columns);
    seen ??= new Uint32Array(options);
    for (let e = start; e < end; e++) {
      if (seen[option[e]!] === i + 1) duplicate(i, option[e]!);
      seen[option[e]!] = i + 1;
    }
  }
}

/** A short range by insertion; a long one (one customer with very many options) by the order of its options, which is no slower than n log n. */
function sortRange(start: number, end: number, option: Uint16Array, columns: readonly (Float32Array | Float64Array)[]): void {
  if (end - start > 64) {
    const order = Uint32Array.from({ length: end - start }, (_, k) => start + k).sort((a, b) => option[a]! - option[b]! || a - b);
    for (const column of [option, ...columns]) {
      const moved = Float64Array.from(order, (e) => column[e]!);
      column.set(moved, start);
    }
    return;
  }
  for (let e = start + 1; e < end; e++) {
    for (let f = e; f > start && option[f - 1]! > option[f]!; f--) {
      swap(option, f);
      for (const column of columns) swap(column, f);
    }
  }
}

function swap(column: Uint16Array | Float32Array | Float64Array, at: number): void {
  const own = column[at]!;
  column[at] = column[at - 1]!;
  column[at - 1] = own;
}
