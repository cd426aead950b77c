import type { Readable } from 'node:stream';
import type { Analytics, QueryParams } from '../../ports/analytics.js';
import { streamTable, type TableColumn, type TableOptions } from './stream-table.js';

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

const columns: readonly TableColumn[] = [
  { name: 'customer_id', kind: 'text', sql: 'plan.customer_id' },
  { name: 'name', kind: 'text', sql: 'customer.name' },
  { name: 'segment', kind: 'text', sql: 'toString(plan.segment)' },
  { name: 'region', kind: 'text', sql: 'toString(customer.region)' },
  { name: 'action', kind: 'text', sql: 'toString(plan.action_id)' },
  { name: 'channel', kind: 'text', sql: 'toString(plan.channel)' },
  { name: 'week_start', kind: 'date', sql: 'addDays(toDate32({startsOn:String}), 7 * toInt32(plan.period))' },
  { name: 'value', kind: 'money', sql: 'plan.value_minor' },
  { name: 'cost', kind: 'money', sql: 'plan.cost_minor' },
];

/**
 * The contact list, week by week, the most valuable first. The order is complete, so that the same list comes out every time.
 */
export async function streamContactList(analytics: Analytics, request: ListRequest, options?: TableOptions): Promise<Readable> {
  const { sql, params } = contactable(request);
  return streamTable(analytics, { columns, rest: `${sql} ORDER BY plan.period, plan.value_minor DESC, plan.customer_id, plan.action_id`, params: { ...params, startsOn: request.startsOn } }, options);
}
