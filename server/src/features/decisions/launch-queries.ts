import type { AttributeType } from '@arbiter/contracts/data-model';
import type { ConditionAttribute } from '@arbiter/engine';
import type { Analytics, QueryOptions, QueryParams } from '../../ports/analytics.js';

export interface LaunchQuery {
  analytics: Analytics;
  campaignId: string;
  runId: string;
  signal: AbortSignal | undefined;
}

const range = 'customer_id > {after:String} AND customer_id <= {upTo:String}';

const printed: Partial<Record<AttributeType, (column: string) => string>> = {
  text: (column) => `toString(${column})`,
  date: (column) => `toString(${column})`,
  instant: (column) => `toUnixTimestamp64Milli(${column})`,
};

const optionsOf = ({ signal }: LaunchQuery, settings = {}): QueryOptions => ({ settings, ...(signal ? { signal } : {}) });

/** Identifier of the last customer of the next part of the audience, and how many the part has. */
export async function nextPart(query: LaunchQuery, after: string, size: number): Promise<{ upTo: string; customers: number }> {
  const [row] = await query.analytics.query<{ upTo: string; customers: string }>(
    'SELECT max(customer_id) AS upTo, count() AS customers FROM (SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaign:String} AND customer_id > {after:String} ORDER BY customer_id LIMIT {size:UInt32})',
    { campaign: query.campaignId, after, size }, optionsOf(query),
  );
  return { upTo: row?.upTo ?? '', customers: Number(row?.customers ?? 0) };
}

/** Customers of the audience in a range of identifiers, each printed for the hot state by ClickHouse itself (see readCustomer). */
export async function readAudience(query: LaunchQuery, attributes: readonly ConditionAttribute[], after: string, upTo: string): Promise<{ id: string; entry: string }[]> {
  const columns = attributes.map(({ name, type }) => (printed[type] ?? ((column: string) => column))(`people.\`${name}\``));
  return query.analytics.query(
    `SELECT members.customer_id AS id, toJSONString(tuple(members.control, people.consent, people.refused_channels, tuple(${columns.join(', ')}), plan.planned, past.history, own.contacts)) AS entry
     FROM (SELECT customer_id, arm = 'control' AS control FROM assignments FINAL WHERE campaign_id = {campaign:String} AND ${range}) AS members
     LEFT JOIN (SELECT * FROM customers FINAL WHERE ${range}) AS people ON people.customer_id = members.customer_id
     LEFT JOIN (SELECT customer_id, groupArray((toString(action_id), period, value_minor, cost_minor)) AS planned FROM plan_rows FINAL WHERE run_id = {run:String} AND ${range} GROUP BY customer_id) AS plan ON plan.customer_id = members.customer_id
     LEFT JOIN (SELECT customer_id, groupArray((action, channel, stage, last)) AS history FROM
         (SELECT customer_id, toString(action_id) AS action, toString(contacts.channel) AS channel, toString(contacts.stage) AS stage, toUnixTimestamp64Milli(max(at)) AS last FROM contacts FINAL WHERE ${range} GROUP BY customer_id, action, channel, stage)
       GROUP BY customer_id) AS past ON past.customer_id = members.customer_id
     LEFT JOIN (SELECT customer_id, groupArray((if(decision_id = '', contact_id, decision_id), toString(action_id), toUnixTimestamp64Milli(at))) AS contacts FROM contacts FINAL WHERE campaign_id = {campaign:String} AND ${range} GROUP BY customer_id) AS own ON own.customer_id = members.customer_id`,
    { campaign: query.campaignId, run: query.runId, after, upTo },
    optionsOf(query, { output_format_json_named_tuples_as_objects: 0 }),
  );
}

/** Customers outside of the audience, in parts by identifier. */
export async function readOthers(query: LaunchQuery, after: string, size: number): Promise<string[]> {
  const rows = await query.analytics.query<{ id: string }>(
    `SELECT customer_id AS id FROM customers FINAL WHERE customer_id > {after:String}
       AND customer_id NOT IN (SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaign:String} AND customer_id > {after:String})
     ORDER BY customer_id LIMIT {size:UInt32}`,
    { campaign: query.campaignId, after, size }, optionsOf(query),
  );
  return rows.map(({ id }) => id);
}

/** What uses the accounts before anything is decided: the plan, and what rule sets took if the hot state was lost since. */
export interface UseRow {
  week: number;
  actionId: string;
  attributes: Record<string, string>;
  actions: number;
  costMinor: number;
  planned: boolean;
}

export async function readUse(query: LaunchQuery, filterAttributes: readonly string[], startsOn: string): Promise<UseRow[]> {
  const attributes = filterAttributes.length > 0 ? `map(${filterAttributes.map((name) => `'${name}', ifNull(toString(people.\`${name}\`), '')`).join(', ')})` : 'map()';
  const params: QueryParams = { campaign: query.campaignId, run: query.runId, startsOn };
  const rows = await query.analytics.query<{ week: number; actionId: string; attributes: Record<string, string>; actions: string; costMinor: number; planned: boolean }>(
    `SELECT week, toString(uses.action_id) AS actionId, ${attributes} AS attributes, count() AS actions, toFloat64(sum(uses.cost)) AS costMinor, planned
     FROM (
       SELECT customer_id, action_id, toInt32(period) AS week, cost_minor AS cost, true AS planned FROM plan_rows FINAL WHERE run_id = {run:String}
       UNION ALL
       SELECT customer_id, action_id, toInt32(floor(dateDiff('day', {startsOn:Date32}, toDate32(at, 'UTC')) / 7)) AS week, toFloat64(cost_minor) AS cost, false AS planned FROM contacts FINAL
       WHERE campaign_id = {campaign:String} AND contact_id IN (SELECT decision_id FROM decisions FINAL WHERE campaign_id = {campaign:String} AND source = 'rules' AND outcome = 'action')
     ) AS uses LEFT JOIN (SELECT * FROM customers FINAL) AS people ON people.customer_id = uses.customer_id
     GROUP BY week, actionId, attributes, planned`,
    params, optionsOf(query),
  );
  return rows.map((row) => ({ ...row, week: Number(row.week), actions: Number(row.actions), costMinor: Number(row.costMinor), planned: Boolean(row.planned) }));
}
