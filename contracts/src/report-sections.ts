import { Type, type Static } from 'typebox';
import { CalendarDate } from './identifiers.js';
import { NumberOrNull, orNull, ReasonOrNull, ReportArmValue, ReportComparison, ReportEffect, ReportTotal } from './report-numbers.js';

export const cutKinds = ['wave', 'channel', 'offer'] as const;
export type CutKind = (typeof cutKinds)[number];
export const cutCautions = ['not-randomised', 'control-reweighted', 'strata-left-out', 'no-strata'] as const;

/**
 * Comparisons by wave, channel or offer; `segment` of a row is the week of assignment (its Monday, YYYY-MM-DD), the channel or the action.
 * `randomised`: both arms were cut by what was settled before treatment. `as-treated`: target customers by their first channel or action, control
 * reweighted to the same strata; who was treated how was not drawn by lot, so differences may be those of the customers.
 */
export const ReportCut = Type.Object({
  by: Type.Enum(cutKinds),
  basis: Type.Enum(['randomised', 'as-treated'] as const),
  cautions: Type.Array(Type.Enum(cutCautions)),
  rows: Type.Array(ReportComparison),
  omitted: Type.Integer({ description: 'Values left out because there are too many; the largest are shown' }),
  reason: ReasonOrNull,
});
export type ReportCut = Static<typeof ReportCut>;

export const ReportTimePoint = Type.Object({
  day: Type.Union([CalendarDate, Type.Null()], { description: 'The day, or the Monday of the week; null where days are counted since assignment' }),
  days: Type.Union([Type.Integer(), Type.Null()], { description: 'Whole days since the customer’s own assignment' }),
  target: NumberOrNull,
  control: NumberOrNull,
  difference: NumberOrNull,
  low: NumberOrNull,
  high: NumberOrNull,
  reason: ReasonOrNull,
});
export type ReportTimePoint = Static<typeof ReportTimePoint>;

/** `day`, `week`: what happened in the period alone. `since-assignment`: everything up to so many days after the customer’s own assignment. */
export const ReportTimeSeries = Type.Object({ metric: Type.String(), arm: Type.String(), by: Type.Enum(['day', 'week', 'since-assignment'] as const), points: Type.Array(ReportTimePoint) });
export type ReportTimeSeries = Static<typeof ReportTimeSeries>;

/** Share of the contacted target customers who answered or paid within so many days after their first contact. Descriptive: control has no first contact. */
export const ReportContactCurve = Type.Object({
  arm: Type.String(),
  outcome: Type.Enum(['response', 'payment'] as const),
  customers: Type.Integer({ description: 'With a contact' }),
  points: Type.Array(Type.Object({ days: Type.Integer(), customers: Type.Integer(), share: NumberOrNull, low: NumberOrNull, high: NumberOrNull })),
  reason: ReasonOrNull,
});
export type ReportContactCurve = Static<typeof ReportContactCurve>;

export const funnelSteps = ['assigned', 'contacted', 'delivered', 'right-party', 'responded', 'paid'] as const;
/** Shares are of the assigned customers; a customer counts in a step when it happened within the campaign, whether or not the step before is on record. */
export const ReportFunnel = Type.Object({
  arm: Type.String(),
  steps: Type.Array(Type.Object({ step: Type.Enum(funnelSteps), units: Type.Integer(), share: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull })),
});
export type ReportFunnel = Static<typeof ReportFunnel>;

