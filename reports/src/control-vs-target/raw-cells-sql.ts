import type { MetricSource } from '../marts/metric-source.js';
import type { CellGrain } from '../marts/unit-sums.js';
import { globalControlCampaign } from './metric-sources.js';
import type { ReportQuery, ReportScope } from './report-scope.js';
import { textLiteral } from './sources/sql-literals.js';

/** Sums as the store sends them: whole numbers as decimal text. */
export type RawSums = Record<`sum_${(typeof sums)[number]}`, string>;
export interface RawTotalRow extends RawSums {
  metric: string;
  arm: string;
  segment: string;
  stratum: string;
  wave: string;
  channel: string;
  action: string;
}
export interface RawBucketRow extends RawSums {
  metric: string;
  arm: string;
  bucket: number;
}

const sums = ['n', 'x', 'y', 'z', 'xx', 'yy', 'zz', 'xy', 'xz', 'yz'] as const;

/**
 * The customers of the campaign with their arm and segment, by assignment (intent-to-treat). Dimensions are those of the moment of assignment: one
 * that the treatment changes must not move a customer between the rows of a report.
 */
export function assignedSql(scope: ReportScope): string {
  return `assigned AS (
    SELECT customer_id, arm, dims[{dimension:String}] AS segment, dims[{stratum:String}] AS stratum, toInt32(toDate32(assigned_at)) AS assigned_on,
        toString(toMonday(toDate32(assigned_at))) AS wave
    FROM assignments FINAL
    WHERE campaign_id = {campaign_id:String}
        AND arrayAll((name, wanted) -> has(wanted, dims[name]), {filter_names:Array(String)}, {filter_values:Array(Array(String))})${scope.customers ? `
        AND customer_id IN (${scope.customers.sql})` : ''}
),
unit_ids AS (SELECT customer_id FROM assigned)`;
}

export function scopeParams(scope: ReportScope): Record<string, unknown> {
  return {
    ...scope.customers?.params,
    campaign_id: scope.campaignId,
    dimension: scope.dimension ?? '',
    stratum: scope.facts.dimensions[0] ?? '',
    filter_names: scope.filters.map((filter) => filter.dimension),
    filter_values: scope.filters.map((filter) => filter.values),
    starts_on: scope.facts.startsOn,
    window_before: scope.facts.endsBefore < scope.dataBefore ? scope.facts.endsBefore : scope.dataBefore,
    data_before: scope.dataBefore,
  };
}

const product = (a: string, b: string): string => `toString(sum(toInt256(${a}) * ${b}))`;
const unitSums = `toString(count()) AS sum_n, toString(sum(toInt128(x))) AS sum_x, toString(sum(toInt128(y))) AS sum_y, toString(sum(toInt128(z))) AS sum_z,
    ${product('x', 'x')} AS sum_xx, ${product('y', 'y')} AS sum_yy, ${product('z', 'z')} AS sum_zz, ${product('x', 'y')} AS sum_xy, ${product('x', 'z')} AS sum_xz, ${product('y', 'z')} AS sum_yz`;

const beforeOf = (source: MetricSource): string => (source.beforeSql === null ? "SELECT '' AS customer_id, toInt64(0) AS z WHERE false" : `SELECT customer_id, sum(z) AS z FROM (${source.beforeSql}) GROUP BY customer_id`);

/** Contacts that count: the campaign's own; all of the period for the company's control group. */
export function ofCampaign({ campaignId }: Pick<ReportScope, 'campaignId'>): string {
  if (campaignId !== globalControlCampaign) return 'campaign_id = {campaign_id:String}';
  return "at >= toDateTime64({starts_on:Date32}, 3, 'UTC') AND at < toDateTime64({window_before:Date32}, 3, 'UTC')";
}

/** First contact of a customer in the campaign: by what, with what, when. */
const firstContacts = (scope: ReportScope): string => `SELECT customer_id, argMin(channel, (at, contact_id)) AS channel, argMin(action_id, (at, contact_id)) AS action, toInt32(toDate32(min(at))) AS first_contact_on
    FROM contacts FINAL WHERE ${ofCampaign(scope)} AND customer_id IN (SELECT customer_id FROM unit_ids) GROUP BY customer_id`;

/** Sums of a metric over the customers by everything that a report cuts by, from the facts themselves. */
export function rawTotals(scope: ReportScope, source: MetricSource): ReportQuery<RawTotalRow> {
  const sql = `WITH ${assignedSql(scope)}
SELECT ${textLiteral(source.metric)} AS metric, arm, segment, stratum, wave, channel, action, ${unitSums}
FROM assigned
${source.onlyMatched ? 'INNER' : 'LEFT'} JOIN (SELECT customer_id, sum(x) AS x, sum(y) AS y FROM (${source.eventsSql}) GROUP BY customer_id) AS happened USING (customer_id)
LEFT JOIN (${beforeOf(source)}) AS stood USING (customer_id)
LEFT JOIN (${firstContacts(scope)}) AS contacted USING (customer_id)
GROUP BY arm, segment, stratum, wave, channel, action
ORDER BY arm, segment, stratum, wave, channel, action`;
  return { sql, params: scopeParams(scope) };
}

/** Counts customers instead of a metric. */
export const unitsSource: MetricSource = { metric: '', scaleX: 1, scaleY: 1, eventsSql: "SELECT '' AS customer_id, toInt64(0) AS x, toInt64(0) AS y WHERE false", beforeSql: null, onlyMatched: false };

/** Several of these questions as one statement, which the store answers at once. */
export function allOf<Row>(queries: readonly ReportQuery<Row>[]): ReportQuery<Row> {
  return { sql: queries.map(({ sql }) => `SELECT * FROM (${sql})`).join('\nUNION ALL\n'), params: Object.assign({}, ...queries.map(({ params }) => params)) as Record<string, unknown> };
}

