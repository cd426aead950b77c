import { compareMeans } from './mean-difference.js';
import type { Moments } from './moments.js';
import { type Comparison, type ConfidenceOptions, finiteOrUndefined, notKnown, type Result } from './result.js';

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

/** Turnover days of a period and its delinquent part (F12). */
export function turnoverFigures(period: ReceivablesPeriod): Result<TurnoverFigures> {
  if (period.sales === 0) return notKnown('denominator-zero');
  const turnoverDays = (period.closingBalance / period.sales) * period.days;
  const bestPossibleDays = (period.closingCurrent / period.sales) * period.days;
  return finiteOrUndefined({ turnoverDays, bestPossibleDays, averageDaysDelinquent: turnoverDays - bestPossibleDays });
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

/**
 * Difference in differences of a ratio metric: each arm's moments are those of u_post - u_pre per customer, both
 * linearised within the arm, so the mean is the arm's own change and its spread knows that the two periods are the same
 * customers (F12).
 */
export function compareChanges(target: Moments, control: Moments, options?: ConfidenceOptions): Comparison {
  return compareMeans(target, control, options);
}
