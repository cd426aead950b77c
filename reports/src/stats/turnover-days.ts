import { compareMeans, meanEstimate } from './mean-difference.js';
import { isFiniteMatrix, m2OfWeightedSum, type MomentMatrix } from './moment-matrix.js';
import type { Moments } from './moments.js';
import { type ArmEstimate, type Comparison, confidenceOf, type ConfidenceOptions, finiteOrUndefined, notKnown, type Result, type Undefined } from './result.js';

/** Balances of one period in any one currency unit. */
export interface ReceivablesPeriod {
  days: number;
  sales: number;
  openingBalance: number;
  closingBalance: number;
  /** The part of the closing balance that is not yet due. */
  closingCurrent: number;
}

export interface TurnoverFigures {
  /** Days sales outstanding: closing balance over sales, times days. */
  turnoverDays: number;
  /** The same from the current part of the balance: what it would be if nobody were late. */
  bestPossibleDays: number;
  /** Average days delinquent: the difference of both. */
  averageDaysDelinquent: number;
}

/** Turnover days of a period and its delinquent part (F12). Sales below 0 (more returned than sold) have no turnover. */
export function turnoverFigures(period: ReceivablesPeriod): Result<TurnoverFigures> {
  if (period.sales === 0) return notKnown('denominator-zero');
  if (!(period.sales > 0) || !(period.days > 0)) return notKnown('bad-input');
  const turnoverDays = (period.closingBalance / period.sales) * period.days;
  const bestPossibleDays = (period.closingCurrent / period.sales) * period.days;
  return finiteOrUndefined({ turnoverDays, bestPossibleDays, averageDaysDelinquent: turnoverDays - bestPossibleDays });
}

/**
 * Turnover days of a period from balances that were taken in it (daily or at the ends of months): mean balance over revenue, times days (F12).
 */
export function turnoverDaysOfBalances(balances: readonly number[], revenue: number, days: number): Result<{ value: number }> {
  if (balances.length === 0) return notKnown('empty-arm');
  if (revenue === 0) return notKnown('denominator-zero');
  if (!(revenue > 0) || !(days > 0)) return notKnown('bad-input');
  const mean = balances.reduce((sum, balance) => sum + balance, 0) / balances.length;
  return finiteOrUndefined({ value: (mean / revenue) * days });
}

/** Collection effectiveness index in per cent: what was collected of what could have been (F12). */
export function collectionEffectiveness(period: ReceivablesPeriod): Result<{ value: number }> {
  const owed = period.openingBalance + period.sales;
  const collectable = owed - period.closingCurrent;
  if (!Number.isFinite(collectable)) return notKnown('bad-input');
  if (collectable === 0) return notKnown('denominator-zero');
  return finiteOrUndefined({ value: ((owed - period.closingBalance) / collectable) * 100 });
}

/**
 * Count-back turnover days: the balance is used up by the sales of the latest month, then of the one before, and so on;
 * the last month counts in part. Latest month first. Unknown when the sales given do not cover the balance.
 */
export function countBackTurnoverDays(closingBalance: number, latestFirst: readonly { sales: number; days: number }[]): Result<{ value: number }> {
  if (!Number.isFinite(closingBalance) || closingBalance < 0) return notKnown('bad-input');
  let left = closingBalance;
  let days = 0;
  for (const month of latestFirst) {
    if (left <= 0) break;
    if (!(month.sales >= 0) || !Number.isFinite(month.sales)) return notKnown('bad-input');
    if (month.sales > left) return finiteOrUndefined({ value: days + (left / month.sales) * month.days });
    left -= month.sales;
    days += month.days;
  }
  return left > 0 ? notKnown('out-of-reach') : finiteOrUndefined({ value: days });
}

/** Variables of each customer, in this order: M and D of the time after, M and D of the time before (M = days × balance or Σ amount × days, D = revenue). */
export type RatioChangeMatrix = MomentMatrix;

/**
 * Moments of u_after − u_before per customer of an arm, each period linearised by its own ratio: u = R + (M − R·D)/mean D. The mean is the
 * arm's own change R_after − R_before, and the spread knows that both periods are the same customers (F12).
 */
export function ratioChange(arm: RatioChangeMatrix): Result<Moments> {
  if (!Number.isSafeInteger(arm.n) || arm.n < 0 || arm.means.length !== 4 || !isFiniteMatrix(arm)) return notKnown('bad-input');
  if (arm.n === 0) return notKnown('empty-arm');
  const weights: number[] = [];
  let mean = 0;
  for (const [period, sign] of [[0, 1], [2, -1]] as const) {
    const [numerator, denominator] = [arm.means[period] as number, arm.means[period + 1] as number];
    if (denominator === 0) return notKnown('denominator-zero');
    const errorOfDenominator = arm.n > 1 ? Math.sqrt(Math.max(0, arm.products[period + 1]?.[period + 1] as number) / (arm.n - 1) / arm.n) : 0;
    if (Math.abs(denominator) < 2 * errorOfDenominator) return notKnown('denominator-near-zero');
    const ratio = numerator / denominator;
    mean += sign * ratio;
    weights.push(sign / denominator, (-sign * ratio) / denominator);
  }
  return finiteOrUndefined({ n: arm.n, mean, m2: m2OfWeightedSum(arm, weights) });
}

/** Difference in differences of turnover days, or of any ratio metric (F12): the target's change less the control's. */
export function compareRatioChanges(target: RatioChangeMatrix, control: RatioChangeMatrix, options?: ConfidenceOptions): Comparison {
  const [t, c] = [ratioChange(target), ratioChange(control)];
  if ('undefined' in t || 'undefined' in c) {
    const reason = 'undefined' in t ? t : (c as Undefined);
    const alone = (arm: Result<Moments>): Result<ArmEstimate> => ('undefined' in arm ? arm : meanEstimate(arm, confidenceOf(options)));
    return { target: alone(t), control: alone(c), absolute: reason, relative: reason };
  }
  return compareChanges(t, c, options);
}

/** The same from the moments of each customer's change, which the caller has linearised. */
export function compareChanges(target: Moments, control: Moments, options?: ConfidenceOptions): Comparison {
  return compareMeans(target, control, options);
}
