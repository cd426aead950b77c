import type { ReportAdjusted, ReportBayes, ReportComparison, ReportEffect, ReportMetric, ReportSequential, ReportTotal } from '@arbiter/contracts/report-model';
import type { UnitSums } from '../marts/unit-sums.js';
import { alwaysValidInterval } from '../stats/always-valid-interval.js';
import { posteriorOf } from '../stats/bayes.js';
import { compareMeans } from '../stats/mean-difference.js';
import { compareProportions } from '../stats/proportion-difference.js';
import { compareRatios } from '../stats/ratio-difference.js';
import { type Comparison, isKnown } from '../stats/result.js';
import { momentsOfSums, proportionArmOfSums, ratioArmOfSums, type UnitSumScales } from '../stats/unit-sums-moments.js';
import { armValue, effectRow, scaledTotal, timesTotal } from './effects.js';

/** Compares two arms by the rules of the metric's kind: F1, F2 or F4. */
export function compareMetric(metric: Pick<ReportMetric, 'kind'>, scales: UnitSumScales, target: UnitSums, control: UnitSums, confidence: number): Comparison {
  const options = { confidence };
  if (metric.kind === 'ratio') return compareRatios(ratioArmOfSums(target, scales), ratioArmOfSums(control, scales), options);
  if (metric.kind === 'proportion') {
    const [t, c] = [proportionArmOfSums(target, scales), proportionArmOfSums(control, scales)];
    if (isKnown(t) && isKnown(c)) return compareProportions(t, c, options);
    const reason = isKnown(t) ? (c as Exclude<typeof c, { n: number }>) : t;
    return { target: reason, control: reason, absolute: reason, relative: reason };
  }
  return compareMeans(momentsOfSums(target, scales), momentsOfSums(control, scales), options);
}

export interface ComparedArms {
  metric: ReportMetric;
  scales: UnitSumScales;
  arm: string;
  segment: string | null;
  target: UnitSums;
  control: UnitSums;
  confidence: number;
  /** Units of both arms at which the always-valid interval is tightest, fixed before the start. */
  decisionUnits: number;
  /** Days over which receivables are averaged: turns money × days into money. */
  balanceDays: number;
  adjusted: ReportAdjusted | null;
}

/** One row of the report; adjusted p-values are filled in by whoever knows the family. */
export function comparisonRow(input: ComparedArms): ReportComparison {
  return comparisonRowOf(compareMetric(input.metric, input.scales, input.target, input.control, input.confidence), input);
}

/** The row of a comparison that was made some other way, such as against reweighted control. */
export function comparisonRowOf(comparison: Comparison, input: ComparedArms): ReportComparison {
  const { metric, scales, arm, segment, target, control, confidence } = input;
  const absolute = effectRow(comparison.absolute, metric.kind);
  const denominator = metric.kind === 'ratio' ? Number(target.y) / scales.scaleY : Number(target.n);
  const incremental = metric.incrementalUnit === null ? null : scaledTotal(comparison.absolute, denominator);
  return {
    metric: metric.id,
    arm,
    segment,
    target: armValue(comparison.target, Number(target.n)),
    control: armValue(comparison.control, Number(control.n)),
    absolute,
    relative: effectRow(comparison.relative, metric.kind),
    pAdjusted: null,
    incremental,
    sequential: sequentialOf(absolute, Number(target.n + control.n), input.decisionUnits, confidence),
    adjusted: input.adjusted,
    bayes: bayesOf(absolute, metric, confidence),
    money: moneyOf(metric, incremental, scaledTotal(comparison.absolute, denominator), input.balanceDays),
  };
}

/** Always-valid interval of an effect (F7). */
export function sequentialOf(effect: ReportEffect, units: number, decisionUnits: number, confidence: number): ReportSequential {
  const none = (reason: ReportSequential['reason']): ReportSequential => ({ low: null, high: null, pValue: null, reason });
  if (effect.estimate === null || effect.standardError === null) return none(effect.reason ?? 'zero-variance');
  const interval = alwaysValidInterval({ estimate: effect.estimate, standardError: effect.standardError, units, decisionUnits, confidence });
  return isKnown(interval) ? { low: interval.low, high: interval.high, pValue: interval.pValue, reason: null } : none(interval.reason);
}

/** Chance to win and expected losses under a flat prior (F9), in the direction that the metric calls better. */
function bayesOf(effect: ReportEffect, metric: ReportMetric, confidence: number): ReportBayes {
  const none = (reason: ReportBayes['reason']): ReportBayes => ({ chanceToWin: null, risk: null, riskOfControl: null, reason });
  if (effect.estimate === null || effect.standardError === null) return none(effect.reason ?? 'zero-variance');
  const posterior = posteriorOf({ estimate: metric.better === 'higher' ? effect.estimate : -effect.estimate, standardError: effect.standardError, confidence });
  return isKnown(posterior) ? { chanceToWin: posterior.chanceToWin, risk: posterior.riskOfTarget, riskOfControl: posterior.riskOfControl, reason: null } : none(posterior.reason);
}

/** The effect over the target arm in minor units; money × days of turnover become the receivables that stand open on a day. */
function moneyOf(metric: ReportMetric, incremental: ReportTotal | null, scaled: ReportTotal, balanceDays: number): ReportTotal | null {
  if (metric.moneyMeaning === null) return null;
  if (metric.unit === 'days') return timesTotal(scaled, 1 / balanceDays);
  return incremental && timesTotal(incremental, metric.incrementalUnit === 'money' ? 100 : 1);
}