export type TimeGrain = Exclude<CellGrain, 'total' | 'score'>;

const buckets: Record<TimeGrain, string> = { cumulative: 'toInt32(day)', day: 'toInt32(day)', week: 'toInt32(day) - positiveModulo(toInt32(day) + 3, 7)', 'since-assignment': 'greatest(toInt32(day) - assigned_on, 0)' };

/**
 * What each bucket adds to the sums of the customers' running totals. Squares grow by x² − (x − dx)², so only customers with an event in a bucket
 * are touched: the work is proportional to the events, not to customers × days. Customers are counted in the first bucket of running totals; since
 * assignment they leave again, with all they had, when their days are over.
 */
export function rawTime(scope: ReportScope, source: MetricSource, grain: TimeGrain): ReportQuery<RawBucketRow> {
  const partition = grain === 'week' ? 'customer_id, bucket' : grain === 'day' ? 'customer_id, bucket' : 'customer_id';
  const added = `SELECT arm, bucket, toInt256(0) AS n, sum(toInt256(dx)) AS x, sum(toInt256(dy)) AS y, toInt256(0) AS z, sum(toInt256(dx) * (2 * tx - dx)) AS xx, sum(toInt256(dy) * (2 * ty - dy)) AS yy, toInt256(0) AS zz,
        sum(toInt256(tx) * ty - toInt256(tx - dx) * (ty - dy)) AS xy, sum(toInt256(dx) * z) AS xz, sum(toInt256(dy) * z) AS yz
    FROM (
        SELECT arm, bucket, z, dx, dy, sum(dx) OVER so_far AS tx, sum(dy) OVER so_far AS ty
        FROM (
            SELECT arm, customer_id, ${buckets[grain]} AS bucket, any(stood.z) AS z, sum(x) AS dx, sum(y) AS dy
            FROM assigned INNER JOIN (${source.eventsSql}) AS event USING (customer_id) LEFT JOIN (${beforeOf(source)}) AS stood USING (customer_id)
            GROUP BY arm, customer_id, bucket
        )
        WINDOW so_far AS (PARTITION BY ${partition} ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ) GROUP BY arm, bucket`;
  const units = `SELECT arm, assigned_on, toInt256(x) AS ux, toInt256(y) AS uy, toInt256(stood.z) AS uz
        FROM assigned ${source.onlyMatched ? 'INNER' : 'LEFT'} JOIN (SELECT customer_id, sum(x) AS x, sum(y) AS y FROM (${source.eventsSql}) GROUP BY customer_id) AS happened USING (customer_id)
        LEFT JOIN (${beforeOf(source)}) AS stood USING (customer_id)`;
  const entered = (bucket: string): string => `SELECT arm, ${bucket} AS bucket, toInt256(count()) AS n, toInt256(0) AS x, toInt256(0) AS y, sum(uz) AS z, toInt256(0) AS xx, toInt256(0) AS yy, sum(uz * uz) AS zz, toInt256(0) AS xy, toInt256(0) AS xz, toInt256(0) AS yz FROM (${units}) GROUP BY arm, bucket`;
  const left = `SELECT arm, greatest(toInt32({window_before:Date32}) - assigned_on, 0) AS bucket, -toInt256(count()) AS n, -sum(ux) AS x, -sum(uy) AS y, -sum(uz) AS z, -sum(ux * ux) AS xx, -sum(uy * uy) AS yy, -sum(uz * uz) AS zz, -sum(ux * uy) AS xy, -sum(ux * uz) AS xz, -sum(uy * uz) AS yz FROM (${units}) GROUP BY arm, bucket`;
  const parts = grain === 'cumulative' ? [added, entered('toInt32({starts_on:Date32})')] : grain === 'since-assignment' ? [added, entered('toInt32(0)'), left] : [added];
  const sql = `WITH ${assignedSql(scope)}
SELECT ${textLiteral(source.metric)} AS metric, arm, toInt32(bucket) AS bucket, ${sums.map((name) => `toString(sum(${name})) AS sum_${name}`).join(', ')}
FROM (
    ${parts.join('\n    UNION ALL\n    ')}
)
GROUP BY arm, bucket
ORDER BY bucket, arm`;
  return { sql, params: scopeParams(scope) };
}

/** Customers with their first contact: what `contactCurveSql` counts, from the facts. */
export function rawContacted(scope: ReportScope, answered: MetricSource, paid: MetricSource): string {
  return `SELECT arm, first_contact_on, answer.day AS answered_on, payment.day AS paid_on
FROM assigned INNER JOIN (${firstContacts(scope)}) AS contacted USING (customer_id)
LEFT JOIN (SELECT customer_id, toNullable(min(toInt32(day))) AS day FROM (${answered.eventsSql}) GROUP BY customer_id) AS answer USING (customer_id)
LEFT JOIN (SELECT customer_id, toNullable(min(toInt32(day))) AS day FROM (${paid.eventsSql}) GROUP BY customer_id) AS payment USING (customer_id)`;
}

/** Where customers stood and stand: what `transitionsSql` counts, from the facts. */
export function rawTransitions(source: MetricSource): string {
  return `SELECT arm, happened.x AS stood_in, happened.y AS stands_in, stood.z AS balance
FROM assigned LEFT JOIN (SELECT customer_id, sum(x) AS x, sum(y) AS y FROM (${source.eventsSql}) GROUP BY customer_id) AS happened USING (customer_id)
LEFT JOIN (${beforeOf(source)}) AS stood USING (customer_id)`;
}
