import { assignedSql, type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';

export interface ContactReachRow {
  arm: string;
  customers: number;
  contacts: number;
  costMinor: number;
}

/** Customers reached by the campaign's contacts and their cost, by arm: control customers among them are contamination. */
export function contactReach(scope: ReportScope): ReportQuery<ContactReachRow> {
  const sql = `WITH ${assignedSql}
SELECT arm, toFloat64(uniqExact(customer_id)) AS customers, toFloat64(count()) AS contacts, toFloat64(sum(cost_minor)) AS costMinor
FROM assigned INNER JOIN (SELECT customer_id, cost_minor FROM contacts FINAL WHERE campaign_id = {campaign_id:String}) AS contact USING (customer_id)
GROUP BY arm
ORDER BY arm`;
  return { sql, params: scopeParams(scope) };
}
