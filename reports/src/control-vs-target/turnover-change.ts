import type { ReportTurnover } from '@arbiter/contracts/report-model';
import type { CellRow } from '../marts/unit-sums.js';
import { m2OfWeightedSum, type MomentMatrix } from '../stats/moment-matrix.js';
import type { Moments } from '../stats/moments.js';
import { isKnown, notKnown, type Result } from '../stats/result.js';
import { compareChanges } from '../stats/turnover-days.js';
import { ratioMomentsOfSums } from '../stats/unit-sums-moments.js';
import { turnoverMatrix, type TurnoverSums } from './adjusted-comparison.js';
import { effectRow, unknownEffect } from './effects.js';
import { type ReportArms, type ReportCells, sumsOf } from './report-cells.js';
import { turnoverBefore, turnoverByBilled } from './sources/invoice-sources.js';

const scales = { scaleX: 1, scaleY: 1 };

export function turnoverSums(cells: readonly CellRow[], arms: ReadonlySet<string>, segment: string | null = null): TurnoverSums {
  return { besideOpen: sumsOf(cells, 'turnover_days', arms, segment), besideBilled: sumsOf(cells, turnoverByBilled, arms, segment), before: sumsOf(cells, turnoverBefore, arms, segment) };
}

/** Turnover days before and after by arm, and the difference of the differences by customer (F12). */
export function turnoverChange(arms: ReportArms, cells: ReportCells, daysBefore: number, confidence: number): ReportTurnover[] {
  const control = turnoverSums(cells.total, arms.controls);
  return arms.targets.map((arm) => {
    const target = turnoverSums(cells.total, new Set([arm]));
    const [t, c] = [changeMoments(target), changeMoments(control)];
    const failed = !isKnown(t) ? t : !isKnown(c) ? c : null;
    const comparison = isKnown(t) && isKnown(c) ? compareChanges(t, c, { confidence }) : null;
    return {
      arm,
      daysBefore,
      target: valuesOf(target),
      control: valuesOf(control),
      differenceInDifferences: comparison ? effectRow(comparison.absolute, 'ratio') : unknownEffect(failed?.reason ?? 'no-data'),
    };
  });
}

/** Moments of u after less u before, both linearised within the arm: the mean is the arm's own change. */
function changeMoments(sums: TurnoverSums): Result<Moments> {
  if (sums.before.xx === 0n) return notKnown(sums.before.n === 0n ? 'empty-arm' : 'no-history');
  const matrix: Result<MomentMatrix> = turnoverMatrix(sums);
  if (!isKnown(matrix)) return matrix;
  const before = ratioMomentsOfSums(sums.before, scales);
  if (!isKnown(before)) return before;
  // u before = R + (open − R·billed) / mean billed, all of the time before.
  const [, billed = 0, after = 0] = matrix.means;
  const m2 = m2OfWeightedSum(matrix, [-1 / billed, before.mean / billed, 1]);
  // Sums of one store agree with each other; those that do not give no number.
  return Number.isFinite(m2) && Number.isFinite(after - before.mean) ? { n: matrix.n, mean: after - before.mean, m2 } : notKnown('bad-input');
}

function valuesOf({ besideOpen, before }: TurnoverSums): ReportTurnover['target'] {
  const [was, is] = [ratioMomentsOfSums(before, scales), ratioMomentsOfSums(besideOpen, scales)];
  const [b, a] = [isKnown(was) ? was.mean : null, isKnown(is) ? is.mean : null];
  return { before: b, after: a, change: a === null || b === null ? null : a - b };
}
