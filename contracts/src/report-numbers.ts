import { Type, type Static, type TSchema } from 'typebox';
import { Title } from './identifiers.js';

/** Why a number cannot be known; texts are the user interface's. Meanings stand at `UndefinedReason` of the statistics. */
export const undefinedReasons = [
  'empty-arm', 'single-unit', 'zero-variance', 'control-mean-near-zero', 'denominator-near-zero', 'denominator-zero', 'interval-contains-zero', 'no-cost',
  'no-planned-shares', 'no-transitions', 'too-few-groups', 'one-class', 'not-binary', 'out-of-reach', 'bad-input', 'no-data', 'no-history', 'no-score', 'no-margin', 'being-built',
  'no-matching-control', 'delivered-alike',
] as const;
export const UndefinedReason = Type.Enum(undefinedReasons);
export type UndefinedReason = (typeof undefinedReasons)[number];

export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const NumberOrNull = orNull(Type.Number());
export const ReasonOrNull = orNull(UndefinedReason);

/** How a metric is made of customers: share of those who did, mean per customer, or ratio of two sums. */
export const metricKinds = ['proportion', 'mean', 'ratio'] as const;
export type MetricKind = (typeof metricKinds)[number];

/** `share`: 0.25 is 25 %; `money-minor`: kopecks, cents; `money`: major units as imported. */
export const metricUnits = ['share', 'days', 'money-minor', 'money', 'number'] as const;
export type MetricUnit = (typeof metricUnits)[number];

/** What the money of a metric's effect is: paid, earned, invoiced, spent, or tied up less in receivables. */
export const moneyMeanings = ['paid', 'margin', 'revenue', 'cost', 'receivables', 'overdue'] as const;
export type MoneyMeaning = (typeof moneyMeanings)[number];

export const ReportMetric = Type.Object({
  id: Type.String({ description: 'turnover_days, overdue_volume, overdue_paid_share, response_rate …, or the name of an imported outcome' }),
  kind: Type.Enum(metricKinds),
  unit: Type.Enum(metricUnits),
  better: Type.Enum(['higher', 'lower']),
  role: Type.Enum(['primary', 'secondary', 'guardrail']),
  title: orNull(Title),
  incrementalUnit: Type.Union([Type.Enum(metricUnits), Type.Null()], { description: 'Unit of the effect scaled to the target arm; null where scaling means nothing' }),
  moneyMeaning: Type.Union([Type.Enum(moneyMeanings), Type.Null()], { description: 'What `money` of its comparisons is; null where the effect has no worth in money' }),
});
export type ReportMetric = Static<typeof ReportMetric>;

export const ReportArmValue = Type.Object({ units: Type.Integer(), value: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull });
export type ReportArmValue = Static<typeof ReportArmValue>;

/** A difference with its interval; `reason` says why what is null is null. */
export const ReportEffect = Type.Object({ estimate: NumberOrNull, low: NumberOrNull, high: NumberOrNull, standardError: NumberOrNull, pValue: NumberOrNull, reason: ReasonOrNull });
export type ReportEffect = Static<typeof ReportEffect>;

export const ReportTotal = Type.Object({ total: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull });
export type ReportTotal = Static<typeof ReportTotal>;

/** Always-valid interval of the absolute difference (F7): may be looked at on any day without raising the rate of false alarms. */
export const ReportSequential = Type.Object({ low: NumberOrNull, high: NumberOrNull, pValue: NumberOrNull, reason: ReasonOrNull });
export type ReportSequential = Static<typeof ReportSequential>;

/** The comparison with the customers' own past taken out (CUPED, F5), shown beside the raw one and never instead of it. */
export const ReportAdjusted = Type.Object({
  absolute: ReportEffect,
  relative: ReportEffect,
  varianceReduction: Type.Union([Type.Number(), Type.Null()], { description: 'Share of the variance that the past explains, 0 to 1: 0.4 is what 67 % more customers would bring' }),
  reason: ReasonOrNull,
});
export type ReportAdjusted = Static<typeof ReportAdjusted>;

/** Posterior with a flat prior (F9). "Better" is what the metric calls better. */
export const ReportBayes = Type.Object({
  chanceToWin: Type.Union([Type.Number(), Type.Null()], { description: 'Probability that the target arm is better' }),
  risk: Type.Union([Type.Number(), Type.Null()], { description: 'Expected loss, in the metric’s unit, of choosing the target arm should it be worse' }),
  riskOfControl: Type.Union([Type.Number(), Type.Null()], { description: 'Expected loss of staying with control should the target arm be better' }),
  reason: ReasonOrNull,
});
export type ReportBayes = Static<typeof ReportBayes>;

/** One metric of one target arm against control, over all customers (`segment` null) or one value of the dimension or cut. */
export const ReportComparison = Type.Object({
  metric: Type.String(),
  arm: Type.String(),
  segment: orNull(Type.String()),
  target: ReportArmValue,
  control: ReportArmValue,
  absolute: ReportEffect,
  relative: ReportEffect,
  pAdjusted: Type.Union([Type.Number(), Type.Null()], { description: 'Within the family: metrics × arms for the whole, metrics × arms × segments for segments; guardrails stay out' }),
  incremental: orNull(ReportTotal),
  sequential: ReportSequential,
  adjusted: Type.Union([ReportAdjusted, Type.Null()], { description: 'Null where the metric has no measure before assignment' }),
  bayes: ReportBayes,
  money: Type.Union([ReportTotal, Type.Null()], { description: 'The effect over the target arm in minor units of money, by the metric’s `moneyMeaning`' }),
});
export type ReportComparison = Static<typeof ReportComparison>;