const Coefficient = Type.Object({ value: NumberOrNull, reason: ReasonOrNull });
/** Uplift by the score that stood before assignment, best first (F11). `share` of the customers, 0 to 1; values per customer of the target arm's kind. */
export const ReportUplift = Type.Object({
  metric: Type.String(),
  arm: Type.String(),
  score: Type.Union([Type.String(), Type.Null()], { description: 'Name of the score that ranks: expected value of the best action as planned, or a dimension that holds numbers' }),
  bins: Type.Integer({ description: 'Bins of equal size into which the scores were put before they reached the report; ties share a bin' }),
  curve: Type.Array(Type.Object({ share: Type.Number(), units: Type.Integer(), qini: NumberOrNull, uplift: NumberOrNull, random: NumberOrNull })),
  qiniCoefficient: Coefficient,
  auuc: Coefficient,
  /** Ten groups of equal size, the best first. */
  deciles: Type.Array(Type.Object({ decile: Type.Integer(), targetUnits: Type.Integer(), controlUnits: Type.Integer(), target: NumberOrNull, control: NumberOrNull, uplift: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull })),
  atTop: Type.Array(Type.Object({ share: Type.Number(), uplift: NumberOrNull, low: NumberOrNull, high: NumberOrNull, reason: ReasonOrNull })),
  /** Profit of acting upon the best share only, minor units over all customers of the campaign. */
  profit: Type.Object({
    points: Type.Array(Type.Object({ share: Type.Number(), profitMinor: NumberOrNull })),
    best: orNull(Type.Object({ share: Type.Number(), profitMinor: Type.Number(), scoreAtLeast: NumberOrNull })),
    reason: ReasonOrNull,
  }),
  reason: ReasonOrNull,
});
export type ReportUplift = Static<typeof ReportUplift>;

const Detectable = { smallestAbsolute: NumberOrNull, smallestRelative: NumberOrNull, reason: ReasonOrNull };
/** Smallest effects that show in 80 of 100 cases at the report's confidence (F15): as it was planned, and with what is there now. */
export const ReportPower = Type.Object({
  decisionUnits: Type.Union([Type.Integer(), Type.Null()], { description: 'Customers at which the always-valid interval is tightest, fixed at launch: the audience assigned' }),
  planned: Type.Array(Type.Object({ metric: Type.String(), arm: Type.String(), targetUnits: Type.Integer(), controlUnits: Type.Integer(), baseline: NumberOrNull, ...Detectable })),
  now: Type.Array(
    Type.Object({
      metric: Type.String(),
      arm: Type.String(),
      ...Detectable,
      unitsNeeded: Type.Union([Type.Integer(), Type.Null()], { description: 'Customers of both arms to show the effect seen, were it real' }),
      enough: Type.Union([Type.Boolean(), Type.Null()]),
      daysUntilEnough: Type.Union([Type.Integer(), Type.Null()], { description: 'If customers keep coming as they do, or the interval keeps narrowing as it does; null: never at this pace, or not known' }),
    }),
  ),
});
export type ReportPower = Static<typeof ReportPower>;

/** Turnover days before and during the campaign and the difference of the two changes (F12). */
export const ReportTurnover = Type.Object({
  arm: Type.String(),
  daysBefore: Type.Integer({ description: 'Length of the period before, in days: as long as the campaign' }),
  target: Type.Object({ before: NumberOrNull, after: NumberOrNull, change: NumberOrNull }),
  control: Type.Object({ before: NumberOrNull, after: NumberOrNull, change: NumberOrNull }),
  differenceInDifferences: ReportEffect,
});
export type ReportTurnover = Static<typeof ReportTurnover>;

/** Share of the customers overdue at the start who have paid that debt in full by each day (Kaplan–Meier: those not paid by the end of data are cut off, not counted as never). */
export const ReportCure = Type.Object({
  arms: Type.Array(
    Type.Object({
      arm: Type.String(),
      units: Type.Integer({ description: 'Customers overdue at the start' }),
      points: Type.Array(Type.Object({ day: Type.Integer({ description: 'Since assignment' }), atRisk: Type.Integer(), share: Type.Number(), low: NumberOrNull, high: NumberOrNull })),
      medianDays: NumberOrNull,
      reason: ReasonOrNull,
    }),
  ),
  logRank: Type.Array(Type.Object({ arm: Type.String(), chiSquare: NumberOrNull, pValue: NumberOrNull, reason: ReasonOrNull })),
});
export type ReportCure = Static<typeof ReportCure>;

