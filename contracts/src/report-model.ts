import { Type, type Static, type TSchema } from 'typebox';
import { goals } from './campaign.js';
import { CalendarDate, Title } from './identifiers.js';

/** Why a number cannot be known; texts are the user interface's. Meanings stand at `UndefinedReason` of the statistics. */
export const undefinedReasons = [
  'empty-arm', 'single-unit', 'zero-variance', 'control-mean-near-zero', 'denominator-near-zero', 'denominator-zero', 'interval-contains-zero', 'no-cost',
  'no-planned-shares', 'no-transitions', 'too-few-groups', 'one-class', 'not-binary', 'out-of-reach', 'bad-input',
] as const;
export const UndefinedReason = Type.Enum(undefinedReasons);
export type UndefinedReason = (typeof undefinedReasons)[number];

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const NumberOrNull = orNull(Type.Number());
const ReasonOrNull = orNull(UndefinedReason);

/** How a metric is made of customers: share of those who did, mean per customer, or ratio of two sums. */
export const metricKinds = ['proportion', 'mean', 'ratio'] as const;
export type MetricKind = (typeof metricKinds)[number];

/** `share`: 0.25 is 25 %; `money-minor`: kopecks, cents; `money`: major units as imported. */
export const metricUnits = ['share', 'days', 'money-minor', 'money', 'number'] as const;
export type MetricUnit = (typeof metricUnits)[number];

export const ReportMetric = Type.Object({
  id: Type.String({ description: 'turnover_days, overdue_volume, overdue_paid_share, response_rate, or the name of an imported outcome' }),
  kind: Type.Enum(metricKinds),
  unit: Type.Enum(metricUnits),
  better: Type.Enum(['higher', 'lower']),
  role: Type.Enum(['primary', 'secondary', 'guardrail']),
  title: orNull(Title),
  incrementalUnit: Type.Union([Type.Enum(metricUnits), Type.Null()], { description: 'Unit of the effect scaled to the target arm; null where scaling means nothing' }),
});
export type ReportMetric = Static<typeof ReportMetric>;

export const ReportArmValue = Type.Object({ units: Type.Integer(), value: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull });
export type ReportArmValue = Static<typeof ReportArmValue>;

/** A difference with its interval; `reason` says why what is null is null. */
export const ReportEffect = Type.Object({ estimate: NumberOrNull, low: NumberOrNull, high: NumberOrNull, standardError: NumberOrNull, pValue: NumberOrNull, reason: ReasonOrNull });
export type ReportEffect = Static<typeof ReportEffect>;

export const ReportTotal = Type.Object({ total: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull });
export type ReportTotal = Static<typeof ReportTotal>;

/** One metric of one target arm against control, over all customers (`segment` null) or one value of the dimension. */
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
});
export type ReportComparison = Static<typeof ReportComparison>;

export const verdictCodes = ['effect-found-good', 'effect-found-bad', 'no-effect-seen', 'not-enough-data'] as const;
export type VerdictCode = (typeof verdictCodes)[number];

export const ReportVerdict = Type.Object({
  arm: Type.String(),
  metric: Type.String(),
  code: Type.Enum(verdictCodes),
  absolute: ReportEffect,
  relative: ReportEffect,
  smallestDetectable: Type.Union([Type.Number(), Type.Null()], { description: 'Change in the metric’s unit that this campaign shows in 80 of 100 cases' }),
  cautions: Type.Array(Type.Enum(['sample-ratio', 'balance', 'contamination', 'running']), { description: 'Why the verdict may not be believed' }),
});
export type ReportVerdict = Static<typeof ReportVerdict>;

export const ReportSampleRatio = Type.Object({
  segment: orNull(Type.String()),
  pValue: NumberOrNull,
  pAdjusted: NumberOrNull,
  alarm: Type.Boolean(),
  arms: Type.Array(Type.Object({ arm: Type.String(), observed: Type.Integer(), expected: NumberOrNull })),
  reason: ReasonOrNull,
});
export type ReportSampleRatio = Static<typeof ReportSampleRatio>;

