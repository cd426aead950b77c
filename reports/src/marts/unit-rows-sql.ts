import { contactWeek } from './mart-days.js';
import type { MartDefinition, MartLayout } from './mart-definition.js';

/** Which customers a statement makes rows of: a slice of the campaign's, or a slice of those that a refresh found changed. */
export type UnitChoice = 'assigned' | 'changed';

const range = `customer_id >= {from_id:String} AND ({to_id:String} = '' OR customer_id < {to_id:String})`;

/** Ends of a slice as parameters of `unitRowsSql`; an empty text is no end. */
export interface IdRange {
  fromId: string;
  toId: string;
}

/** Slices between bounds, in order, together everything. */
export function slicesOf(bounds: readonly string[]): IdRange[] {
  return [...bounds, ''].map((toId, index) => ({ fromId: bounds[index - 1] ?? '', toId }));
}

const chosen: Record<UnitChoice, string> = {
  assigned: `SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaign_id:String} AND ${range}`,
  changed: `SELECT customer_id FROM report_changes WHERE work = {work:String} AND ${range} GROUP BY customer_id`,
};

/** One branch for each statement, which is read once for all metrics that share it. */
function unionOf(texts: readonly (string | null)[], columns: string, nothing: string): string {
  const places = new Map<string, number[]>();
  for (const [index, text] of texts.entries()) if (text !== null) places.set(text, [...(places.get(text) ?? []), index + 1]);
  if (places.size === 0) return nothing;
  return [...places].map(([text, of]) => `SELECT arrayJoin(CAST([${of.join(', ')}] AS Array(UInt16))) AS metric, ${columns} FROM (${text}) AS source`).join('\n    UNION ALL\n    ');
}

/**
 * Writes the rows of a slice's units. Beside the definition's parameters it wants build, token, from_id and to_id, `work` for changed ones, and
 * `score_build`, the build that scores are kept from (empty for none): a score is what stood before assignment, and a later delivery replaces it in
 * its table. A chosen customer who is not assigned any more becomes a row that is gone.
 */
