import { type CumulativeRow, cumulativeSql } from '../cumulative-statistics.js';
import { invoiceBalancesSql } from '../invoice-balances.js';
import { assignedSql, type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';
import { momentColumns, type StatisticsRow } from '../sufficient-statistics.js';

/** Days over which the overdue balance is averaged: from the start of the campaign to the data cut-off. */
const days = `greatest(toFloat64(toInt32({data_before:Date32}) - toInt32({starts_on:Date32})), 1)`;

/**
 * Turnover days: sum of amount × days until paid over sum of amounts (F12, F4); overdue volume: average daily overdue
 * balance, mean over customers (F2). Both over invoices issued in the campaign's time, which are read once for both.
 */
export function invoiceMetrics(scope: ReportScope): ReportQuery<StatisticsRow> {
  const sql = `WITH ${assignedSql}
SELECT value.1 AS metric, arm, segment, ${momentColumns}
FROM (
    SELECT arm, segment, value.2 AS x, value.3 AS y, value
    FROM assigned LEFT JOIN (
        SELECT customer_id, sum(open_days) AS open, sum(overdue_days) / ${days} AS overdue, sum(amount) AS billed
        FROM (${invoiceBalancesSql}) GROUP BY customer_id
    ) AS measured USING (customer_id)
    ARRAY JOIN [('turnover_days', open, billed), ('overdue_volume', overdue, 0.)] AS value
)
GROUP BY metric, arm, segment
ORDER BY metric, arm, segment`;
  return { sql, params: scopeParams(scope) };
}

/** The same by day of issue. */
export function invoiceMetricsByDay(scope: ReportScope): ReportQuery<CumulativeRow> {
  const events = `SELECT customer_id, issued_on AS day, value.1 AS metric, value.2 AS x, value.3 AS y
    FROM (${invoiceBalancesSql}) ARRAY JOIN [('turnover_days', open_days, amount), ('overdue_volume', overdue_days / ${days}, 0.)] AS value`;
  return { sql: cumulativeSql(events), params: scopeParams(scope) };
}
