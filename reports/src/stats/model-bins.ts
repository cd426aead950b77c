import { finiteOrUndefined, type Interval, notKnown, type Result } from './result.js';
import { normalQuantile } from './normal-distribution.js';
import { wilsonLimits } from './wilson-interval.js';

/** Units of one score (or bin of the score) by their outcome: a model over millions of units needs a row per bin alone. */
export interface ScoreClassCount {
  score: number;
  positives: number;
  negatives: number;
}

export interface Discrimination {
  /** Chance that a responder outranks a non-responder, ties counted as half. */
  auc: number;
  gini: number;
  /** Largest gap between the cumulative shares of both classes. */
  ks: number;
}

/** AUC by ranks, Gini = 2 AUC − 1 and Kolmogorov-Smirnov distance (F19) from counts per score; rows of one score count as a tie. */
export function discriminationOfCounts(rows: readonly ScoreClassCount[]): Result<Discrimination> {
  let [allPositives, allNegatives] = [0, 0];
  for (const { score, positives, negatives } of rows) {
    if (!Number.isFinite(score) || !(positives >= 0) || !(negatives >= 0)) return notKnown('bad-input');
    allPositives += positives;
    allNegatives += negatives;
  }
  if (allPositives === 0 || allNegatives === 0) return notKnown('one-class');
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let [below, wins, ks, positivesSeen] = [0, 0, 0, 0];
  for (let start = 0; start < sorted.length; ) {
    let [end, positives, negatives] = [start, 0, 0];
    for (; end < sorted.length && sorted[end]?.score === sorted[start]?.score; end += 1) {
      positives += sorted[end]?.positives as number;
      negatives += sorted[end]?.negatives as number;
    }
    wins += positives * (below + negatives / 2);
    below += negatives;
    positivesSeen += positives;
    ks = Math.max(ks, Math.abs(positivesSeen / allPositives - below / allNegatives));
    start = end;
  }
  const auc = wins / (allPositives * allNegatives);
  return finiteOrUndefined({ auc, gini: 2 * auc - 1, ks });
}

/** Units of one bin of predicted probabilities: how many, how many responded, and the sum of the predictions. */
export interface CalibrationCount {
  units: number;
  positives: number;
  scoreSum: number;
}

export interface CalibrationBin {
  units: number;
  /** Mean predicted probability. */
  predicted: number;
  /** Share that responded. */
  observed: number;
  /** Wilson's, of the observed share: a model whose prediction lies outside is off in this bin. */
  interval: Interval;
}

/** Predicted against observed per bin, with Wilson intervals (F19); a bin with nobody in it is not known. */
export function calibrationOfCounts(bins: readonly CalibrationCount[], confidence = 0.95): Result<CalibrationBin>[] {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  return bins.map(({ units, positives, scoreSum }) => {
    if (!Number.isSafeInteger(units) || !Number.isSafeInteger(positives) || positives < 0 || positives > units || !Number.isFinite(scoreSum)) return notKnown('bad-input');
    if (units === 0) return notKnown('empty-arm');
    return { units, predicted: scoreSum / units, observed: positives / units, interval: wilsonLimits({ n: units, successes: positives }, z) };
  });
}

/** Mean gap between predicted and observed over the bins, weighted by their units (expected calibration error). */
export function expectedCalibrationError(bins: readonly Result<CalibrationBin>[]): Result<{ value: number }> {
  let [units, gap] = [0, 0];
  for (const bin of bins) {
    if ('undefined' in bin) continue;
    units += bin.units;
    gap += bin.units * Math.abs(bin.predicted - bin.observed);
  }
  return units > 0 ? finiteOrUndefined({ value: gap / units }) : notKnown('empty-arm');
}

/** Counts per bin from units: `width` cuts [0, 1] into equal parts, `rank` the units in order of score into equal numbers (ties stay together). */
export function calibrationCounts(units: readonly { outcome: number; score: number }[], bins = 10, by: 'width' | 'rank' = 'width'): Result<{ bins: CalibrationCount[] }> {
  if (!Number.isInteger(bins) || bins < 1) return notKnown('bad-input');
  if (units.some(({ outcome }) => outcome !== 0 && outcome !== 1)) return notKnown('not-binary');
  if (units.some(({ score }) => !(score >= 0 && score <= 1))) return notKnown('bad-input');
  const counts = Array.from({ length: bins }, () => ({ units: 0, positives: 0, scoreSum: 0 }));
  const sorted = by === 'rank' ? [...units].sort((a, b) => a.score - b.score) : units;
  let [bin, previous] = [0, Number.NaN];
  sorted.forEach(({ outcome, score }, index) => {
    if (by === 'width') bin = Math.min(bins - 1, Math.floor(score * bins));
    else if (score !== previous) bin = Math.floor((index * bins) / sorted.length);
    previous = score;
    const count = counts[bin] as CalibrationCount;
    count.units += 1;
    count.positives += outcome;
    count.scoreSum += score;
  });
  return { bins: counts };
}
