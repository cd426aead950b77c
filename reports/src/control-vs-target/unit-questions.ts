import type { MartDefinition } from '../marts/mart-definition.js';
import type { ContactCurveRow, TransitionRow } from './report-cells.js';
import { assignedSql, rawContacted, rawTransitions, scopeParams } from './raw-cells-sql.js';
import type { ReportQuery, ReportScope } from './report-scope.js';
import { bucketMetric } from './sources/bucket-source.js';

/** Questions that no sum of cells answers, counted over the units: from the facts, or from a mart's units of a build. */
export interface UnitQuestions {
  contactCurve: ReportQuery<ContactCurveRow> | null;
  transitions: ReportQuery<TransitionRow> | null;
}

/** From the facts themselves. */
export function rawUnitQuestions(scope: ReportScope, { sources }: Pick<MartDefinition, 'sources'>): UnitQuestions {
  const source = (metric: string) => sources.find((candidate) => candidate.metric === metric);
  const [answered, paid, bucket] = [source('response_rate'), source('paid_rate'), source(bucketMetric)];
  const asked = { params: scopeParams(scope) };
  const prefix = `WITH ${assignedSql(scope)}\n`;
  return {
    contactCurve: answered && paid ? { sql: prefix + contactCurveSql(rawContacted(scope, answered, paid)), ...asked } : null,
    transitions: bucket ? { sql: prefix + transitionsSql(rawTransitions(bucket)), ...asked } : null,
  };
}

/** From the units of a mart's build: the same numbers without reading a fact. */
export function martUnitQuestions(scope: ReportScope, { sources, dimensions }: MartDefinition, build: string): UnitQuestions {
  const place = (metric: string): number => sources.findIndex((candidate) => candidate.metric === metric) + 1;
  const where = scope.filters.map((_, index) => ` AND has({filter_${index}:Array(String)}, dims[${dimensions.indexOf(scope.filters[index]!.dimension) + 1}])`).join('');
  const customers = scope.customers ? ` AND customer_id IN (${scope.customers.sql})` : '';
  const from = `FROM report_units FINAL WHERE build = {build:String} AND NOT gone${where}${customers}`;
  const asked = { params: { ...scope.customers?.params, build, ...Object.fromEntries(scope.filters.map(({ values }, index) => [`filter_${index}`, values])) } };
  const first = (metric: string): string => `if(has(event_metric, ${place(metric)}), toNullable(event_day[indexOf(event_metric, ${place(metric)})]), NULL)`;
  return {
    contactCurve: place('response_rate') && place('paid_rate')
      ? { sql: contactCurveSql(`SELECT arm, first_contact_on, ${first('response_rate')} AS answered_on, ${first('paid_rate')} AS paid_on ${from} AND first_contact_on IS NOT NULL`), ...asked }
      : null,
    transitions: place(bucketMetric)
      ? { sql: transitionsSql(`SELECT arm, total_x[${place(bucketMetric)}] AS stood_in, total_y[${place(bucketMetric)}] AS stands_in, z[${place(bucketMetric)}] AS balance ${from}`), ...asked }
      : null,
  };
}

/**
 * Contacted customers by the days from the first contact to the first answer and the first payment of the campaign; those who had answered or paid
 * before they were contacted are left out of that curve.
 */
function contactCurveSql(contacted: string): string {
  return `SELECT arm, event.1 AS outcome, toInt32(event.2) AS days, toFloat64(count()) AS customers
FROM (${contacted})
ARRAY JOIN arrayConcat(
    if(answered_on IS NULL OR answered_on >= first_contact_on, [('response', toInt32(-1))], []), if(answered_on >= first_contact_on, [('response', toInt32(assumeNotNull(answered_on - first_contact_on)))], []),
    if(paid_on IS NULL OR paid_on >= first_contact_on, [('payment', toInt32(-1))], []), if(paid_on >= first_contact_on, [('payment', toInt32(assumeNotNull(paid_on - first_contact_on)))], [])
) AS event
GROUP BY arm, outcome, days
ORDER BY arm, outcome, days`;
}

function transitionsSql(units: string): string {
  return `SELECT arm, toInt32(stood_in) AS \`from\`, toInt32(stands_in) AS \`to\`, toFloat64(count()) AS customers, toFloat64(sum(toInt128(balance))) AS balanceMinor
FROM (${units})
GROUP BY arm, \`from\`, \`to\`
ORDER BY arm, \`from\`, \`to\``;
}