/** Roll rates of both arms between two days, and their difference cell by cell (F13). Buckets are days overdue, mildest first. */
export const ReportRollRates = Type.Object({
  from: CalendarDate,
  to: CalendarDate,
  buckets: Type.Array(Type.String()),
  matrices: Type.Array(
    Type.Object({
      arm: Type.String(),
      rows: Type.Array(
        Type.Object({
          from: Type.String(), units: Type.Integer(), balanceMinor: Type.Number(), cells: Type.Array(Type.Object({ to: Type.String(), units: Type.Integer(), share: NumberOrNull })),
          rollForward: NumberOrNull, rollBack: NumberOrNull, cure: NumberOrNull, reason: ReasonOrNull,
        }),
      ),
    }),
  ),
  differences: Type.Array(
    Type.Object({
      arm: Type.String(),
      rows: Type.Array(
        Type.Object({
          from: Type.String(), chiSquare: NumberOrNull, pValue: NumberOrNull, reason: ReasonOrNull,
          cells: Type.Array(Type.Object({ to: Type.String(), difference: NumberOrNull, low: NumberOrNull, high: NumberOrNull, pValue: NumberOrNull, pAdjusted: NumberOrNull, reason: ReasonOrNull })),
        }),
      ),
      migrationToBad: Type.Object({ bucket: Type.String({ description: 'This bucket or a worse one' }), target: ReportArmValue, control: ReportArmValue, absolute: ReportEffect }),
    }),
  ),
  reason: ReasonOrNull,
});
export type ReportRollRates = Static<typeof ReportRollRates>;

/** Effect on those whom the campaign reached: the effect by assignment over the difference in delivered shares. A secondary view. */
export const ReportComplier = Type.Object({ metric: Type.String(), arm: Type.String(), deliveredTarget: NumberOrNull, deliveredControl: NumberOrNull, effect: ReportEffect });
export type ReportComplier = Static<typeof ReportComplier>;

/** Money of a target arm (F10). `margin`: extra margin, or revenue or payments where no margin is known; `profit` takes contacts and incentives off it. */
export const ReportProfit = Type.Object({
  arm: Type.String(),
  of: Type.Union([Type.String(), Type.Null()], { description: 'Metric whose effect is the extra money' }),
  incrementalMinor: ReportTotal,
  contactCostMinor: Type.Number(),
  incentiveCostMinor: Type.Number(),
  profitMinor: ReportTotal,
  returnOnCost: ReportTotal,
});
export type ReportProfit = Static<typeof ReportProfit>;

/** Where the numbers come from and how far behind the facts they are. */
export const ReportSource = Type.Object({
  kind: Type.Enum(['rollups', 'facts'] as const),
  builtAt: Type.Union([Type.String(), Type.Null()], { description: 'When the rollups were last brought up to date' }),
  lagMs: Type.Union([Type.Number(), Type.Null()], { description: 'Age of the oldest fact that is not in the rollups yet; 0 when none is waiting' }),
  progress: Type.Union([Type.Number(), Type.Null()], { description: 'While they are built for the first time: share done, 0 to 1' }),
});
export type ReportSource = Static<typeof ReportSource>;

export const reportSections = ['units', 'metrics', 'segments', 'cumulative', 'time', 'cuts', 'funnel', 'contact-curve', 'uplift', 'power', 'turnover', 'cure', 'roll-rates', 'complier', 'channels', 'limits', 'health', 'freshness'] as const;
export type ReportSection = (typeof reportSections)[number];

/** Answer of `GET /v1/campaigns/:id/report/sql`: statements as they are asked, with their typed parameters. */
export const ReportSql = Type.Object({
  of: Type.Enum(reportSections),
  queries: Type.Array(Type.Object({ title: Type.String(), sql: Type.String(), params: Type.Record(Type.String(), Type.Unknown()) })),
});
export type ReportSql = Static<typeof ReportSql>;
