import { type Discrimination, discriminationOfCounts } from './model-bins.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

export type { Discrimination } from './model-bins.js';

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

/** AUC by ranks, Gini and Kolmogorov-Smirnov distance of a score (F19). */
export function discriminationOf(units: readonly ScoredOutcome[]): Result<Discrimination> {
  if (!classesOf(units)) return notKnown('not-binary');
  return discriminationOfCounts(units.map(({ outcome, score }) => ({ score, positives: outcome, negatives: 1 - outcome })));
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
  if (bins.some(({ good, bad }) => !(good >= 0 && bad >= 0 && Number.isFinite(good + bad)))) return notKnown('bad-input');
  const good = bins.reduce((sum, bin) => sum + bin.good, 0);
  const bad = bins.reduce((sum, bin) => sum + bin.bad, 0);
  if (good === 0 || bad === 0) return notKnown('one-class');
  const weights = bins.map((bin): Result<{ value: number }> => {
    if (bin.good === 0 || bin.bad === 0) return notKnown('one-class');
    return finiteOrUndefined({ value: Math.log(bin.good / good / (bin.bad / bad)) });
  });
  let informationValue = 0;
  for (const [index, bin] of bins.entries()) {
    const weight = weights[index];
    if (weight && 'value' in weight) informationValue += (bin.good / good - bin.bad / bad) * weight.value;
    else if (bin.good + bin.bad > 0) return { weights, informationValue: notKnown(weight && 'reason' in weight ? weight.reason : 'one-class') };
  }
  return { weights, informationValue: finiteOrUndefined({ value: informationValue }) };
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
