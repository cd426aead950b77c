import type { Readable } from 'node:stream';
import { Type, type Static } from 'typebox';
import type { Analytics } from '../../ports/analytics.js';
import { majorUnits, safeText } from '../contact-lists/api.js';

export const PlanPage = Type.Object({
  rows: Type.Array(Type.Object({ customerId: Type.String(), period: Type.Integer({ description: 'Zero-based week' }), actionId: Type.String(), channel: Type.String(), segment: Type.String(), valueMinor: Type.Number(), costMinor: Type.Number() })),
  total: Type.Integer(),
});
export type PlanPage = Static<typeof PlanPage>;

export interface PlanFilter {
  channel?: string;
  segment?: string;
  action?: string;
}

/** A page of a run's plan: week by week, the most valuable first. */
export async function readPlanPage(analytics: Analytics, runId: string, filter: PlanFilter, offset: number, limit: number): Promise<PlanPage> {
  const where = ['run_id = {runId:String}', ...(filter.channel === undefined ? [] : ['channel = {channel:String}']), ...(filter.segment === undefined ? [] : ['segment = {segment:String}']), ...(filter.action === undefined ? [] : ['action_id = {action:String}'])].join(' AND ');
  const params = { runId, ...filter };
  const [[count], rows] = await Promise.all([
    analytics.query<{ total: string }>(`SELECT count() AS total FROM plan_rows FINAL WHERE ${where}`, params),
    analytics.query<PlanPage['rows'][number]>(
      `SELECT customer_id AS customerId, period, toString(action_id) AS actionId, toString(channel) AS channel, toString(segment) AS segment, value_minor AS valueMinor, cost_minor AS costMinor
       FROM plan_rows FINAL WHERE ${where} ORDER BY plan_rows.period, value_minor DESC, customer_id, action_id LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
      { ...params, limit, offset },
    ),
  ]);
  return { rows, total: Number(count?.total ?? 0) };
}

/** A run's plan as CSV (RFC 4180), in the order of its pages; the optimiser's answer as it is, whatever became of consent since. */
export async function streamPlan(analytics: Analytics, { runId, startsOn, channel, week }: { runId: string; startsOn: string; channel?: string; week?: number }): Promise<Readable> {
  const columns = [
    ...([['customer_id', 'customer_id'], ['segment', 'segment'], ['action_id', 'action'], ['channel', 'channel']] as const).map(([column, name]) => `${safeText(`toString(plan_rows.${column})`)} AS \`${name}\``),
    'toString(addDays(toDate32({startsOn:String}), 7 * toInt32(plan_rows.period))) AS week_start',
    `${majorUnits('value_minor')} AS value`,
    `${majorUnits('cost_minor')} AS cost`,
  ];
  return analytics.stream(
    `SELECT ${columns.join(', ')} FROM plan_rows FINAL WHERE run_id = {runId:String}${channel === undefined ? '' : ' AND plan_rows.channel = {channel:String}'}${week === undefined ? '' : ' AND plan_rows.period = {week:UInt16}'}
     ORDER BY plan_rows.period, value_minor DESC, plan_rows.customer_id, plan_rows.action_id`,
    'CSVWithNames',
    { runId, startsOn, ...(channel === undefined ? {} : { channel }), ...(week === undefined ? {} : { week }) },
    { settings: { output_format_csv_crlf_end_of_line: 1 } },
  );
}
