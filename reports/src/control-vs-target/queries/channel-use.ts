import { assignedSql, type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';

export interface ChannelUseRow {
  channel: string;
  contacts: number;
  customers: number;
  delivered: number;
  costMinor: number;
}

/** Results of a contact that mean that it arrived. */
export const arrivedStatuses = ['delivered', 'right-party', 'opened', 'read', 'clicked', 'responded', 'promise', 'paid'];

/** Contacts of the campaign by channel. */
export function channelUse(scope: ReportScope): ReportQuery<ChannelUseRow> {
  const sql = `WITH ${assignedSql}
SELECT channel, toFloat64(count()) AS contacts, toFloat64(uniqExact(customer_id)) AS customers,
    toFloat64(countIf(has({arrived:Array(String)}, status))) AS delivered, toFloat64(sum(cost_minor)) AS costMinor
FROM contacts FINAL
WHERE campaign_id = {campaign_id:String} AND customer_id IN (SELECT customer_id FROM assigned)
GROUP BY channel
ORDER BY channel`;
  return { sql, params: { ...scopeParams(scope), arrived: arrivedStatuses } };
}
