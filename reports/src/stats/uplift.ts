import { criticalValue, welchDegreesOfFreedom } from './effect.js';
import { newcombeLimits } from './proportion-difference.js';
import { finiteOrUndefined, type Interval, isKnown, notKnown, type Result } from './result.js';
import { type ArmSums, armSumsBetween, addShare, noArmSums, rankScores, type RankedScores, type ScoredInput, sumsBetween, unitsOfSums } from './score-ranks.js';

/** Taken from the whole order (`overall`), or so much from the order of each arm by itself (`by-group`). */
export type UpliftStrategy = 'overall' | 'by-group';

export interface UpliftEstimate {
  /** Difference of the mean outcomes, target minus control. */
  value: number;
  /** Newcombe's for 0/1 outcomes, Welch's for others. */
  interval: Result<Interval>;
  targetUnits: number;
  controlUnits: number;
}

/**
 * Uplift among the best share of units: scikit-uplift's `uplift_at_k`. The number of units is rounded down; a tie across the line is shared out in
 * proportion, so the order of tied rows changes nothing.
 */
export function upliftAtTop(input: ScoredInput, share: number, strategy: UpliftStrategy, confidence = 0.95): Result<UpliftEstimate> {
  if (!(share > 0 && share <= 1) || !(confidence > 0 && confidence < 1)) return notKnown('bad-input');
  const ranked = rankScores(input);
  if ('undefined' in ranked) return ranked;
  const { ranks, total } = ranked;
  if (strategy === 'overall') return estimateOf(sumsBetween(ranks, 0, Math.floor(unitsOfSums(total) * share)), ranked.binary, confidence);
  const sums = armSumsBetween(ranks, true, 0, Math.floor(total.targetUnits * share));
  addShare(sums, armSumsBetween(ranks, false, 0, Math.floor(total.controlUnits * share)), 1);
  return estimateOf(sums, ranked.binary, confidence);
}

export interface UpliftBin {
  /** Places in the order, 0 the best, half-open; by group they count the units of the larger arm. */
  fromRank: number;
  toRank: number;
  targetUnits: number;
  controlUnits: number;
  /** Mean outcome of the arm within the bin. */
  targetShare: number | null;
  controlShare: number | null;
  uplift: Result<UpliftEstimate>;
}

/** Uplift in equal-sized bins of rank, best first; ten bins are deciles. Sizes that do not divide give one more to each of the first bins. */
export function upliftByBin(input: ScoredInput, bins = 10, strategy: UpliftStrategy = 'overall', confidence = 0.95): UpliftBin[] {
  const ranked = rankScores(input);
  if ('undefined' in ranked || !Number.isInteger(bins) || bins < 1) return [];
  const { total } = ranked;
  const size = strategy === 'overall' ? unitsOfSums(total) : Math.max(total.targetUnits, total.controlUnits);
  return Array.from({ length: bins }, (_, bin) => {
    const sums = strategy === 'overall' ? sumsBetween(ranked.ranks, edge(size, bins, bin), edge(size, bins, bin + 1)) : binOfEachArm(ranked, bins, bin);
    return {
      fromRank: edge(size, bins, bin),
      toRank: edge(size, bins, bin + 1),
      targetUnits: sums.targetUnits,
      controlUnits: sums.controlUnits,
      targetShare: sums.targetUnits > 0 ? sums.targetOutcome / sums.targetUnits : null,
      controlShare: sums.controlUnits > 0 ? sums.controlOutcome / sums.controlUnits : null,
      uplift: estimateOf(sums, ranked.binary, confidence),
    };
  });
}

/** Mean uplift over bins, weighted by their target units; bins without a known uplift are left out. */
export function weightedAverageUplift(bins: readonly UpliftBin[]): Result<{ value: number }> {
  let weight = 0;
  let total = 0;
  for (const bin of bins) {
    if (!isKnown(bin.uplift)) continue;
    weight += bin.targetUnits;
    total += bin.uplift.value * bin.targetUnits;
  }
  return weight > 0 ? finiteOrUndefined({ value: total / weight }) : notKnown('empty-arm');
}

function binOfEachArm({ ranks, total }: RankedScores, bins: number, bin: number): ArmSums {
  const sums = { ...noArmSums };
  addShare(sums, armSumsBetween(ranks, true, edge(total.targetUnits, bins, bin), edge(total.targetUnits, bins, bin + 1)), 1);
  addShare(sums, armSumsBetween(ranks, false, edge(total.controlUnits, bins, bin), edge(total.controlUnits, bins, bin + 1)), 1);
  return sums;
}

/** Where bin number `bin` starts: the sizes of numpy's `array_split`. */
function edge(units: number, bins: number, bin: number): number {
  return bin * Math.floor(units / bins) + Math.min(bin, units % bins);
}

function estimateOf(sums: ArmSums, binary: boolean, confidence: number): Result<UpliftEstimate> {
  const { targetUnits, controlUnits, targetOutcome, controlOutcome } = sums;
  if (!(targetUnits > 0) || !(controlUnits > 0)) return notKnown('empty-arm');
  const value = targetOutcome / targetUnits - controlOutcome / controlUnits;
  if (!Number.isFinite(value)) return notKnown('bad-input');
  const interval = binary
    ? newcombeLimits({ n: targetUnits, successes: targetOutcome }, { n: controlUnits, successes: controlOutcome }, confidence)
    : meanInterval(sums, value, confidence);
  return { value, interval, targetUnits, controlUnits };
}

function meanInterval(sums: ArmSums, value: number, confidence: number): Result<Interval> {
  if (sums.targetUnits < 2 || sums.controlUnits < 2) return notKnown('single-unit');
  const squaredError = (units: number, outcome: number, squares: number): number => Math.max(0, squares - (outcome * outcome) / units) / (units - 1) / units;
  const target = squaredError(sums.targetUnits, sums.targetOutcome, sums.targetSquares);
  const control = squaredError(sums.controlUnits, sums.controlOutcome, sums.controlSquares);
  if (!(target + control > 0)) return notKnown('zero-variance');
  const half = criticalValue(confidence, welchDegreesOfFreedom(target, sums.targetUnits, control, sums.controlUnits)) * Math.sqrt(target + control);
  return finiteOrUndefined({ low: value - half, high: value + half });
}
