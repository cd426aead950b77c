import type { ReportModel } from '@arbiter/contracts/report-model';
import { buildReport, type ReportInput } from './build-report.js';
import { actionUse } from './queries/action-use.js';
import { armUnits } from './queries/arm-units.js';
import { billedBefore } from './queries/billed-before.js';
import { channelUse } from './queries/channel-use.js';
import { contactReach } from './queries/contact-reach.js';
import { dataFreshness } from './queries/data-freshness.js';
import { invoiceMetrics, invoiceMetricsByDay } from './queries/invoice-metrics.js';
import { outcomeStatistics } from './queries/outcome-statistics.js';
import { overduePaidShare, overduePaidShareByDay } from './queries/overdue-paid-share.js';
import { refusalRate, responseRate, responseRateByDay } from './queries/response-rate.js';
import type { CumulativeRow } from './cumulative-statistics.js';
import type { ReportQuery, ReportScope, RunQuery } from './report-scope.js';
import { finite, readStatistics, type StatisticsRow } from './sufficient-statistics.js';

interface MetricQueries {
  statistics: ReportQuery<StatisticsRow>[];
  cumulative: ReportQuery<CumulativeRow>[];
}

/** The queries behind the metrics of the campaign's goal. */
export function metricQueries(scope: ReportScope): MetricQueries {
  switch (scope.facts.goal) {
    case 'turnover':
      return {
        statistics: [invoiceMetrics(scope), overduePaidShare(scope), responseRate(scope), refusalRate(scope), billedBefore(scope)],
        cumulative: [invoiceMetricsByDay(scope), overduePaidShareByDay(scope), responseRateByDay(scope)],
      };
    case 'response':
      return { statistics: [responseRate(scope), refusalRate(scope)], cumulative: [responseRateByDay(scope)] };
    case 'outcomes':
      return { statistics: [outcomeStatistics(scope)], cumulative: [] };
  }
}

/** Asks the store everything that the report needs, side by side, and assembles it. Errors of `run` pass through. */
export async function collectReport(run: RunQuery, input: Omit<ReportInput, 'data'>): Promise<ReportModel> {
  const { scope } = input;
  const { statistics, cumulative } = metricQueries(scope);
  const [units, reach, channels, actions, freshness, statisticsRows, cumulativeRows] = await Promise.all([
    run(armUnits(scope)),
    run(contactReach(scope)),
    run(channelUse(scope)),
    run(actionUse(scope)),
    run(dataFreshness(scope)),
    Promise.all(statistics.map((query) => run(query))),
    Promise.all(cumulative.map((query) => run(query))),
  ]);
  return buildReport({
    ...input,
    data: {
      units: units.map((row) => ({ ...row, units: finite(row.units) })),
      statistics: statisticsRows.flatMap((rows) => readStatistics(rows)),
      cumulative: cumulativeRows.flat(),
      reach: reach.map((row) => ({ ...row, customers: finite(row.customers), contacts: finite(row.contacts), costMinor: finite(row.costMinor) })),
      channels: channels.map((row) => ({ ...row, contacts: finite(row.contacts), customers: finite(row.customers), delivered: finite(row.delivered), costMinor: finite(row.costMinor) })),
      actions: actions.map((row) => ({ ...row, week: finite(row.week), contacts: finite(row.contacts), costMinor: finite(row.costMinor) })),
      freshness: freshness[0] ?? null,
    },
  });
}
