import type { ReportSection, ReportSql } from '@arbiter/contracts/report-model';
import type { MetricSource } from '../marts/metric-source.js';
import { dataFreshness } from './data-freshness.js';
import { contactSteps } from './funnel.js';
import { metricSources } from './metric-sources.js';
import { rawTime, rawTotals, type TimeGrain, unitsSource } from './raw-cells-sql.js';
import { rawActions, rawContacts } from './raw-contacts.js';
import type { ReportQuery, ReportScope } from './report-scope.js';
import { curedMetric } from './sources/cure-source.js';
import { billedBeforeMetric } from './sources/payment-sources.js';
import { rawUnitQuestions } from './unit-questions.js';

/**
 * The statements behind the numbers of a section, over the facts themselves. Where a report is read from rollups, these give the same sums to the
 * last digit; what follows from them (intervals, tests) is arithmetic on the rows that they return.
 */
export function reportSql(scope: ReportScope, of: ReportSection, metric?: string): ReportSql {
  const sources = metricSources(scope.campaignId, scope.facts, scope.dataBefore);
  const wanted = metric === undefined ? sources : sources.filter((source) => source.metric === metric || source.metric.startsWith(`${metric}.`));
  const named = (title: string, { sql, params }: ReportQuery<unknown>): ReportSql['queries'][number] => ({ title, sql, params });
  const totals = (list: readonly MetricSource[]) => list.map((source) => named(source.metric, rawTotals(scope, source)));
  const time = (list: readonly MetricSource[], ...grains: TimeGrain[]) => list.flatMap((source) => grains.map((grain) => named(`${source.metric}, ${grain}`, rawTime(scope, source, grain))));
  const units = named('units', rawTotals(scope, unitsSource));
  const contacts = contactSteps.map(({ step, statuses }) => named(step, rawContacts(scope, 'arm', statuses)));
  const questions = rawUnitQuestions(scope, { sources });
  const only = (...metrics: string[]): MetricSource[] => sources.filter((source) => metrics.includes(source.metric));
  const queries = ((): ReportSql['queries'] => {
    switch (of) {
      case 'units': return [units];
      case 'metrics': case 'segments': case 'cuts': case 'power': case 'uplift': return [units, ...totals(wanted)];
      case 'cumulative': return time(wanted, 'cumulative');
      case 'time': return time(wanted, 'day', 'week', 'since-assignment');
      case 'funnel': case 'complier': return [units, ...contacts, ...totals(only('response_rate', 'paid_rate'))];
      case 'contact-curve': return questions.contactCurve ? [named('contact-curve', questions.contactCurve)] : [];
      case 'turnover': return totals(sources.filter((source) => source.metric.startsWith('turnover_days')));
      case 'cure': return time(only(curedMetric), 'since-assignment');
      case 'roll-rates': return questions.transitions ? [named('roll-rates', questions.transitions)] : [];
      case 'channels': return [named('channels', rawContacts(scope, 'channel', [])), named('delivered', rawContacts(scope, 'channel', contactSteps[1].statuses))];
      case 'limits': return [named('actions', rawActions(scope))];
      case 'health': return [units, contacts[0]!, ...totals(only(billedBeforeMetric, 'overdue_paid_share'))];
      case 'freshness': return [named('freshness', dataFreshness(scope))];
    }
  })();
  return { of, queries };
}
