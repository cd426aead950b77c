import type { ReportAdjusted, ReportMetric } from '@arbiter/contracts/report-model';
import type { UnitSums } from '../marts/unit-sums.js';
import { compareWithCovariates, compareWithCuped } from '../stats/cuped.js';
import type { MomentMatrix } from '../stats/moment-matrix.js';
import { isKnown, notKnown, type Result, type Undefined } from '../stats/result.js';
import { cupedArmOfSums, ratioCupedArmOfSums, type UnitSumScales } from '../stats/unit-sums-moments.js';
import { effectRow, unknownEffect } from './effects.js';

/** What one arm's turnover days are made of: sums beside what was open before, beside what was billed before, and of the time before itself. */
export interface TurnoverSums {
  besideOpen: UnitSums;
  besideBilled: UnitSums;
  before: UnitSums;
}

/** The comparison less what the customers' own past explains (F5). */
export function adjustedComparison(metric: ReportMetric, scales: UnitSumScales, target: UnitSums, control: UnitSums, confidence: number): ReportAdjusted {
  if (target.zz + control.zz === 0n) return withoutHistory();
  if (metric.kind !== 'ratio') return adjustedRow(compareWithCuped(cupedArmOfSums(target, scales), cupedArmOfSums(control, scales), { confidence }), metric);
  const [t, c] = [ratioCupedArmOfSums(target, scales), ratioCupedArmOfSums(control, scales)];
  if (!isKnown(t)) return adjustedRow(t, metric);
  return adjustedRow(isKnown(c) ? compareWithCuped(t, c, { confidence }) : c, metric);
}

/** Turnover days less what both the open balances and the amounts billed before explain. */
export function adjustedTurnover(metric: ReportMetric, target: TurnoverSums, control: TurnoverSums, confidence: number): ReportAdjusted {
  if (target.before.xx + control.before.xx === 0n) return withoutHistory();
  const [t, c] = [turnoverMatrix(target), turnoverMatrix(control)];
  if (!isKnown(t)) return adjustedRow(t, metric);
  return adjustedRow(isKnown(c) ? compareWithCovariates(t, c, { confidence }) : c, metric);
}

/** Moments of (open before, billed before, linearised turnover days) of an arm. */
export function turnoverMatrix({ besideOpen, besideBilled, before }: TurnoverSums): Result<MomentMatrix> {
  const scales = { scaleX: 1, scaleY: 1 };
  const [open, billed] = [ratioCupedArmOfSums(besideOpen, scales), ratioCupedArmOfSums(besideBilled, scales)];
  if (!isKnown(open)) return open;
  if (!isKnown(billed)) return billed;
  if (before.n !== besideOpen.n) return notKnown('bad-input');
  const together = Number(before.n * before.xy - before.x * before.y) / Number(before.n);
  return {
    n: open.n,
    means: [open.meanX, billed.meanX, open.meanY],
    products: [
      [open.m2X, together, open.coMoment],
      [together, billed.m2X, billed.coMoment],
      [open.coMoment, billed.coMoment, open.m2Y],
    ],
  };
}

function withoutHistory(): ReportAdjusted {
  return { absolute: unknownEffect('no-history'), relative: unknownEffect('no-history'), varianceReduction: null, reason: 'no-history' };
}

function adjustedRow(result: ReturnType<typeof compareWithCuped> | ReturnType<typeof compareWithCovariates> | Undefined, { kind }: ReportMetric): ReportAdjusted {
  if (!isKnown(result)) return { absolute: unknownEffect(result.reason), relative: unknownEffect(result.reason), varianceReduction: null, reason: result.reason };
  const { comparison, varianceReduction } = result;
  return { absolute: effectRow(comparison.absolute, kind), relative: effectRow(comparison.relative, kind), varianceReduction, reason: null };
}
