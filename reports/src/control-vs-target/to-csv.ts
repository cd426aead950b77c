import type { ReportArmValue, ReportComparison, ReportEffect, ReportModel } from '@arbiter/contracts/report-model';
import { type CsvCell as Cell, csvLine } from './csv-line.js';

/** Every number of the report, full precision: one row per metric, target arm and segment (RFC 4180, CRLF). */
export function toCsv(report: ReportModel): string {
  const header = [
    'campaign', 'metric', 'unit', 'role', 'arm', 'dimension', 'segment',
    'target_units', 'target_value', 'target_low', 'target_high', 'control_units', 'control_value', 'control_low', 'control_high',
    'difference', 'difference_low', 'difference_high', 'difference_standard_error', 'p_value', 'p_adjusted',
    'relative', 'relative_low', 'relative_high', 'relative_standard_error',
    'incremental', 'incremental_low', 'incremental_high', 'incremental_unit', 'confidence', 'not_known_difference', 'not_known_relative',
  ];
  const arm = (value: ReportArmValue): Cell[] => [value.units, value.value, value.low, value.high];
  const effect = (value: ReportEffect): Cell[] => [value.estimate, value.low, value.high, value.standardError];
  const row = (comparison: ReportComparison): Cell[] => {
    const metric = report.metrics.find((candidate) => candidate.id === comparison.metric);
    const { incremental } = comparison;
    return [
      report.campaignId, comparison.metric, metric?.unit ?? null, metric?.role ?? null, comparison.arm,
      comparison.segment === null ? null : report.dimension, comparison.segment,
      ...arm(comparison.target), ...arm(comparison.control),
      ...effect(comparison.absolute), comparison.absolute.pValue, comparison.pAdjusted, ...effect(comparison.relative),
      incremental?.total ?? null, incremental?.low ?? null, incremental?.high ?? null, metric?.incrementalUnit ?? null,
      report.confidence, comparison.absolute.reason, comparison.relative.reason,
    ];
  };
  return csv(header, [...report.overall, ...report.segments].map(row));
}

/** The points of the cumulative charts. */
export function seriesToCsv(report: ReportModel): string {
  const rows = report.series.flatMap(({ metric, arm, points }) => points.map((point): Cell[] => [metric, arm, point.day, point.target, point.control, point.difference, point.low, point.high]));
  return csv(['metric', 'arm', 'day', 'target', 'control', 'difference', 'low', 'high'], rows);
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

function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map(csvLine).join('');
}
