import { chiSquareSurvival } from './chi-square-distribution.js';
import { isValidCount } from './moments.js';
import { notKnown, type Result } from './result.js';

/** Units seen in an arm and its planned share as a weight on any scale. */
export interface PlannedArm {
  observed: number;
  weight: number;
}

export interface SampleRatioCheck {
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Expected units per arm in the order given; 0 for an arm that was not planned. */
  expected: number[];
  /** The split is not the planned one, so no difference between the arms may be believed. */
  alarm: boolean;
}

export const sampleRatioAlarmLevel = 0.001;

/**
 * Sample-ratio mismatch (F6; Fabijan et al. 2019): Pearson's chi-square of the arm sizes against the planned shares.
 * Arms with no planned share are left out. With nobody in any arm, or one arm, there is nothing to contradict: p = 1.
 */
export function checkSampleRatio(arms: readonly PlannedArm[], alarmLevel: number = sampleRatioAlarmLevel): Result<SampleRatioCheck> {
  for (const arm of arms) {
    if (!isValidCount(arm.observed) || !Number.isFinite(arm.weight) || arm.weight < 0) return notKnown('bad-input');
  }
  const planned = arms.filter((arm) => arm.weight > 0);
  if (planned.length === 0) return notKnown('no-planned-shares');
  const units = planned.reduce((sum, arm) => sum + arm.observed, 0);
  // Scaled by the largest weight so that huge weights cannot overflow in their sum.
  const largest = Math.max(...planned.map((arm) => arm.weight));
  const weights = planned.reduce((sum, arm) => sum + arm.weight / largest, 0);
  const expectedOf = (arm: PlannedArm): number => ((arm.weight / largest) * units) / weights;
  const chiSquare = units === 0 ? 0 : planned.reduce((sum, arm) => sum + (arm.observed - expectedOf(arm)) ** 2 / expectedOf(arm), 0);
  if (!Number.isFinite(chiSquare)) return notKnown('bad-input');
  const degreesOfFreedom = planned.length - 1;
  const pValue = chiSquareSurvival(chiSquare, degreesOfFreedom);
  return { chiSquare, degreesOfFreedom, pValue, expected: arms.map(expectedOf), alarm: pValue < alarmLevel };
}

export interface SegmentSampleRatio {
  segment: string;
  check: Result<SampleRatioCheck>;
  /** Bonferroni: the segment's p times the number of segments that could be checked, at most 1. */
  adjustedPValue: number | null;
}

/** The same check within every segment; the alarm level is shared among the segments (Bonferroni). */
export function checkSampleRatioBySegment(
  segments: readonly { segment: string; arms: readonly PlannedArm[] }[],
  alarmLevel: number = sampleRatioAlarmLevel,
): SegmentSampleRatio[] {
  const checks = segments.map(({ segment, arms }) => ({ segment, check: checkSampleRatio(arms, alarmLevel) }));
  const family = checks.filter(({ check }) => 'pValue' in check).length;
  return checks.map(({ segment, check }) => {
    if (!('pValue' in check)) return { segment, check, adjustedPValue: null };
    const adjustedPValue = Math.min(1, check.pValue * family);
    return { segment, check: { ...check, alarm: adjustedPValue < alarmLevel }, adjustedPValue };
  });
}