export function unitRowsSql({ sources, scoreSet, dimensions, anyCampaign }: MartDefinition, { rolledUp }: Pick<MartLayout, 'rolledUp'>, choice: UnitChoice): string {
  const events = unionOf(sources.map((source) => source.eventsSql), 'customer_id, toInt32(toDate32(day)) AS day, toInt64(x) AS x, toInt64(y) AS y', 'SELECT toUInt16(0) AS metric, \'\' AS customer_id, toInt32(0) AS day, toInt64(0) AS x, toInt64(0) AS y WHERE false');
  const before = unionOf(sources.map((source) => source.beforeSql), 'customer_id, toInt64(z) AS z', 'SELECT toUInt16(0) AS metric, \'\' AS customer_id, toInt64(0) AS z WHERE false');
  const matchedAlone = sources.flatMap((source, index) => (source.onlyMatched ? [index + 1] : []));
  const cellParts = ['arm', 'toString(wave)', 'stratum', ...rolledUp.map((name) => `dim_values[${dimensions.indexOf(name) + 1}]`)];
  // One sum for each metric as the lists are made: picking them out of the lists afterwards would copy each list once a metric.
  const sumEach = (column: string, has: (source: (typeof sources)[number]) => boolean): string =>
    sources.length === 0 ? 'emptyArrayInt64()' : `[${sources.map((source, index) => (has(source) ? `sumIf(${column}, metric = ${index + 1})` : 'toInt64(0)')).join(', ')}]`;
  const orNone = (list: string): string => `if(empty(${list}), arrayWithConstant(${sources.length}, toInt64(0)), ${list})`;
  const score = scoreSet === null
    ? { column: 'CAST(NULL AS Nullable(Float64))', join: '' }
    : { column: 'if(kept_before, kept_score, given_score)', join: `
LEFT JOIN (SELECT customer_id, true AS kept_before, score AS kept_score FROM report_units FINAL WHERE build = {score_build:String} AND ${range} AND NOT gone) AS kept USING (customer_id)
LEFT JOIN (
    SELECT customer_id, maxOrNull(coalesce(probability, value_minor)) AS given_score FROM candidates FINAL
    WHERE score_set = {score_set:String} AND customer_id IN (SELECT customer_id FROM unit_ids)
    GROUP BY customer_id
) AS given USING (customer_id)` };
  return `INSERT INTO report_units (build, customer_id, gone, cell, arm, dims, stratum, assigned_on, wave, first_contact_on, first_channel, first_action, score, total_x, total_y, z,
    event_metric, event_day, event_x, event_y, contact_channel, contact_action, contact_stage, contact_status, contact_week, contact_count, contact_cost, token)
WITH unit_ids AS (${chosen[choice]})
SELECT {build:String}, customer_id, NOT known, toJSONString([${cellParts.join(', ')}]), arm, dim_values, stratum, assigned_on, wave,
    if(empty(contact_counts), NULL, contacted_on), contacted_by, contacted_with, ${score.column},
    ${orNone('totals_x')}, ${orNone('totals_y')}, ${orNone('befores')},
    arrayMap(key -> toUInt16(bitShiftRight(key, 32)), sorted_keys), arrayMap(key -> toInt32(toInt64(bitAnd(key, 4294967295)) - 2147483648), sorted_keys),
    arraySort((change, key) -> key, changes_x, event_keys), arraySort((change, key) -> key, changes_y, event_keys),
    contact_channels, contact_actions, contact_stages, contact_statuses, contact_weeks, contact_counts, contact_costs, {token:UInt64}
FROM (SELECT customer_id FROM unit_ids) AS unit
LEFT JOIN (
    SELECT customer_id, true AS known, arm, stratum, arrayMap(name -> dims[name], {dimension_names:Array(String)}) AS dim_values,
        toInt32(toDate32(assigned_at)) AS assigned_on, toInt32(assigned_on - positiveModulo(assigned_on + 3, 7)) AS wave
    FROM assignments FINAL WHERE campaign_id = {campaign_id:String} AND customer_id IN (SELECT customer_id FROM unit_ids)
) AS assigned USING (customer_id)
LEFT JOIN (
    SELECT customer_id, groupArray(toUInt64(metric) * 4294967296 + toUInt64(toInt64(day) + 2147483648)) AS event_keys, arraySort(event_keys) AS sorted_keys,
        groupArray(dx) AS changes_x, groupArray(dy) AS changes_y, ${sumEach('dx', () => true)} AS totals_x, ${sumEach('dy', () => true)} AS totals_y
    FROM (
        SELECT customer_id, metric, day, sum(x) AS dx, sum(y) AS dy FROM (
    ${events}
        )
        WHERE customer_id IN (SELECT customer_id FROM unit_ids)
        GROUP BY customer_id, metric, day HAVING dx != 0 OR dy != 0${matchedAlone.length > 0 ? ` OR metric IN (${matchedAlone.join(', ')})` : ''}
    )
    GROUP BY customer_id
) AS happened USING (customer_id)
LEFT JOIN (
    SELECT customer_id, ${sumEach('z', (source) => source.beforeSql !== null)} AS befores
    FROM (
    ${before}
    )
    WHERE customer_id IN (SELECT customer_id FROM unit_ids)
    GROUP BY customer_id
) AS stood USING (customer_id)
LEFT JOIN (
    SELECT customer_id, groupArray(channel) AS contact_channels, groupArray(action_id) AS contact_actions, groupArray(stage) AS contact_stages, groupArray(status) AS contact_statuses,
        groupArray(week) AS contact_weeks, groupArray(number) AS contact_counts, groupArray(cost) AS contact_costs, toInt32(toDate32(min(first_at))) AS contacted_on, argMin(channel, first) AS contacted_by, argMin(action_id, first) AS contacted_with
    FROM (
        SELECT customer_id, channel, action_id, stage, status, ${contactWeek('at')} AS week, toUInt32(count()) AS number, sum(cost_minor) AS cost, min(at) AS first_at, min(concat(hex(toUInt64(toUnixTimestamp64Milli(at) + 4611686018427387904)), contact_id)) AS first
        FROM contacts FINAL
        WHERE ${anyCampaign ? "at >= toDateTime64({starts_on:Date32}, 3, 'UTC') AND at < toDateTime64({window_before:Date32}, 3, 'UTC') AND " : 'campaign_id = {campaign_id:String} AND '}customer_id IN (SELECT customer_id FROM unit_ids)
        GROUP BY customer_id, channel, action_id, stage, status, week
    )
    GROUP BY customer_id
) AS contacted USING (customer_id)${score.join}`;
}
