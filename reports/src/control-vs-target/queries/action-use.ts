import { type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';

export interface ActionUseRow {
  action: string;
  channel: string;
  stage: string;
  /** Zero-based week of the campaign. */
  week: number;
  contacts: number;
  costMinor: number;
}

/** Contacts of the whole campaign by action and week: what its limits are held against, whatever the filters. */
export function actionUse(scope: ReportScope): ReportQuery<ActionUseRow> {
  const sql = `SELECT action_id AS action, channel, stage, toFloat64(intDiv(toInt32(toDate32(at)) - toInt32({starts_on:Date32}), 7)) AS week,
    toFloat64(count()) AS contacts, toFloat64(sum(cost_minor)) AS costMinor
FROM contacts FINAL
WHERE campaign_id = {campaign_id:String}
GROUP BY action, channel, stage, week
ORDER BY action, channel, stage, week`;
  return { sql, params: scopeParams(scope) };
}
