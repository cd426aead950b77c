import { compareMeans } from './mean-difference.js';
import { isFiniteMatrix, m2OfWeightedSum, mergeMomentMatrices, type MomentMatrix } from './moment-matrix.js';
import type { Moments, PairMoments } from './moments.js';
import { type Comparison, type ConfidenceOptions, notKnown, type Result } from './result.js';

/** `meanX` and friends are the covariate measured before assignment, `meanY` and friends the outcome or the linearised ratio. */
export type CupedArm = PairMoments;

export interface CupedComparison {
  comparison: Comparison;
  /** Slope of the outcome on the covariate, over the units of both arms. */
  theta: number;
  /** Share of the variance that the covariate explains: rho squared, 0 to 1. What is left is 1 - rho squared. */
  varianceReduction: number;
}

export interface CovariatesComparison {
  comparison: Comparison;
  /** Slope on each covariate; 0 for one that says nothing beside those before it. */
  thetas: number[];
  varianceReduction: number;
}

/**
 * Variance reduction by a covariate measured before assignment (F5; Deng, Xu, Kohavi and Walker 2013).
 * Y' = Y - theta (X - mean of X over both arms); the relative change divides by the raw control mean.
 *
 * A unit without facts before has X = 0 where X is a sum of facts: nothing bought is 0, not missing. A covariate that can be missing (a score
 * that some do not have) enters `compareWithCovariates` as 0 with a flag beside it, or those units are left out by a rule settled before.
 */
export function compareWithCuped(target: CupedArm, control: CupedArm, options?: ConfidenceOptions): Result<CupedComparison> {
  const adjusted = compareWithCovariates(matrixOf(target), matrixOf(control), options);
  if ('undefined' in adjusted) return adjusted;
  const { comparison, thetas, varianceReduction } = adjusted;
  return { comparison, theta: thetas[0] as number, varianceReduction };
}

/**
 * The same for several covariates, such as a value and the flag of its absence. The last variable of the matrices is the outcome, those before it
 * are the covariates, all measured before assignment. Unknown (`zero-variance`) when no covariate varies or the outcome does not.
 */
export function compareWithCovariates(target: MomentMatrix, control: MomentMatrix, options?: ConfidenceOptions): Result<CovariatesComparison> {
  const last = target.means.length - 1;
  if (last < 1 || control.means.length !== last + 1) return notKnown('bad-input');
  if (target.n === 0 || control.n === 0) return notKnown('empty-arm');
  if (!Number.isSafeInteger(target.n) || !Number.isSafeInteger(control.n) || target.n < 0 || control.n < 0) return notKnown('bad-input');
  if (!isFiniteMatrix(target) || !isFiniteMatrix(control)) return notKnown('bad-input');
  if (target.n < 2 || control.n < 2) return notKnown('single-unit');
  const all = mergeMomentMatrices(target, control);
  if (!isFiniteMatrix(all)) return notKnown('bad-input');
  const outcomeSpread = all.products[last]?.[last] as number;
  const thetas = slopesOf(all);
  if (!(outcomeSpread > 0) || thetas.every((theta) => theta === 0 && !anySpread(all))) return notKnown('zero-variance');
  const explained = thetas.reduce((sum, theta, index) => sum + theta * ((all.products[index]?.[last] as number) / outcomeSpread), 0);
  if (!Number.isFinite(explained)) return notKnown('bad-input');
  const comparison = compareMeans(adjust(target, thetas, all), adjust(control, thetas, all), { ...options, raw: { target: outcomeOf(target), control: outcomeOf(control) } });
  return { comparison, thetas, varianceReduction: Math.min(1, Math.max(0, explained)) };
}

/** Least squares of the outcome on the covariates by elimination; a covariate that is constant or a mix of those before it gets 0. */
function slopesOf(all: MomentMatrix): number[] {
  const size = all.means.length - 1;
  const rows = all.products.slice(0, size).map((row) => [...row]);
  const used: boolean[] = [];
  for (let k = 0; k < size; k += 1) {
    const pivotRow = rows[k] as number[];
    const pivot = pivotRow[k] as number;
    used[k] = pivot > 1e-12 * (all.products[k]?.[k] as number) && pivot > 0;
    if (!used[k]) continue;
    for (let i = k + 1; i < size; i += 1) {
      const row = rows[i] as number[];
      const factor = (row[k] as number) / pivot;
      for (let j = k; j <= size; j += 1) row[j] = (row[j] as number) - factor * (pivotRow[j] as number);
    }
  }
  const thetas = new Array<number>(size).fill(0);
  for (let k = size - 1; k >= 0; k -= 1) {
    if (!used[k]) continue;
    const row = rows[k] as number[];
    let rest = row[size] as number;
    for (let j = k + 1; j < size; j += 1) rest -= (row[j] as number) * (thetas[j] as number);
    thetas[k] = rest / (row[k] as number);
  }
  return thetas;
}

function anySpread(all: MomentMatrix): boolean {
  return all.products.slice(0, -1).some((row, index) => (row[index] as number) > 0);
}

function adjust(arm: MomentMatrix, thetas: readonly number[], all: MomentMatrix): Moments {
  const last = thetas.length;
  const shift = thetas.reduce((sum, theta, index) => sum + theta * ((arm.means[index] as number) - (all.means[index] as number)), 0);
  return { n: arm.n, mean: (arm.means[last] as number) - shift, m2: m2OfWeightedSum(arm, [...thetas.map((theta) => -theta), 1]) };
}

function outcomeOf(arm: MomentMatrix): Moments {
  const last = arm.means.length - 1;
  return { n: arm.n, mean: arm.means[last] as number, m2: arm.products[last]?.[last] as number };
}

function matrixOf({ n, meanX, meanY, m2X, m2Y, coMoment }: PairMoments): MomentMatrix {
  return { n, means: [meanX, meanY], products: [[m2X, coMoment], [coMoment, m2Y]] };
}
