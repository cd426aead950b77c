import { finiteOrUndefined, notKnown, type Result } from './result.js';
import { addShare, type ArmSums, noArmSums, type Rank, type RankedScores, rankScores, type ScoredInput, unitsOfSums } from './score-ranks.js';

export interface CurvePoint {
  /** Units taken from the top. */
  units: number;
  value: number;
  /** The score of the last of them; null at the start. */
  score: number | null;
}

/**
 * Extra responses among the best k units: Y_T(k) - Y_C(k) n_T(k) / n_C(k) (F11; Radcliffe 2007). Starts at (0, 0), one point per distinct
 * score; empty when the input holds a number that is not finite.
 */
export function qiniCurve(input: ScoredInput): CurvePoint[] {
  return curveOf(input, qiniValue);
}

/** Difference of the response shares among the best k units, times k. An arm without units counts as a share of 0. */
export function upliftCurve(input: ScoredInput): CurvePoint[] {
  return curveOf(input, upliftValue);
}

export interface QiniOptions {
  /** Whether the perfect order knows customers whom a contact puts off; true unless told, as in scikit-uplift. */
  negativeEffect?: boolean;
}

/** (A_model - A_random) / (A_perfect - A_random) over the Qini curve, trapezoid from (0, 0); 0/1 outcomes only: scikit-uplift's `qini_auc_score`. */
export function qiniCoefficient(input: ScoredInput, options?: QiniOptions): Result<{ value: number }> {
  return normalisedArea(input, qiniValue, (total) => {
    if (options?.negativeEffect !== false) return points(perfectRanks(total, (responded, inTarget) => (responded ? (inTarget ? 1 : -1) : 0)), qiniValue);
    const best = total.targetOutcome - (total.controlOutcome * total.targetUnits) / total.controlUnits;
    if (!(best >= 0 && best <= unitsOfSums(total))) return null;
    return [{ units: 0, value: 0, score: null }, { units: best, value: best, score: null }, { units: unitsOfSums(total), value: best, score: null }];
  });
}

/** The same over the uplift curve: scikit-uplift's `uplift_auc_score`. */
export function upliftAreaCoefficient(input: ScoredInput): Result<{ value: number }> {
  return normalisedArea(input, upliftValue, (total) => {
    const silentTargets = total.targetUnits - total.targetOutcome;
    // Which of the two kinds whose outcome disagrees with their arm comes last follows scikit-uplift.
    const byOutcome = total.controlOutcome > silentTargets;
    return points(perfectRanks(total, (responded, inTarget) => (responded === inTarget ? 2 : 0) + ((byOutcome ? responded : inTarget) ? 1 : 0)), upliftValue);
  });
}

/**
 * Area under the curve in causalml's normalisation, which is not scikit-uplift's: the mean over k = 0 … n of the curve's value divided by the
 * absolute value of its end; about 0.5 for a random order. `gain` is its AUUC, `qini` the mean of its Qini curve. While an arm is empty among the
 * best k, the lift is a straight line from 0; inside a tie the curve is a straight line. Any outcomes.
 */
export function causalmlArea(input: ScoredInput, curve: 'gain' | 'qini'): Result<{ value: number }> {
  const ranked = rankScores(input);
  if ('undefined' in ranked) return ranked;
  if (ranked.total.targetUnits === 0 || ranked.total.controlUnits === 0) return notKnown('empty-arm');
  const known = points(ranked.ranks, curve === 'gain' ? upliftValue : qiniValue, (sum) => sum.targetUnits > 0 && sum.controlUnits > 0);
  const last = known[known.length - 1] as CurvePoint;
  if (last.value === 0) return notKnown('control-mean-near-zero');
  const first = known[1] as CurvePoint;
  const n = first.units;
  // Gain is lift times k with the lift rising straight to its first value; Qini rises straight itself. Both from 0 to the first known point.
  let sum = curve === 'gain' ? (first.value * (n + 1) * (2 * n + 1)) / (6 * n) : (first.value * (n + 1)) / 2;
  known.slice(2).forEach((point, index) => {
    const before = known[index + 1] as CurvePoint;
    const steps = point.units - before.units;
    sum += steps * before.value + ((point.value - before.value) * (steps + 1)) / 2;
  });
  return finiteOrUndefined({ value: sum / (last.units + 1) / Math.abs(last.value) });
}

