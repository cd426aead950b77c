import type { ReportComparison, ReportModel } from '@arbiter/contracts/report-model';
import { csv } from './csv-line.js';
import { comparisonCells, comparisonHeader } from './to-csv.js';

type Cell = string | number | boolean | null;

/** What happened by day, by week and since assignment. */
export function timeToCsv(report: ReportModel): string {
  const rows = report.time.flatMap(({ metric, arm, by, points }) => points.map((point): Cell[] => [metric, arm, by, point.day, point.days, point.target, point.control, point.difference, point.low, point.high, point.reason]));
  return csv(['metric', 'arm', 'by', 'day', 'days_since_assignment', 'target', 'control', 'difference', 'low', 'high', 'not_known'], rows);
}

/** Comparisons by wave, channel and offer, with what they rest on. */
export function cutsToCsv(report: ReportModel): string {
  const rows = report.cuts.flatMap((cut) => cut.rows.map((row: ReportComparison): Cell[] => [cut.by, cut.basis, cut.cautions.join(' '), ...comparisonCells(report, row, cut.by)]));
  return csv(['cut', 'basis', 'cautions', ...comparisonHeader], rows);
}

export function funnelToCsv(report: ReportModel): string {
  const rows = report.funnel.flatMap(({ arm, steps }) => steps.map((step): Cell[] => [arm, step.step, step.units, step.share, step.low, step.high, step.reason]));
  return csv(['arm', 'step', 'customers', 'share_of_assigned', 'low', 'high', 'not_known'], rows);
}

export function contactCurveToCsv(report: ReportModel): string {
  const rows = report.contactCurves.flatMap(({ arm, outcome, customers, points }) => points.map((point): Cell[] => [arm, outcome, customers, point.days, point.customers, point.share, point.low, point.high]));
  return csv(['arm', 'outcome', 'contacted', 'days_since_contact', 'customers', 'share', 'low', 'high'], rows);
}

/** All of uplift as rows of one shape: points of the curves, deciles, tops, coefficients. */
export function upliftToCsv(report: ReportModel): string {
  const rows = report.uplift.flatMap((uplift): Cell[][] => {
    const head: Cell[] = [uplift.metric, uplift.arm, uplift.score];
    const row = (of: string, share: number | null, units: number | null, value: number | null, rest: { low?: number | null; high?: number | null; uplift?: number | null; random?: number | null; scoreAtLeast?: number | null; reason?: string | null } = {}): Cell[] => [
      ...head, of, share, units, value, rest.low ?? null, rest.high ?? null, rest.uplift ?? null, rest.random ?? null, rest.scoreAtLeast ?? null, rest.reason ?? null,
    ];
    const { best } = uplift.profit;
    return [
      row('qini-coefficient', null, null, uplift.qiniCoefficient.value, { reason: uplift.qiniCoefficient.reason }),
      row('auuc', null, null, uplift.auuc.value, { reason: uplift.auuc.reason }),
      ...uplift.curve.map((point) => row('qini-curve', point.share, point.units, point.qini, { uplift: point.uplift, random: point.random })),
      ...uplift.deciles.map((decile) => row('decile', decile.decile / 10, decile.targetUnits + decile.controlUnits, decile.uplift, { low: decile.low, high: decile.high, reason: decile.reason })),
      ...uplift.atTop.map((top) => row('top', top.share, null, top.uplift, { low: top.low, high: top.high, reason: top.reason })),
      ...uplift.profit.points.map((point) => row('profit-minor', point.share, null, point.profitMinor)),
      ...(best ? [row('best-cut-off', best.share, null, best.profitMinor, { scoreAtLeast: best.scoreAtLeast })] : []),
    ];
  });
  return csv(['metric', 'arm', 'score', 'of', 'share', 'units', 'value', 'low', 'high', 'uplift', 'random', 'score_at_least', 'not_known'], rows);
}

