import type { MetricSource } from '../../marts/metric-source.js';
import { debtorsSql } from './payment-sources.js';
import type { ReportDays } from './report-days.js';
import { dateLiteral } from './sql-literals.js';

/** Customers overdue at the start (y on the first day) who have paid that balance (x on the day when the payments reached it). */
export const curedMetric = 'cured';

export function cureSource({ startsOn, windowBefore }: ReportDays): MetricSource {
  const start = dateLiteral(startsOn);
  return {
    metric: curedMetric,
    scaleX: 1,
    scaleY: 1,
    eventsSql: `
SELECT customer_id, event.1 AS day, event.2 AS x, event.3 AS y
FROM (
    SELECT customer_id, balance, arraySort(payments) AS in_order, arrayCumSum(payment -> payment.2, in_order) AS paid,
        arrayFirstIndex(so_far -> so_far >= balance, paid) AS place
    FROM (${debtorsSql(start, dateLiteral(windowBefore))})
)
ARRAY JOIN if(place = 0, [(${start}, toInt64(0), toInt64(1))], [(${start}, toInt64(0), toInt64(1)), (in_order[place].1, toInt64(1), toInt64(0))]) AS event`,
    beforeSql: null,
    onlyMatched: true,
  };
}