export const ReportHealth = Type.Object({
  sampleRatio: ReportSampleRatio,
  sampleRatioBySegment: Type.Array(ReportSampleRatio),
  minimumData: Type.Object({ unitsNeeded: Type.Integer(), arms: Type.Array(Type.Object({ arm: Type.String(), units: Type.Integer(), enough: Type.Boolean() })) }),
  balance: Type.Array(Type.Object({ measure: Type.String(), arm: Type.String(), target: NumberOrNull, control: NumberOrNull, pValue: NumberOrNull, alarm: Type.Boolean(), reason: ReasonOrNull })),
  contamination: Type.Object({ controlUnits: Type.Integer(), controlContacted: Type.Integer(), alarm: Type.Boolean() }),
});
export type ReportHealth = Static<typeof ReportHealth>;

export const ReportHeterogeneity = Type.Object({
  metric: Type.String(), arm: Type.String(), q: NumberOrNull, degreesOfFreedom: NumberOrNull, pValue: NumberOrNull, iSquared: NumberOrNull, segmentsUsed: NumberOrNull, reason: ReasonOrNull,
});
export type ReportHeterogeneity = Static<typeof ReportHeterogeneity>;

/** What was known when each day ended: the metric over everything from the campaign’s first day up to and including `day`. */
export const ReportSeries = Type.Object({
  metric: Type.String(),
  arm: Type.String(),
  points: Type.Array(Type.Object({ day: CalendarDate, target: NumberOrNull, control: NumberOrNull, difference: NumberOrNull, low: NumberOrNull, high: NumberOrNull })),
});
export type ReportSeries = Static<typeof ReportSeries>;

export const ReportChannel = Type.Object({
  channel: Type.String(), plannedActions: Type.Union([Type.Integer(), Type.Null()]), contacts: Type.Integer(), customers: Type.Integer(), delivered: Type.Integer(), plannedCostMinor: NumberOrNull, costMinor: Type.Number(),
});
export type ReportChannel = Static<typeof ReportChannel>;

/** A limit of the campaign: what the plan uses of it and what was used in fact; a limit for each week shows its fullest week. */
export const ReportLimit = Type.Object({
  constraintId: Type.String(), kind: Type.Enum(['budget', 'capacity', 'minimum', 'share']), unit: Type.Enum(['money-minor', 'actions', 'share']), week: Type.Union([Type.Integer(), Type.Null()]),
  limit: Type.Number(), planned: NumberOrNull, used: NumberOrNull,
});
export type ReportLimit = Static<typeof ReportLimit>;

export const ReportEconomics = Type.Object({
  arm: Type.String(), costMinor: Type.Number(), incrementalResponses: orNull(ReportTotal), costPerIncrementalMinor: NumberOrNull, reason: ReasonOrNull,
  releasedReceivablesMinor: orNull(ReportTotal),
});
export type ReportEconomics = Static<typeof ReportEconomics>;

/** The control-vs-target report: numbers and codes; the page words them. Never NaN: what is not known is null with its reason. */
export const ReportModel = Type.Object({
  campaignId: Type.String(),
  goal: Type.Enum(goals),
  startsOn: CalendarDate,
  endsBefore: CalendarDate,
  dataBefore: CalendarDate,
  running: Type.Boolean({ description: 'The campaign or its outcomes are still under way on the last day of data' }),
  confidence: Type.Number(),
  adjustment: Type.Enum(['holm', 'benjamini-hochberg', 'none']),
  dimension: orNull(Type.String()),
  dimensions: Type.Array(Type.String(), { description: 'What the report may be cut and filtered by' }),
  filters: Type.Array(Type.Object({ dimension: Type.String(), values: Type.Array(Type.String()) })),
  arms: Type.Array(Type.Object({ id: Type.String(), role: Type.Enum(['target', 'control']), share: Type.Number(), units: Type.Integer() })),
  metrics: Type.Array(ReportMetric),
  verdicts: Type.Array(ReportVerdict),
  health: ReportHealth,
  overall: Type.Array(ReportComparison),
  segments: Type.Array(ReportComparison),
  segmentsOmitted: Type.Integer({ description: 'Values of the dimension left out because there are too many; the largest are shown' }),
  heterogeneity: Type.Array(ReportHeterogeneity),
  series: Type.Array(ReportSeries),
  channels: Type.Array(ReportChannel),
  limits: Type.Array(ReportLimit),
  economics: Type.Array(ReportEconomics),
  freshness: Type.Object({
    lastAssignedAt: orNull(Type.String()), lastContactAt: orNull(Type.String()), lastResponseAt: orNull(Type.String()), lastInvoiceOn: orNull(Type.String()), lastPaymentOn: orNull(Type.String()),
  }),
});
export type ReportModel = Static<typeof ReportModel>;
