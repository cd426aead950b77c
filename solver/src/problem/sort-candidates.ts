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

/** By what a customer's candidates are told apart: the option, and within it the agent where candidates name one. */
export interface SortKeys {
  option: Uint16Array;
  agent: Uint16Array | null;
}

/** Puts each customer's candidates in order of option, then of agent; calls `duplicate` for one that a customer has twice. Mostly nothing moves. */
export function sortWithin(
  offsets: Uint32Array,
  keys: SortKeys,
  columns: readonly (Float32Array | Float64Array)[],
  duplicate: (customer: number, option: number) => void,
): void {
  const { option } = keys;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    let inOrder = true;
    for (let e = start + 1; e < end && inOrder; e++) inOrder = option[e - 1]! < option[e]!;
    if (inOrder) continue;
    sortRange(start, end, keys, columns);
    for (let e = start + 1; e < end; e++) if (order(keys, e - 1, e) === 0) duplicate(i, option[e]!);
  }
}

function order({ option, agent }: SortKeys, a: number, b: number): number {
  return option[a]! - option[b]! || (agent ? agent[a]! - agent[b]! : 0);
}

/** A short range by insertion; a long one (a customer with very many options) by a list of places. */
function sortRange(start: number, end: number, keys: SortKeys, columns: readonly (Float32Array | Float64Array)[]): void {
  const moving = [keys.option, ...(keys.agent ? [keys.agent] : []), ...columns];
  if (end - start > 64) {
    const places = Uint32Array.from({ length: end - start }, (_, k) => start + k).sort((a, b) => order(keys, a, b) || a - b);
    const moved = moving.map((column) => Float64Array.from(places, (e) => column[e]!));
    moving.forEach((column, c) => column.set(moved[c]!, start));
    return;
  }
  for (let e = start + 1; e < end; e++) {
    for (let f = e; f > start && order(keys, f - 1, f) > 0; f--) for (const column of moving) swap(column, f);
  }
}

function swap(column: Uint16Array | Float32Array | Float64Array, at: number): void {
  const own = column[at]!;
  column[at] = column[at - 1]!;
  column[at - 1] = own;
}
