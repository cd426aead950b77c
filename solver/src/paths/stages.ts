import type { Choice } from '../model/choice.js';

/**
 * The options in order of time, in groups of which a customer gets at most one option: with one action a period the options of a
 * period, else those that exclude each other pairwise. Within a period an option that another one asks for comes before it; null where
 * that goes round in a circle. needs[r][p × options + o] = 1 where p is what rule r asks for before o.
 */
export function stagesOf({ perPeriod, periods, conflict }: Choice, options: number, needs: readonly Uint8Array[] = []): number[][] | null {
  const stages: number[][] = [];
  for (let p = 0; p < periods; p++) {
    const own = Array.from({ length: Math.ceil((options - p) / periods) }, (_, a) => a * periods + p);
    if (own.length === 0) continue;
    if (perPeriod === 1) {
      stages.push(own);
      continue;
    }
    const groups: number[][] = [];
    const grouped = new Set<number>();
    for (const o of own) {
      if (grouped.has(o)) continue;
      const stage: number[] = [];
      for (const q of own) if (q >= o && !grouped.has(q) && (q === o || (conflict !== null && stage.every((member) => conflict[member * options + q]! !== 0)))) stage.push(q);
      for (const q of stage) grouped.add(q);
      groups.push(stage);
    }
    const sorted = inOrder(groups, (before, after) => needs.some((enables) => before.some((a) => after.some((b) => enables[a * options + b] === 1))));
    if (!sorted) return null;
    stages.push(...sorted);
  }
  return stages;
}

/** The groups with those that others ask for first; null where some ask for each other. */
function inOrder(groups: readonly number[][], asks: (before: readonly number[], after: readonly number[]) => boolean): number[][] | null {
  const left = [...groups];
  const sorted: number[][] = [];
  while (left.length > 0) {
    const next = left.findIndex((group) => left.every((other) => other === group || !asks(other, group)));
    if (next < 0) return null;
    sorted.push(...left.splice(next, 1));
  }
  return sorted;
}
