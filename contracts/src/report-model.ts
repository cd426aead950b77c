import { Type, type Static } from 'typebox';
import { goals } from './campaign.js';
import { CalendarDate } from './identifiers.js';
import { NumberOrNull, orNull, ReasonOrNull, ReportComparison, ReportEffect, ReportMetric, ReportSequential, ReportTotal } from './report-numbers.js';
import { ReportComplier, ReportContactCurve, ReportCure, ReportCut, ReportFunnel, ReportPower, ReportProfit, ReportRollRates, ReportSource, ReportTimeSeries, ReportTurnover, ReportUplift } from './report-sections.js';

export * from './report-numbers.js';
export * from './report-sections.js';

export const verdictCodes = ['effect-found-good', 'effect-found-bad', 'no-effect-seen', 'not-enough-data'] as const;
export type VerdictCode = (typeof verdictCodes)[number];

export const ReportVerdict = Type.Object({
  arm: Type.String(),
  metric: Type.String(),
  code: Type.Enum(verdictCodes),
  absolute: ReportEffect,
  relative: ReportEffect,
  smallestDetectable: Type.Union([Type.Number(), Type.Null()], { description: 'Change in the metric’s unit that this campaign shows in 80 of 100 cases' }),
  cautions: Type.Array(Type.Enum(['sample-ratio', 'balance', 'contamination', 'running', 'early-look']), { description: 'Why the verdict may not be believed; early-look: found by the test made for the end of the campaign only, not by the one that may be looked at any day' }),
  sequential: ReportSequential,
  incremental: orNull(ReportTotal),
  money: orNull(ReportTotal),
  chanceToWin: NumberOrNull,
  daysUntilEnough: Type.Union([Type.Integer(), Type.Null()], { description: 'As in `power.now`' }),
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
  points: Type.Array(
    Type.Object({
      day: CalendarDate, target: NumberOrNull, control: NumberOrNull, difference: NumberOrNull, low: NumberOrNull, high: NumberOrNull,
      alwaysValidLow: NumberOrNull, alwaysValidHigh: NumberOrNull,
    }),
  ),
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
  filters: Type.Array(
    Type.Object({
      dimension: Type.String(), values: Type.Array(Type.String()),
      of: Type.Enum(['assignment', 'customer'] as const, { description: 'assignment: as it stood when the customer was assigned; customer: as it stands now, which the campaign may have changed' }),
    }),
  ),
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
  profit: Type.Array(ReportProfit),
  cuts: Type.Array(ReportCut),
  time: Type.Array(ReportTimeSeries),
  contactCurves: Type.Array(ReportContactCurve),
  funnel: Type.Array(ReportFunnel),
  uplift: Type.Array(ReportUplift),
  power: ReportPower,
  turnover: Type.Union([Type.Array(ReportTurnover), Type.Null()], { description: 'Null unless the goal is turnover' }),
  cure: Type.Union([ReportCure, Type.Null()], { description: 'Null unless the goal is turnover' }),
  rollRates: Type.Union([ReportRollRates, Type.Null()], { description: 'Null unless the goal is turnover' }),
  complier: Type.Array(ReportComplier),
  source: ReportSource,
  freshness: Type.Object({
    lastAssignedAt: orNull(Type.String()), lastContactAt: orNull(Type.String()), lastResponseAt: orNull(Type.String()), lastInvoiceOn: orNull(Type.String()), lastPaymentOn: orNull(Type.String()),
  }),
});
export type ReportModel = Static<typeof ReportModel>;

/** All campaigns together against the customers who get nothing: `report` compares them over the period by the company's own control group. */
export const GlobalControlReport = Type.Object({
  from: CalendarDate,
  before: CalendarDate,
  group: Type.Union([Type.Object({ share: Type.Number(), salt: Type.String() }), Type.Null()], { description: 'The company’s control group; null where none is set up' }),
  campaigns: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), startsOn: CalendarDate, endsBefore: CalendarDate, contacts: Type.Integer(), customers: Type.Integer(), costMinor: Type.Number(), inControlContacted: Type.Integer() })),
  report: orNull(ReportModel),
});
export type GlobalControlReport = Static<typeof GlobalControlReport>;
