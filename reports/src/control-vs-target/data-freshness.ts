import type { ReportQuery, ReportScope } from './report-scope.js';

export interface DataFreshnessRow {
  lastAssignedAt: string | null;
  lastContactAt: string | null;
  lastResponseAt: string | null;
  lastInvoiceOn: string | null;
  lastPaymentOn: string | null;
}

/** The latest fact of each kind in the store, null where there is none. */
export function dataFreshness(scope: ReportScope): ReportQuery<DataFreshnessRow> {
  const latest = (column: string, from: string): string => `(SELECT if(count() = 0, NULL, toString(max(${column}))) FROM ${from})`;
  const sql = `SELECT
    ${latest('assigned_at', 'assignments WHERE campaign_id = {campaign_id:String}')} AS lastAssignedAt,
    ${latest('at', 'contacts')} AS lastContactAt,
    ${latest('at', 'responses')} AS lastResponseAt,
    ${latest('issued_on', 'invoices')} AS lastInvoiceOn,
    ${latest('paid_on', 'payments')} AS lastPaymentOn`;
  return { sql, params: { campaign_id: scope.campaignId } };
}
