import type { MetricSource } from '../../marts/metric-source.js';
import type { ReportDays } from './report-days.js';
import { dateLiteral, ofUnits } from './sql-literals.js';

/**
 * Where a customer stood: x is the bucket of the oldest overdue invoice on the first day, y that on the day after the last one (0 current, then by
 * `overdueBucketEnds`), z the balance overdue on the first day. Not a metric: customers are counted by pairs of buckets.
 */
export const bucketMetric = 'overdue_bucket';

/** Days overdue up to which a customer is in each bucket; the last bucket is open. */
export const overdueBucketEnds = [0, 30, 60, 90] as const;

export function bucketSource({ startsOn, windowBefore }: ReportDays): MetricSource {
  const [start, end] = [dateLiteral(startsOn), dateLiteral(windowBefore)];
  const balances = `
    SELECT customer_id, toInt32(due_on) AS due, due_on < ${start} AND amount_minor > paid_at_start AS open_at_start, amount_minor > paid_at_end AS open_at_end, amount_minor - paid_at_start AS balance
    FROM (SELECT customer_id, invoice_id, due_on, amount_minor FROM invoices FINAL WHERE due_on < ${end} AND amount_minor > 0 AND ${ofUnits}) AS invoice
    LEFT JOIN (
        SELECT customer_id, invoice_id, sumIf(amount_minor, paid_on < ${start}) AS paid_at_start, sum(amount_minor) AS paid_at_end FROM payments FINAL
        WHERE invoice_id != '' AND paid_on < ${end} AND ${ofUnits} GROUP BY customer_id, invoice_id
    ) AS paid USING (customer_id, invoice_id)
    WHERE open_at_start OR open_at_end`;
  const bucket = (day: string, open: string): string => `max(if(${open}, ${overdueBucketEnds.map((most) => `toInt64(toInt32(${day}) - due > ${most})`).join(' + ')}, 0))`;
  return {
    metric: bucketMetric,
    scaleX: 1,
    scaleY: 1,
    eventsSql: `SELECT customer_id, ${start} AS day, ${bucket(start, 'open_at_start')} AS x, ${bucket(end, 'open_at_end')} AS y FROM (${balances}) GROUP BY customer_id`,
    beforeSql: `SELECT customer_id, sum(balance) AS z FROM (${balances}) WHERE open_at_start GROUP BY customer_id`,
    onlyMatched: false,
  };
}
