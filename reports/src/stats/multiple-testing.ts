export type AdjustmentMethod = 'holm' | 'benjamini-hochberg' | 'none';

/** Adjusted p-values in the order given (F8). The family is what the reader sees at once: metrics x arms x segments. */
export function adjustPValues(pValues: readonly number[], method: AdjustmentMethod): number[] {
  if (method === 'holm') return holm(pValues);
  if (method === 'benjamini-hochberg') return benjaminiHochberg(pValues);
  return [...pValues];
}

/** Holm 1979: holds the chance of any false alarm in the family. */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  ascending(pValues).forEach(([p, position], rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * p));
    adjusted[position] = largest;
  });
  return adjusted;
}

/** Benjamini and Hochberg 1995: holds the expected share of false alarms among the alarms. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  const sorted = ascending(pValues);
  for (let rank = sorted.length; rank >= 1; rank -= 1) {
    const [p, position] = sorted[rank - 1] as [number, number];
    smallest = Math.min(smallest, (pValues.length * p) / rank);
    adjusted[position] = smallest;
  }
  return adjusted;
}

export function bonferroni(pValues: readonly number[]): number[] {
  return pValues.map((p) => (p >= 0 ? Math.min(1, p * pValues.length) : 1));
}

/** What is no p-value is no evidence, so it counts as 1. */
function ascending(pValues: readonly number[]): [p: number, position: number][] {
  return pValues.map((p, position): [number, number] => [p >= 0 && p <= 1 ? p : 1, position]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}
