import { isKnown, notKnown, type Result } from './result.js';

/** One scored unit: its outcome, whether it was in the target arm, and the score that ranked it. */
export interface ScoredUnit {
  outcome: number;
  inTarget: boolean;
  score: number;
}

export interface CurvePoint {
  /** Units taken from the top. */
  units: number;
  value: number;
}

interface Cumulative {
  units: number;
  targetUnits: number;
  controlUnits: number;
  targetOutcome: number;
  controlOutcome: number;
}

/** Extra responses among the best k units: Y_T(k) - Y_C(k) n_T(k) / n_C(k) (F11; Radcliffe 2007). Starts at (0, 0). */
export function qiniCurve(units: readonly ScoredUnit[]): CurvePoint[] {
  return curveOf(units, (sum) =>
    sum.controlUnits === 0 ? sum.targetOutcome : sum.targetOutcome - (sum.controlOutcome * sum.targetUnits) / sum.controlUnits,
  );
}

/** Difference of the response shares among the best k units, times k. An arm without units counts as a share of 0. */
export function upliftCurve(units: readonly ScoredUnit[]): CurvePoint[] {
  return curveOf(units, (sum) => (shareOf(sum.targetOutcome, sum.targetUnits) - shareOf(sum.controlOutcome, sum.controlUnits)) * sum.units);
}

/** (A_model - A_random) / (A_perfect - A_random) over the Qini curve, trapezoid from (0, 0); 0/1 outcomes only. */
export function qiniCoefficient(units: readonly ScoredUnit[]): Result<{ value: number }> {
  return normalisedArea(units, qiniCurve, (unit) => (unit.inTarget ? unit.outcome : -unit.outcome));
}

/** The same over the uplift curve. */
export function upliftAreaCoefficient(units: readonly ScoredUnit[]): Result<{ value: number }> {
  return normalisedArea(units, upliftCurve, perfectUpliftRank(units));
}

/**
 * Uplift among the best share of units. `overall` takes the top of everybody; `by-group` the top of each arm by itself.
 */
export function upliftAtTop(units: readonly ScoredUnit[], share: number, strategy: 'overall' | 'by-group'): Result<{ value: number }> {
  if (!(share > 0 && share <= 1)) return notKnown('bad-input');
  const ranked = [...units].sort((a, b) => b.score - a.score);
  const pick = (group: ScoredUnit[], size: number): ScoredUnit[] => group.slice(0, Math.floor(size * share));
  const targets = ranked.filter((unit) => unit.inTarget);
  const controls = ranked.filter((unit) => !unit.inTarget);
  const top = strategy === 'overall' ? pick(ranked, ranked.length) : [...pick(targets, targets.length), ...pick(controls, controls.length)];
  const sum = totalsOf(top);
  if (sum.targetUnits === 0 || sum.controlUnits === 0) return notKnown('empty-arm');
  return { value: sum.targetOutcome / sum.targetUnits - sum.controlOutcome / sum.controlUnits };
}

export interface UpliftBin {
  fromRank: number;
  toRank: number;
  targetUnits: number;
  controlUnits: number;
  targetShare: number | null;
  controlShare: number | null;
  uplift: Result<{ value: number }>;
}

/** Uplift in equal-sized bins of rank, best first; ten bins are deciles. */
export function upliftByBin(units: readonly ScoredUnit[], bins = 10): UpliftBin[] {
  const ranked = [...units].sort((a, b) => b.score - a.score);
  return Array.from({ length: bins }, (_, bin) => {
    const fromRank = Math.floor((bin * ranked.length) / bins);
    const toRank = Math.floor(((bin + 1) * ranked.length) / bins);
    const sum = totalsOf(ranked.slice(fromRank, toRank));
    const targetShare = sum.targetUnits > 0 ? sum.targetOutcome / sum.targetUnits : null;
    const controlShare = sum.controlUnits > 0 ? sum.controlOutcome / sum.controlUnits : null;
    const uplift = targetShare === null || controlShare === null ? notKnown('empty-arm') : { value: targetShare - controlShare };
    return { fromRank, toRank, targetUnits: sum.targetUnits, controlUnits: sum.controlUnits, targetShare, controlShare, uplift };
  });
}

