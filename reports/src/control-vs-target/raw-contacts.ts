import type { ContactRow } from '../marts/contact-cells-sql.js';
import { assignedSql, ofCampaign, scopeParams } from './raw-cells-sql.js';
import type { ReportQuery, ReportScope } from './report-scope.js';

/** Contacts of the report's customers by arm, or by arm and channel, that came so far; every contact when no status is named. */
export function rawContacts(scope: ReportScope, cut: 'arm' | 'channel', statuses: readonly string[]): ReportQuery<ContactRow> {
  const channel = cut === 'channel' ? 'channel' : "''";
  const sql = `WITH ${assignedSql(scope)}
SELECT arm, ${channel} AS channel, '' AS action, '' AS stage, 0 AS week, toFloat64(count()) AS contacts, toFloat64(uniqExact(customer_id)) AS customers, toFloat64(sum(toInt128(cost_minor))) AS costMinor
FROM assigned INNER JOIN (
    SELECT customer_id, channel, cost_minor FROM contacts FINAL WHERE ${ofCampaign(scope)}${statuses.length === 0 ? '' : ' AND has({statuses:Array(String)}, status)'}
) AS contact USING (customer_id)
GROUP BY arm, channel
ORDER BY arm, channel`;
  return { sql, params: { ...scopeParams(scope), ...(statuses.length === 0 ? {} : { statuses }) } };
}

/** Contacts with all customers of the campaign by action and week: what its limits are held against, whatever the filters. */
export function rawActions(scope: ReportScope): ReportQuery<ContactRow> {
  const sql = `SELECT '' AS arm, action_id AS action, channel, stage, toInt32(floor((toInt32(toDate32(at)) - toInt32({starts_on:Date32})) / 7)) AS week,
    toFloat64(count()) AS contacts, toFloat64(0) AS customers, toFloat64(sum(toInt128(cost_minor))) AS costMinor
FROM contacts FINAL
WHERE ${ofCampaign(scope)} AND customer_id IN (SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaign_id:String})
GROUP BY action, channel, stage, week
ORDER BY action, channel, stage, week`;
  return { sql, params: scopeParams(scope) };
}
