import type { Instance } from './instance.js';

/** One batch of candidates in order of arrival. */
export interface StagedCandidates {
  firstRow: number;
  customer: Uint32Array;
  option: Uint32Array;
  value: Float64Array;
  measures: Record<string, Float64Array>;
}

/**
 * Puts candidates in order of customer (counting sort), then of option. Calls `duplicate` for a customer that has an option twice.
 */
export function sortByCustomer(
  batches: readonly StagedCandidates[],
  customers: number,
  measureNames: readonly string[],
  options: number,
  duplicate: (customer: number, option: number) => void,
): Pick<Instance, 'offsets' | 'option' | 'value' | 'measures'> {
  const offsets = new Uint32Array(customers + 1);
  let total = 0;
  for (const batch of batches) {
    total += batch.customer.length;
    for (let row = 0; row < batch.customer.length; row++) offsets[batch.customer[row]! + 1]!++;
  }
  for (let i = 0; i < customers; i++) offsets[i + 1]! += offsets[i]!;
  const option = new Uint16Array(total);
  const value = new Float64Array(total);
  const measures: Record<string, Float64Array> = Object.fromEntries(measureNames.map((name) => [name, new Float64Array(total)]));
  const columns = measureNames.map((name) => measures[name]!);
  const next = offsets.slice();
  for (const batch of batches) {
    const own = measureNames.map((name) => batch.measures[name]!);
    for (let row = 0; row < batch.customer.length; row++) {
      const at = next[batch.customer[row]!]!++;
      option[at] = batch.option[row]!;
      value[at] = batch.value[row]!;
      for (let m = 0; m < own.length; m++) columns[m]![at] = own[m]![row]!;
    }
  }
  const seen = new Uint32Array(options);
  for (let i = 0; i < customers; i++) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    sortRange(start, end, option, [value, ...columns]);
    for (let e = start; e < end; e++) {
      if (seen[option[e]!] === i + 1) duplicate(i, option[e]!);
      seen[option[e]!] = i + 1;
    }
  }
  return { offsets, option, value, measures };
}

/** Insertion sort of a short range by option; the columns follow. Rows mostly arrive in order, which costs one look each. */
function sortRange(start: number, end: number, option: Uint16Array, columns: readonly Float64Array[]): void {
  for (let e = start + 1; e < end; e++) {
    for (let f = e; f > start && option[f - 1]! > option[f]!; f--) {
      [option[f - 1], option[f]] = [option[f]!, option[f - 1]!];
      for (const column of columns) [column[f - 1], column[f]] = [column[f]!, column[f - 1]!];
    }
  }
}
