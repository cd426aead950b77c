import type { Entries } from '../model/model.js';
import type { Prices } from '../scan/net-value.js';

/** Writes what one unit of each option costs, base[q] = Σ_k λ_k a_kq over the entries of q, and of each own measure, into `prices`. */
export function writePrices({ start, row, coefficient, channel }: Entries, lambda: Float64Array, { base, own }: Prices): void {
  for (let q = 0; q < base.length; q++) {
    base[q] = 0;
    for (const prices of own) prices[q] = 0;
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const price = lambda[row[s]!]! * coefficient[s]!;
      const c = channel[s]!;
      if (c === 0) base[q]! += price;
      else own[c - 1]![q]! += price;
    }
  }
}

/** Use of each of `rows` rows by choices counted by q, and summed by own measure and q. */
export function rowUse({ start, row, coefficient, channel }: Entries, rows: number, { counts, sums }: { counts: Float64Array; sums: readonly Float64Array[] }): Float64Array {
  const used = new Float64Array(rows);
  for (let q = 0; q < counts.length; q++) {
    if (counts[q] === 0) continue;
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const c = channel[s]!;
      used[row[s]!]! += coefficient[s]! * (c === 0 ? counts[q]! : sums[c - 1]![q]!);
    }
  }
  return used;
}
