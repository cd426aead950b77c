import { normalQuantile } from '../../stats/normal-distribution.js';
import { type Interval, notKnown, type Result } from '../../stats/result.js';
import type { ScoreBin } from './score-bins.js';

export interface GroupedDiscrimination {
  /** Chance that a unit that came true outranks one that did not, ties as half. */
  auc: number;
  gini: number;
  /** Largest gap between the cumulative shares of both classes. */
  ks: number;
  /** DeLong's interval of the AUC (DeLong, DeLong, Clarke-Pearson 1988), 95 %, kept inside 0 … 1. */
  interval: Result<Interval>;
}

/** AUC, Gini and KS of counts by rising score: the same numbers as over single units, since units of one score are ties. */
export function groupedDiscrimination(bins: readonly Pick<ScoreBin, 'units' | 'positives'>[]): Result<GroupedDiscrimination> {
  const positives = bins.reduce((sum, bin) => sum + bin.positives, 0);
  const negatives = bins.reduce((sum, bin) => sum + bin.units - bin.positives, 0);
  if (positives === 0 || negatives === 0) return notKnown('one-class');
  let [below, positivesBelow, wins, ks] = [0, 0, 0, 0];
  // Squares of each unit's placement among the other class, for the variance.
  let [ofPositives, ofNegatives] = [0, 0];
  for (const bin of bins) {
    const others = bin.units - bin.positives;
    const beaten = (below + others / 2) / negatives;
    const beating = (positives - positivesBelow - bin.positives / 2) / positives;
    wins += bin.positives * beaten;
    ofPositives += bin.positives * beaten ** 2;
    ofNegatives += others * beating ** 2;
    below += others;
    positivesBelow += bin.positives;
    ks = Math.max(ks, Math.abs(positivesBelow / positives - below / negatives));
  }
  const auc = wins / positives;
  const known = { auc, gini: 2 * auc - 1, ks };
  if (positives < 2 || negatives < 2) return { ...known, interval: notKnown('single-unit') };
  const variance = Math.max(0, ofPositives - positives * auc ** 2) / (positives - 1) / positives + Math.max(0, ofNegatives - negatives * auc ** 2) / (negatives - 1) / negatives;
  const half = normalQuantile(0.975) * Math.sqrt(variance);
  return { ...known, interval: { low: Math.max(0, auc - half), high: Math.min(1, auc + half) } };
}

/** So many bins of about as many units each, units of one score together; from the lowest score, or from the highest. */
export function quantileGroups(bins: readonly ScoreBin[], groups: number, order: 'rising' | 'falling'): ScoreBin[] {
  const total = bins.reduce((sum, bin) => sum + bin.units, 0);
  const made = new Map<number, ScoreBin>();
  let before = 0;
  for (const bin of order === 'rising' ? bins : [...bins].reverse()) {
    const group = Math.min(groups - 1, Math.floor((before * groups) / total));
    const so = made.get(group);
    made.set(
      group,
      so ? { score: (so.score * so.units + bin.score * bin.units) / (so.units + bin.units), low: Math.min(so.low, bin.low), high: Math.max(so.high, bin.high), units: so.units + bin.units, positives: so.positives + bin.positives } : { ...bin },
    );
    before += bin.units;
  }
  return [...made.values()];
}