/** Mean uplift over bins, weighted by their target units. */
export function weightedAverageUplift(bins: readonly UpliftBin[]): Result<{ value: number }> {
  let weight = 0;
  let total = 0;
  for (const bin of bins) {
    if (!isKnown(bin.uplift)) continue;
    weight += bin.targetUnits;
    total += bin.uplift.value * bin.targetUnits;
  }
  return weight > 0 ? { value: total / weight } : notKnown('empty-arm');
}

/** Area under a curve by trapezoids. */
export function areaUnder(curve: readonly CurvePoint[]): number {
  let area = 0;
  curve.forEach((point, index) => {
    const before = curve[index - 1];
    if (before) area += ((point.units - before.units) * (point.value + before.value)) / 2;
  });
  return area;
}

function normalisedArea(
  units: readonly ScoredUnit[],
  curve: (units: readonly ScoredUnit[]) => CurvePoint[],
  perfectScore: (unit: ScoredUnit) => number,
): Result<{ value: number }> {
  if (units.some((unit) => unit.outcome !== 0 && unit.outcome !== 1)) return notKnown('not-binary');
  if (!units.some((unit) => unit.inTarget) || !units.some((unit) => !unit.inTarget)) return notKnown('empty-arm');
  const model = curve(units);
  const last = model[model.length - 1] as CurvePoint;
  const random = (last.units * last.value) / 2;
  const perfect = areaUnder(curve(units.map((unit) => ({ ...unit, score: perfectScore(unit) }))));
  if (perfect === random) return notKnown('one-class');
  return { value: (areaUnder(model) - random) / (perfect - random) };
}

/**
 * The order that a model knowing every outcome would give: units whose outcome agrees with their arm first. Which of the
 * other two kinds comes last follows scikit-uplift, so that the coefficient can be compared with its `uplift_auc_score`.
 */
function perfectUpliftRank(units: readonly ScoredUnit[]): (unit: ScoredUnit) => number {
  const respondingControls = units.filter((unit) => !unit.inTarget && unit.outcome === 1).length;
  const silentTargets = units.filter((unit) => unit.inTarget && unit.outcome === 0).length;
  const byOutcome = respondingControls > silentTargets;
  return (unit) => {
    const treated = unit.inTarget ? 1 : 0;
    return (unit.outcome === treated ? 2 : 0) + (byOutcome ? unit.outcome : treated);
  };
}

/** One point per distinct score: the order of tied rows must not change the answer. */
function curveOf(units: readonly ScoredUnit[], valueOf: (sum: Cumulative) => number): CurvePoint[] {
  const ranked = [...units].sort((a, b) => b.score - a.score);
  const sum: Cumulative = { units: 0, targetUnits: 0, controlUnits: 0, targetOutcome: 0, controlOutcome: 0 };
  const points: CurvePoint[] = [{ units: 0, value: 0 }];
  ranked.forEach((unit, index) => {
    addUnit(sum, unit);
    if (ranked[index + 1]?.score !== unit.score) points.push({ units: sum.units, value: valueOf(sum) });
  });
  return points;
}

function totalsOf(units: readonly ScoredUnit[]): Cumulative {
  const sum: Cumulative = { units: 0, targetUnits: 0, controlUnits: 0, targetOutcome: 0, controlOutcome: 0 };
  for (const unit of units) addUnit(sum, unit);
  return sum;
}

function addUnit(sum: Cumulative, unit: ScoredUnit): void {
  sum.units += 1;
  if (unit.inTarget) {
    sum.targetUnits += 1;
    sum.targetOutcome += unit.outcome;
  } else {
    sum.controlUnits += 1;
    sum.controlOutcome += unit.outcome;
  }
}

function shareOf(outcome: number, units: number): number {
  return units > 0 ? outcome / units : 0;
}
