import type { Choice } from '../model/choice.js';

/**
 * The options in order of time, in groups of which a customer gets at most one option: with one action a period the options of a
 * period, else those that exclude each other pairwise.
 */
export function stagesOf({ perPeriod, periods, conflict }: Choice, options: number): number[][] {
  const stages: number[][] = [];
  for (let p = 0; p < periods; p++) {
    const own = Array.from({ length: Math.ceil((options - p) / periods) }, (_, a) => a * periods + p);
    if (perPeriod === 1) {
      if (own.length > 0) stages.push(own);
      continue;
    }
    const grouped = new Set<number>();
    for (const o of own) {
      if (grouped.has(o)) continue;
      const stage: number[] = [];
      for (const q of own) if (q >= o && !grouped.has(q) && (q === o || (conflict !== null && stage.every((member) => conflict[member * options + q]! !== 0)))) stage.push(q);
      for (const q of stage) grouped.add(q);
      stages.push(stage);
    }
  }
  return stages;
}