export function powerToCsv(report: ReportModel): string {
  const { power } = report;
  return csv(
    ['when', 'metric', 'arm', 'target_units', 'control_units', 'baseline', 'smallest_absolute', 'smallest_relative', 'units_needed', 'enough', 'days_until_enough', 'not_known'],
    [
      ...power.planned.map((row): Cell[] => ['planned', row.metric, row.arm, row.targetUnits, row.controlUnits, row.baseline, row.smallestAbsolute, row.smallestRelative, null, null, null, row.reason]),
      ...power.now.map((row): Cell[] => ['now', row.metric, row.arm, null, null, null, row.smallestAbsolute, row.smallestRelative, row.unitsNeeded, row.enough, row.daysUntilEnough, row.reason]),
    ],
  );
}

export function turnoverToCsv(report: ReportModel): string {
  const rows = (report.turnover ?? []).map(({ arm, daysBefore, target, control, differenceInDifferences: d }): Cell[] => [
    arm, daysBefore, target.before, target.after, target.change, control.before, control.after, control.change, d.estimate, d.low, d.high, d.standardError, d.pValue, d.reason,
  ]);
  return csv(['arm', 'days_before', 'target_before', 'target_after', 'target_change', 'control_before', 'control_after', 'control_change', 'difference_in_differences', 'low', 'high', 'standard_error', 'p_value', 'not_known'], rows);
}

export function cureToCsv(report: ReportModel): string {
  const rows = (report.cure?.arms ?? []).flatMap(({ arm, units, points }) => points.map((point): Cell[] => [arm, units, point.day, point.atRisk, point.share, point.low, point.high]));
  return csv(['arm', 'overdue_at_start', 'day', 'at_risk', 'share_cured', 'low', 'high'], rows);
}

/** Every cell of the matrices; the difference stands with its target arm. */
export function rollRatesToCsv(report: ReportModel): string {
  const { rollRates } = report;
  const rows = (rollRates?.matrices ?? []).flatMap(({ arm, rows: froms }) =>
    froms.flatMap((from) =>
      from.cells.map((cell): Cell[] => {
        const difference = rollRates?.differences.find((candidate) => candidate.arm === arm)?.rows.find((row) => row.from === from.from)?.cells.find(({ to }) => to === cell.to);
        return [arm, from.from, cell.to, from.units, cell.units, cell.share, difference?.difference ?? null, difference?.low ?? null, difference?.high ?? null, difference?.pValue ?? null, difference?.pAdjusted ?? null, difference?.reason ?? from.reason];
      }),
    ),
  );
  return csv(['arm', 'from', 'to', 'from_units', 'units', 'share', 'difference', 'low', 'high', 'p_value', 'p_adjusted', 'not_known'], rows);
}

export function complierToCsv(report: ReportModel): string {
  const rows = report.complier.map(({ metric, arm, deliveredTarget, deliveredControl, effect }): Cell[] => [metric, arm, deliveredTarget, deliveredControl, effect.estimate, effect.low, effect.high, effect.standardError, effect.pValue, effect.reason]);
  return csv(['metric', 'arm', 'delivered_target', 'delivered_control', 'effect', 'low', 'high', 'standard_error', 'p_value', 'not_known'], rows);
}

export function profitToCsv(report: ReportModel): string {
  const rows = report.profit.map(({ arm, of, incrementalMinor: i, contactCostMinor, incentiveCostMinor, profitMinor: p, returnOnCost: r }): Cell[] => [
    arm, of, i.total, i.low, i.high, contactCostMinor, incentiveCostMinor, p.total, p.low, p.high, r.total, r.low, r.high, i.reason ?? p.reason ?? r.reason,
  ]);
  return csv(['arm', 'of', 'incremental_minor', 'incremental_low', 'incremental_high', 'contact_cost_minor', 'incentive_cost_minor', 'profit_minor', 'profit_low', 'profit_high', 'return_on_cost', 'return_low', 'return_high', 'not_known'], rows);
}
