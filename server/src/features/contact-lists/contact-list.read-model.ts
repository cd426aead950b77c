import type { Readable } from 'node:stream';
import type { Analytics, QueryParams } from '../../ports/analytics.js';
import { majorUnits, safeText } from './spreadsheet-sql.js';

export interface ListRequest {
  campaignId: string;
  runId: string;
  startsOn: string;
  channel?: string;
  week?: number;
}

/**
 * Who may be contacted of a plan, as the data stands now: assigned to the target group at launch, consenting, and not having
 * refused the channel since. The control group was never planned; it is left out here once more, by its recorded arm.
 */
function contactable({ campaignId, runId, channel, week }: ListRequest): { sql: string; params: QueryParams } {
  return {
    sql: `FROM plan_rows AS plan FINAL
          INNER JOIN (SELECT customer_id, name, region, refused_channels FROM customers FINAL
                      WHERE consent AND customer_id IN (SELECT customer_id FROM plan_rows WHERE run_id = {runId:String})) AS customer
            ON customer.customer_id = plan.customer_id
          WHERE plan.run_id = {runId:String}
            ${channel === undefined ? '' : 'AND plan.channel = {channel:String}'}
            ${week === undefined ? '' : 'AND plan.period = {week:UInt16}'}
            AND NOT has(customer.refused_channels, toString(plan.channel))
            AND plan.customer_id IN (SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaignId:String} AND arm != 'control')`,
    params: { campaignId, runId, ...(channel === undefined ? {} : { channel }), ...(week === undefined ? {} : { week }) },
  };
}

export async function countContacts(analytics: Analytics, request: ListRequest): Promise<{ channel: string; week: number; count: number }[]> {
  const { sql, params } = contactable(request);
  const rows = await analytics.query<{ channel: string; week: number; count: string }>(`SELECT toString(plan.channel) AS channel, plan.period AS week, count() AS count ${sql} GROUP BY channel, week ORDER BY channel, week`, params);
  return rows.map((row) => ({ channel: row.channel, week: Number(row.week), count: Number(row.count) }));
}

/**
 * The contact list as CSV (RFC 4180, UTF-8, header line), week by week, the most valuable first. The order is complete, so that
 * the same list comes out every time.
 */
export async function streamContactList(analytics: Analytics, request: ListRequest): Promise<Readable> {
  const { sql, params } = contactable(request);
  const columns = [
    ...[['plan.customer_id', 'customer_id'], ['customer.name', 'name'], ['toString(plan.segment)', 'segment'], ['toString(customer.region)', 'region'], ['toString(plan.action_id)', 'action'], ['toString(plan.channel)', 'channel']].map(([column, name]) => `${safeText(column!)} AS \`${name}\``),
    'toString(addDays(toDate32({startsOn:String}), 7 * toInt32(plan.period))) AS week_start',
    `${majorUnits('plan.value_minor')} AS value`,
    `${majorUnits('plan.cost_minor')} AS cost`,
  ];
  return analytics.stream(
    `SELECT ${columns.join(', ')} ${sql} ORDER BY plan.period, plan.value_minor DESC, plan.customer_id, plan.action_id`,
    'CSVWithNames',
    { ...params, startsOn: request.startsOn },
    { settings: { output_format_csv_crlf_end_of_line: 1 } },
  );
}
