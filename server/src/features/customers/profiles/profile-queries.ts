import { purposeOf, purposeOfStage, stages, type Action, type Attribute, type AttributeType } from '@arbiter/contracts';
import { contactMemoryMs } from '@arbiter/engine';
import type { Analytics } from '../../../ports/analytics.js';

/** What a load of profiles is made by, beside the facts themselves. */
export interface ProfileSettings {
  attributes: readonly Attribute[];
  actions: readonly Action[];
  timeZoneAttribute: string | undefined;
  pointsAttribute: string | undefined;
}

/** Contacts of one customer that a profile keeps: the newest ones, far beyond any policy's caps. */
const mostContacts = 1_000;

/** How an attribute is printed (see `CustomerAttributes`), and the type that it has in the printed tuple. */
const printed: Record<AttributeType, { type: string; print: (column: string) => string }> = {
  text: { type: 'String', print: (column) => `toString(${column})` },
  number: { type: 'Nullable(Float64)', print: (column) => `if(isFinite(${column}), ${column}, NULL)` },
  money: { type: 'Nullable(Int64)', print: (column) => column },
  boolean: { type: 'Nullable(Bool)', print: (column) => column },
  date: { type: 'Nullable(String)', print: (column) => `toString(${column})` },
  instant: { type: 'Nullable(Int64)', print: (column) => `toUnixTimestamp64Milli(${column})` },
  list: { type: 'Array(String)', print: (column) => column },
};

const attributesOf = ({ attributes }: ProfileSettings): readonly Attribute[] => attributes.filter(({ name }) => name !== 'customer_id');
const column = (name: string): string => `people.\`${name}\``;

/** Where a customer's zone is written, as text. */
export function zoneColumn({ attributes, timeZoneAttribute }: ProfileSettings): string {
  const own = attributes.find(({ name, type }) => name === timeZoneAttribute && type === 'text');
  return own ? `if(${column(own.name)} = '', toString(${column('time_zone')}), toString(${column(own.name)}))` : `toString(${column('time_zone')})`;
}

function pointsColumn({ attributes, pointsAttribute }: ProfileSettings): string {
  const own = attributes.find(({ name, type }) => name === pointsAttribute && (type === 'number' || type === 'money'));
  return own ? `toInt64(ifNull(${printed[own.type].print(column(own.name))}, 0))` : 'toInt64(0)';
}

/** Zones as customers have them, with how many have each. */
export async function readZones(analytics: Analytics, settings: ProfileSettings): Promise<{ zone: string; customers: number }[]> {
  const rows = await analytics.query<{ zone: string; customers: string }>(`SELECT ${zoneColumn(settings)} AS zone, count() AS customers FROM customers AS people FINAL GROUP BY zone`);
  return rows.map(({ zone, customers }) => ({ zone, customers: Number(customers) }));
}

/** Customers of the next part by identifier, each as the hot state keeps it (see `readProfile`): ClickHouse prints the whole text. */
export function readProfilePart(analytics: Analytics, settings: ProfileSettings, zones: readonly string[], part: { after: string; upTo: string; nowMs: number }, signal?: AbortSignal): Promise<{ id: string; entry: string }[]> {
  const attributes = attributesOf(settings);
  const range = 'customer_id > {after:String} AND customer_id <= {upTo:String}';
  const names = attributes.map(({ name, type }) => `\`${name}\` ${printed[type].type}`);
  const type = `Tuple(a Tuple(${names.join(', ')}), z Nullable(String), c Bool, r Array(String), g Array(Tuple(String, Int64, String, String, String, String, Array(String), Nullable(String))), p Int64)`;
  const values = attributes.map(({ name, type: kind }) => printed[kind].print(column(name)));
  const { actions } = settings;
  return analytics.query(
    `SELECT people.customer_id AS id, toJSONString(CAST(tuple(tuple(${values.join(', ')}), if(has({zones:Array(String)}, ${zoneColumn(settings)}), ${zoneColumn(settings)}, NULL), people.consent, people.refused_channels, past.log, ${pointsColumn(settings)}), {type:String})) AS entry
     FROM (SELECT * FROM customers FINAL WHERE ${range}) AS people
     LEFT JOIN (
       SELECT customer_id, arrayMap(contact -> (contact.2, contact.1, contact.3, contact.4, contact.5, contact.6, contact.7, contact.8), arraySlice(arraySort(groupArray((time, id, action, channel, stage, purpose, tags, campaign))), -${mostContacts})) AS log FROM (
         SELECT customer_id, toUnixTimestamp64Milli(at) AS time, if(decision_id = '', contact_id, decision_id) AS id, toString(action_id) AS action, toString(contacts.channel) AS channel, toString(contacts.stage) AS stage,
           indexOf({actions:Array(String)}, action) AS known,
           if(known > 0, {purposes:Array(String)}[known], transform(stage, {stages:Array(String)}, {purposesOfStages:Array(String)}, 'collection')) AS purpose,
           {tags:Array(Array(String))}[known] AS tags, nullIf(toString(campaign_id), '') AS campaign
         FROM contacts FINAL WHERE ${range} AND at > fromUnixTimestamp64Milli({since:Int64})
       ) GROUP BY customer_id
     ) AS past ON past.customer_id = people.customer_id
     ORDER BY people.customer_id`,
    {
      after: part.after, upTo: part.upTo, since: part.nowMs - contactMemoryMs, zones, type,
      actions: actions.map(({ id }) => id), purposes: actions.map(purposeOf), tags: actions.map(({ tags = [] }) => tags), stages: [...stages], purposesOfStages: stages.map(purposeOfStage),
    },
    { settings: { output_format_json_quote_64bit_integers: 0, output_format_json_named_tuples_as_objects: 1, output_format_json_skip_null_value_in_named_tuples: 0 }, ...(signal ? { signal } : {}) },
  );
}

/** The last identifier of the next part, and how many customers it has. */
export async function nextCustomers(analytics: Analytics, after: string, size: number): Promise<{ upTo: string; customers: number }> {
  const [row] = await analytics.query<{ upTo: string; customers: string }>('SELECT max(customer_id) AS upTo, count() AS customers FROM (SELECT DISTINCT customer_id FROM customers WHERE customer_id > {after:String} ORDER BY customer_id LIMIT {size:UInt32})', { after, size });
  return { upTo: row?.upTo ?? '', customers: Number(row?.customers ?? 0) };
}

/** Changes whenever customers or imported contacts do; contacts that decisions made are known to the hot state without a load. */
export async function printOfFacts(analytics: Analytics): Promise<{ print: string; customers: number }> {
  const [row] = await analytics.query<{ print: string; customers: string }>(
    `SELECT concat(toString(people.1), '/', toString(people.2), '/', toString(past.1), '/', toString(past.2)) AS print, people.1 AS customers
     FROM (SELECT (SELECT (uniqExact(customer_id), max(version)) FROM customers) AS people, (SELECT (uniqExact(customer_id, contact_id), max(version)) FROM contacts WHERE decision_id = '') AS past)`,
  );
  return { print: row?.print ?? '', customers: Number(row?.customers ?? 0) };
}
