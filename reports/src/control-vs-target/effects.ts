import type { ReportArmValue, ReportEffect, ReportMetric, ReportTotal } from '@arbiter/contracts/report-model';
import { scaleToArm } from '../stats/money.js';
import { type ArmEstimate, type Effect, isKnown, type Result, type UndefinedReason } from '../stats/result.js';

/** Results of the statistics as the report writes them: numbers, or null with the reason. */
export function armValue(estimate: Result<ArmEstimate>, units: number): ReportArmValue {
  if (!isKnown(estimate)) return { units, value: null, low: null, high: null, reason: estimate.reason };
  const { value, interval } = estimate;
  return isKnown(interval) ? { units, value, low: interval.low, high: interval.high, reason: null } : { units, value, low: null, high: null, reason: interval.reason };
}

export function unknownEffect(reason: UndefinedReason): ReportEffect {
  return { estimate: null, low: null, high: null, standardError: null, pValue: null, reason };
}

export function effectRow(result: Result<Effect>, kind: ReportMetric['kind']): ReportEffect {
  if (!isKnown(result)) return unknownEffect(result.reason);
  const { estimate, interval, test, standardError } = result;
  const missing = [interval, test, standardError].find((part) => !isKnown(part));
  // When nobody or everybody responded in both arms there is nothing to test: no evidence at all, p = 1.
  const pValue = isKnown(test) ? test.pValue : kind === 'proportion' && test.reason === 'zero-variance' ? 1 : null;
  return {
    estimate,
    low: isKnown(interval) ? interval.low : null,
    high: isKnown(interval) ? interval.high : null,
    standardError: isKnown(standardError) ? standardError.value : null,
    pValue,
    reason: missing && !isKnown(missing) ? missing.reason : null,
  };
}

export function unknownTotal(reason: UndefinedReason | null): ReportTotal {
  return { total: null, low: null, high: null, reason };
}

/** An effect times so many units of the target arm (F10). */
export function scaledTotal(result: Result<Effect>, units: number): ReportTotal {
  if (!isKnown(result)) return unknownTotal(result.reason);
  const scaled = scaleToArm(result.estimate, result.interval, units);
  if (!isKnown(scaled)) return unknownTotal(scaled.reason);
  if (!isKnown(scaled.interval)) return { total: scaled.total, low: null, high: null, reason: scaled.interval.reason };
  return { total: scaled.total, low: scaled.interval.low, high: scaled.interval.high, reason: null };
}

/** A total in another unit; a negative factor turns its interval round. */
export function timesTotal(total: ReportTotal, factor: number): ReportTotal {
  const times = (value: number | null): number | null => (value === null ? null : value === 0 ? 0 : value * factor);
  return factor < 0 ? { total: times(total.total), low: times(total.high), high: times(total.low), reason: total.reason } : { total: times(total.total), low: times(total.low), high: times(total.high), reason: total.reason };
}
