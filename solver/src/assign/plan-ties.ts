import { clampMultiplier, type DualPoint } from '../dual/dual.js';
import { totalOff } from '../dual/residual.js';
import { solveTieClasses, tieClasses } from '../finish/tie-classes.js';
import type { TileCrowd } from '../finish/tile-crowd.js';
import { type SearchContext, shouldEnd } from '../search-context.js';

/** So many customers must still move, at least, before ties are taken for the reason. */
const manyOff = 2_000;
const mostClasses = 2_500;

export interface TiePlan {
  choices: Uint8Array | Uint16Array;
  point: DualPoint;
  bound: number;
}

/**
 * Plans a crowd in which whole classes of customers are alike, so that no prices part them: the program over the classes within a band
 * of the best choices gives counts and better prices, in a band that grows until its answer meets the bound of the prices. Null where
 * customers are no such classes, or the counts do not meet the bound; `better` has the best prices found all the same.
 */
export function planTies(crowd: TileCrowd, start: DualPoint, context: SearchContext): { plan: TiePlan | null; better: DualPoint } {
  const { dual } = crowd;
  let better = start;
  if (totalOff(dual, start) < manyOff) return { plan: null, better };
  let band = 0.02 * dual.typicalGain;
  let [known, tooWide] = [0, Infinity];
  for (let round = 0; round < 10 && band <= 3 * dual.typicalGain && !shouldEnd(context); round++) {
    const point = dual.evaluate(better.lambda);
    const ties = tieClasses(dual, band, mostClasses);
    if (!ties) {
      // Too many classes: between the last band and this one, or less than the first.
      if (tooWide < Infinity && known > 0.7 * tooWide) break;
      tooWide = band;
      band = known > 0 ? Math.sqrt(known * band) : band / 4;
      continue;
    }
    known = band;
    const { used } = crowd.usedByOthers(new Uint32Array(0));
    const left = Float64Array.from(dual.rows, (row, k) => row.planBound - used[k]!);
    const asked = context.gap * Math.abs(point.value);
    const answer = solveTieClasses(dual, point, ties, left, context);
    if (!answer) break;
    const next = dual.evaluate(Float64Array.from(answer.lambda, (value, k) => clampMultiplier(dual.rows[k]!, value)));
    const gained = better.value - next.value;
    if (gained > 0) better = next;
    context.report('prices', better.value * (1 + Math.sign(better.value) * 1e-6), null);
    if (better.value - answer.gain <= 0.5 * asked) {
      const choices = answer.round(0.9 * (asked - (better.value - answer.gain)));
      return { plan: choices && { choices, point: better, bound: dual.certified(better) }, better };
    }
    if (gained < 0.5 * (better.value + gained - answer.gain)) band = Math.min(2.5 * band, Math.sqrt(band * tooWide));
  }
  return { plan: null, better };
}
