import type { ReportArmValue, ReportComparison, ReportEffect, ReportModel } from '@arbiter/contracts/report-model';
import { csv, type CsvCell as Cell } from './csv-line.js';

/** Columns of a comparison. */
export const comparisonHeader = [
  'campaign', 'metric', 'unit', 'role', 'arm', 'dimension', 'segment',
  'target_units', 'target_value', 'target_low', 'target_high', 'control_units', 'control_value', 'control_low', 'control_high',
  'difference', 'difference_low', 'difference_high', 'difference_standard_error', 'p_value', 'p_adjusted',
  'relative', 'relative_low', 'relative_high', 'relative_standard_error',
  'incremental', 'incremental_low', 'incremental_high', 'incremental_unit', 'confidence', 'not_known_difference', 'not_known_relative',
  'always_valid_low', 'always_valid_high', 'always_valid_p',
  'adjusted_difference', 'adjusted_low', 'adjusted_high', 'adjusted_standard_error', 'adjusted_p', 'adjusted_relative', 'variance_reduction', 'not_known_adjusted',
  'chance_to_win', 'risk', 'risk_of_control', 'money_minor', 'money_low', 'money_high', 'money_meaning',
];

/** One comparison; `dimension` is what its segment is a value of. */
export function comparisonCells(report: ReportModel, comparison: ReportComparison, dimension: string | null): Cell[] {
  const metric = report.metrics.find((candidate) => candidate.id === comparison.metric);
  const { incremental, sequential, adjusted, bayes, money } = comparison;
  const arm = (value: ReportArmValue): Cell[] => [value.units, value.value, value.low, value.high];
  const effect = (value: ReportEffect | undefined): Cell[] => [value?.estimate ?? null, value?.low ?? null, value?.high ?? null, value?.standardError ?? null];
  return [
    report.campaignId, comparison.metric, metric?.unit ?? null, metric?.role ?? null, comparison.arm,
    comparison.segment === null ? null : dimension, comparison.segment,
    ...arm(comparison.target), ...arm(comparison.control),
    ...effect(comparison.absolute), comparison.absolute.pValue, comparison.pAdjusted, ...effect(comparison.relative),
    incremental?.total ?? null, incremental?.low ?? null, incremental?.high ?? null, metric?.incrementalUnit ?? null,
    report.confidence, comparison.absolute.reason, comparison.relative.reason,
    sequential.low, sequential.high, sequential.pValue,
    ...effect(adjusted?.absolute), adjusted?.absolute.pValue ?? null, adjusted?.relative.estimate ?? null, adjusted?.varianceReduction ?? null, adjusted?.reason ?? null,
    bayes.chanceToWin, bayes.risk, bayes.riskOfControl, money?.total ?? null, money?.low ?? null, money?.high ?? null, metric?.moneyMeaning ?? null,
  ];
}

/** Every number of the report, full precision: one row per metric, target arm and segment (RFC 4180, CRLF). */
export function toCsv(report: ReportModel): string {
  return csv(comparisonHeader, [...report.overall, ...report.segments].map((row) => comparisonCells(report, row, report.dimension)));
}

/** The points of the cumulative charts. */
export function seriesToCsv(report: ReportModel): string {
  const rows = report.series.flatMap(({ metric, arm, points }) => points.map((point): Cell[] => [metric, arm, point.day, point.target, point.control, point.difference, point.low, point.high, point.alwaysValidLow, point.alwaysValidHigh]));
  return csv(['metric', 'arm', 'day', 'target', 'control', 'difference', 'low', 'high', 'always_valid_low', 'always_valid_high'], rows);
}

export function channelsToCsv(report: ReportModel): string {
  const rows = report.channels.map((row): Cell[] => [row.channel, row.plannedActions, row.contacts, row.customers, row.delivered, row.plannedCostMinor, row.costMinor]);
  return csv(['channel', 'planned_actions', 'contacts', 'customers', 'delivered', 'planned_cost_minor', 'cost_minor'], rows);
}

export function limitsToCsv(report: ReportModel): string {
  const rows = report.limits.map((row): Cell[] => [row.constraintId, row.kind, row.unit, row.week, row.limit, row.planned, row.used]);
  return csv(['constraint', 'kind', 'unit', 'week', 'limit', 'planned', 'used'], rows);
}

/** The checks of the health strip: one row each. */
export function healthToCsv(report: ReportModel): string {
  const { health } = report;
  const rows: Cell[][] = [];
  for (const check of [health.sampleRatio, ...health.sampleRatioBySegment]) {
    for (const arm of check.arms) rows.push(['sample-ratio', check.segment, arm.arm, arm.observed, arm.expected, check.pValue, check.pAdjusted, check.alarm, check.reason]);
  }
  for (const check of health.balance) rows.push([check.measure, null, check.arm, check.target, check.control, check.pValue, null, check.alarm, check.reason]);
  for (const arm of health.minimumData.arms) rows.push(['minimum-data', null, arm.arm, arm.units, health.minimumData.unitsNeeded, null, null, !arm.enough, null]);
  rows.push(['contamination', null, null, health.contamination.controlContacted, 0, null, null, health.contamination.alarm, null]);
  return csv(['check', 'segment', 'arm', 'observed', 'expected', 'p_value', 'p_adjusted', 'alarm', 'not_known'], rows);
}