/** Area under a curve by trapezoids. */
export function areaUnder(curve: readonly { units: number; value: number }[]): number {
  let area = 0;
  curve.forEach((point, index) => {
    const before = curve[index - 1];
    if (before) area += ((point.units - before.units) * (point.value + before.value)) / 2;
  });
  return area;
}

/** At most so many points of a curve, evenly over its points, both ends kept: for drawing, never for areas. */
export function thinCurve<Point>(curve: readonly Point[], most = 200): Point[] {
  if (curve.length <= most || most < 2) return [...curve];
  return Array.from({ length: most }, (_, index) => curve[Math.round((index * (curve.length - 1)) / (most - 1))] as Point);
}

export function qiniValue(sum: ArmSums): number {
  return sum.controlUnits === 0 ? sum.targetOutcome : sum.targetOutcome - (sum.controlOutcome * sum.targetUnits) / sum.controlUnits;
}

export function upliftValue(sum: ArmSums): number {
  const shareOf = (outcome: number, units: number): number => (units > 0 ? outcome / units : 0);
  return (shareOf(sum.targetOutcome, sum.targetUnits) - shareOf(sum.controlOutcome, sum.controlUnits)) * unitsOfSums(sum);
}

function curveOf(input: ScoredInput, valueOf: (sum: ArmSums) => number): CurvePoint[] {
  const ranked = rankScores(input);
  return 'undefined' in ranked ? [] : points(ranked.ranks, valueOf);
}

function points(ranks: readonly Rank[], valueOf: (sum: ArmSums) => number, wanted: (sum: ArmSums) => boolean = () => true): CurvePoint[] {
  const sum = { ...noArmSums };
  const curve: CurvePoint[] = [{ units: 0, value: 0, score: null }];
  for (const rank of ranks) {
    addShare(sum, rank, 1);
    if (wanted(sum)) curve.push({ units: unitsOfSums(sum), value: valueOf(sum), score: rank.score });
  }
  return curve;
}

function normalisedArea(input: ScoredInput, valueOf: (sum: ArmSums) => number, perfectOf: (total: ArmSums) => CurvePoint[] | null): Result<{ value: number }> {
  const ranked: Result<RankedScores> = rankScores(input);
  if ('undefined' in ranked) return ranked;
  if (!ranked.binary) return notKnown('not-binary');
  if (ranked.total.targetUnits === 0 || ranked.total.controlUnits === 0) return notKnown('empty-arm');
  const model = points(ranked.ranks, valueOf);
  const last = model[model.length - 1] as CurvePoint;
  const random = (last.units * last.value) / 2;
  const perfectCurve = perfectOf(ranked.total);
  if (!perfectCurve) return notKnown('out-of-reach');
  const perfect = areaUnder(perfectCurve);
  if (Math.abs(perfect - random) <= 1e-14 * (Math.abs(perfect) + Math.abs(random))) return notKnown('one-class');
  return finiteOrUndefined({ value: (areaUnder(model) - random) / (perfect - random) });
}

/** The order that a model knowing every 0/1 outcome would give: four kinds of units, each by its score. */
function perfectRanks(total: ArmSums, scoreOf: (responded: boolean, inTarget: boolean) => number): Rank[] {
  const { targetUnits, targetOutcome, controlUnits, controlOutcome } = total;
  const target = (units: number, outcome: number) => ({ ...noArmSums, targetUnits: units, targetOutcome: outcome });
  const control = (units: number, outcome: number) => ({ ...noArmSums, controlUnits: units, controlOutcome: outcome });
  const kinds = [
    { sums: target(targetOutcome, targetOutcome), score: scoreOf(true, true) },
    { sums: target(targetUnits - targetOutcome, 0), score: scoreOf(false, true) },
    { sums: control(controlOutcome, controlOutcome), score: scoreOf(true, false) },
    { sums: control(controlUnits - controlOutcome, 0), score: scoreOf(false, false) },
  ];
  const byScore = new Map<number, Rank>();
  for (const { sums, score } of kinds) {
    const rank = byScore.get(score) ?? { ...noArmSums, score };
    addShare(rank, sums, 1);
    byScore.set(score, rank);
  }
  return [...byScore.values()].filter((rank) => unitsOfSums(rank) > 0).sort((a, b) => b.score - a.score);
}
