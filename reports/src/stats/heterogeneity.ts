import { chiSquareSurvival } from './chi-square-distribution.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

export interface GroupEffect {
  estimate: number;
  standardError: number;
}

export interface Heterogeneity {
  /** Cochran's Q. */
  q: number;
  degreesOfFreedom: number;
  /** Small when the effect is not the same in all groups. */
  pValue: number;
  /** Share of the spread between groups that is more than chance, 0 to 1 (Higgins and Thompson 2002). */
  iSquared: number;
  /** Inverse-variance weighted effect over the groups. */
  pooled: number;
  pooledStandardError: number;
  groupsUsed: number;
}

/** Is the effect the same in every segment (F14; Cochran 1954). Groups without a standard error are left out. */
export function heterogeneityOf(groups: readonly GroupEffect[]): Result<Heterogeneity> {
  const usable = groups.filter((group) => Number.isFinite(group.estimate) && Number.isFinite(group.standardError) && group.standardError > 0);
  if (usable.length < 2) return notKnown('too-few-groups');
  const weightOf = (group: GroupEffect): number => 1 / group.standardError ** 2;
  const weights = usable.reduce((sum, group) => sum + weightOf(group), 0);
  const pooled = usable.reduce((sum, group) => sum + weightOf(group) * group.estimate, 0) / weights;
  const q = usable.reduce((sum, group) => sum + weightOf(group) * (group.estimate - pooled) ** 2, 0);
  const degreesOfFreedom = usable.length - 1;
  return finiteOrUndefined({
    q,
    degreesOfFreedom,
    pValue: chiSquareSurvival(q, degreesOfFreedom),
    iSquared: q > degreesOfFreedom ? (q - degreesOfFreedom) / q : 0,
    pooled,
    pooledStandardError: Math.sqrt(1 / weights),
    groupsUsed: usable.length,
  });
}
