import { finiteOrUndefined, notKnown, type Result } from './result.js';

export type StabilityBand = 'stable' | 'watch' | 'shifted';

/** Population stability index of two distributions over the same bins (F19); shares below 1e-4 count as 1e-4. */
export function populationStability(expected: readonly number[], actual: readonly number[]): Result<{ value: number; band: StabilityBand }> {
  const e = sharesOf(expected);
  const a = sharesOf(actual);
  if (!e || !a || e.length !== a.length) return notKnown('bad-input');
  const value = e.reduce((sum, share, bin) => {
    const [from, to] = [Math.max(share, 1e-4), Math.max(a[bin] ?? 0, 1e-4)];
    return sum + (to - from) * Math.log(to / from);
  }, 0);
  return finiteOrUndefined({ value, band: value < 0.1 ? ('stable' as const) : value < 0.25 ? ('watch' as const) : ('shifted' as const) });
}

export interface ScoredOutcome {
  /** 0 or 1. */
  outcome: number;
  score: number;
}

export interface Discrimination {
  /** Chance that a responder outranks a non-responder, ties counted as half. */
  auc: number;
  gini: number;
  /** Largest gap between the cumulative shares of both classes. */
  ks: number;
}

/** AUC by ranks, Gini and Kolmogorov-Smirnov distance of a score (F19). */
export function discriminationOf(units: readonly ScoredOutcome[]): Result<Discrimination> {
  const classes = classesOf(units);
  if (!classes) return notKnown('not-binary');
  if (classes.positives === 0 || classes.negatives === 0) return notKnown('one-class');
  const sorted = [...units].sort((a, b) => a.score - b.score);
  let [below, wins, ks, positivesSeen] = [0, 0, 0, 0];
  for (let start = 0; start < sorted.length; ) {
    let [end, positives, negatives] = [start, 0, 0];
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) {
      if (sorted[end]?.outcome === 1) positives += 1;
      else negatives += 1;
      end += 1;
    }
    wins += positives * (below + negatives / 2);
    below += negatives;
    positivesSeen += positives;
    ks = Math.max(ks, Math.abs(positivesSeen / classes.positives - below / classes.negatives));
    start = end;
  }
  const auc = wins / (classes.positives * classes.negatives);
  return finiteOrUndefined({ auc, gini: 2 * auc - 1, ks });
}

/** Mean squared error and mean negative log-likelihood of predicted probabilities (F19). */
export function calibrationErrors(units: readonly ScoredOutcome[]): Result<{ brier: number; logLoss: number }> {
  if (!classesOf(units)) return notKnown('not-binary');
  if (units.length === 0) return notKnown('empty-arm');
  if (units.some(({ score }) => !(score >= 0 && score <= 1))) return notKnown('bad-input');
  let [brier, logLoss] = [0, 0];
  for (const { outcome, score } of units) {
    brier += (score - outcome) ** 2;
    // A certain prediction that fails would cost infinitely much; it is charged as 1e-15 away from certainty.
    logLoss -= Math.log(Math.max(1e-15, outcome === 1 ? score : 1 - score));
  }
  return finiteOrUndefined({ brier: brier / units.length, logLoss: logLoss / units.length });
}

export interface EvidenceBin {
  good: number;
  bad: number;
}

/** Weight of evidence ln(share of good / share of bad) per bin and the information value over all bins (F19). */
export function weightOfEvidence(bins: readonly EvidenceBin[]): Result<{ weights: Result<{ value: number }>[]; informationValue: Result<{ value: number }> }> {
  if (bins.some(({ good, bad }) => !(good >= 0 && bad >= 0))) return notKnown('bad-input');
  const good = bins.reduce((sum, bin) => sum + bin.good, 0);
  const bad = bins.reduce((sum, bin) => sum + bin.bad, 0);
  if (good === 0 || bad === 0) return notKnown('one-class');
  const weights = bins.map((bin): Result<{ value: number }> => {
    if (bin.good === 0 || bin.bad === 0) return notKnown('one-class');
    return { value: Math.log(bin.good / good / (bin.bad / bad)) };
  });
  let informationValue = 0;
  for (const [index, bin] of bins.entries()) {
    const weight = weights[index];
    if (weight && 'value' in weight) informationValue += (bin.good / good - bin.bad / bad) * weight.value;
    else if (bin.good + bin.bad > 0) return { weights, informationValue: notKnown('one-class') };
  }
  return { weights, informationValue: { value: informationValue } };
}

function classesOf(units: readonly ScoredOutcome[]): { positives: number; negatives: number } | null {
  let positives = 0;
  for (const { outcome, score } of units) {
    if ((outcome !== 0 && outcome !== 1) || !Number.isFinite(score)) return null;
    positives += outcome;
  }
  return { positives, negatives: units.length - positives };
}

function sharesOf(values: readonly number[]): number[] | null {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (!(total > 0) || !Number.isFinite(total) || values.some((value) => value < 0)) return null;
  return values.map((value) => value / total);
}
