import type { Readable } from 'node:stream';
import { Type, type Static } from 'typebox';
import type { Analytics, QueryParams } from '../../ports/analytics.js';
import { streamTable, type TableColumn, type TableOptions } from '../contact-lists/api.js';

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

export interface PlanRequest {
  runId: string;
  /** First day of the run's first week, YYYY-MM-DD. */
  startsOn: string;
  channel?: string;
  week?: number;
}

function planned({ runId, channel, week }: PlanRequest): { sql: string; params: QueryParams } {
  return {
    sql: `FROM plan_rows FINAL WHERE run_id = {runId:String}${channel === undefined ? '' : ' AND plan_rows.channel = {channel:String}'}${week === undefined ? '' : ' AND plan_rows.period = {week:UInt16}'}`,
    params: { runId, ...(channel === undefined ? {} : { channel }), ...(week === undefined ? {} : { week }) },
  };
}

const columns: readonly TableColumn[] = [
  { name: 'customer_id', kind: 'text', sql: 'plan_rows.customer_id' },
  { name: 'segment', kind: 'text', sql: 'toString(plan_rows.segment)' },
  { name: 'action', kind: 'text', sql: 'toString(plan_rows.action_id)' },
  { name: 'channel', kind: 'text', sql: 'toString(plan_rows.channel)' },
  { name: 'week_start', kind: 'date', sql: 'addDays(toDate32({startsOn:String}), 7 * toInt32(plan_rows.period))' },
  { name: 'value', kind: 'money', sql: 'value_minor' },
  { name: 'cost', kind: 'money', sql: 'cost_minor' },
];

export async function countPlanRows(analytics: Analytics, request: PlanRequest): Promise<number> {
  const { sql, params } = planned(request);
  const [row] = await analytics.query<{ count: string }>(`SELECT count() AS count ${sql}`, params);
  return Number(row?.count ?? 0);
}

/** A run's plan in the order of its pages; the optimiser's answer as it is, whatever became of consent since. */
export async function streamPlan(analytics: Analytics, request: PlanRequest, options?: TableOptions): Promise<Readable> {
  const { sql, params } = planned(request);
  return streamTable(analytics, { columns, rest: `${sql} ORDER BY plan_rows.period, value_minor DESC, plan_rows.customer_id, plan_rows.action_id`, params: { ...params, startsOn: request.startsOn } }, options);
}
