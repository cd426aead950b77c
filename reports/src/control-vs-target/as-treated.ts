import type { ReportMetric } from '@arbiter/contracts/report-model';
import type { UnitSums } from '../marts/unit-sums.js';
import { comparePostStratifiedMeans, comparePostStratifiedRatios } from '../stats/post-stratified-difference.js';
import type { Comparison } from '../stats/result.js';
import { momentsOfSums, ratioArmOfSums, totalUnitSums, type UnitSumScales } from '../stats/unit-sums-moments.js';

/** Sums of both arms within one stratum: a set of customers that was settled before assignment. */
export interface StratumSums {
  stratum: string;
  target: UnitSums;
  control: UnitSums;
}

export interface AsTreatedComparison {
  comparison: Comparison;
  target: UnitSums;
  /** Control of the strata used, unweighted. */
  control: UnitSums;
  /** Target units whose stratum has nobody in control: they are left out. */
  leftOut: number;
}

/** Target units that were treated alike, against control weighted to their mix of strata. No experiment: see `comparePostStratifiedMeans`. */
export function compareAsTreated(metric: Pick<ReportMetric, 'kind'>, scales: UnitSumScales, strata: readonly StratumSums[], confidence: number): AsTreatedComparison {
  const used = strata.filter(({ target, control }) => target.n > 0n && control.n > 0n);
  const target = totalUnitSums(used.map((stratum) => stratum.target));
  const made = <Arm>(of: (sums: UnitSums) => Arm) => used.map((stratum) => ({ stratum: stratum.stratum, target: of(stratum.target), control: of(stratum.control) }));
  const options = { confidence };
  const { comparison } = metric.kind === 'ratio' ? comparePostStratifiedRatios(made((sums) => ratioArmOfSums(sums, scales)), options) : comparePostStratifiedMeans(made((sums) => momentsOfSums(sums, scales)), options);
  return { comparison, target, control: totalUnitSums(used.map((stratum) => stratum.control)), leftOut: Number(totalUnitSums(strata.map((stratum) => stratum.target)).n - target.n) };
}
