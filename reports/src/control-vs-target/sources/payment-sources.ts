import type { MetricSource } from '../../marts/metric-source.js';
import type { ReportDays } from './report-days.js';
import { dateLiteral, ofUnits } from './sql-literals.js';

/** Invoices that were overdue and open when the campaign started: customer_id, balance, and what was paid for each in the campaign's time. */
function openingDebts(startsOn: string, before: string): string {
  return `
SELECT customer_id, amount_minor - paid_before AS balance, payments
FROM (
    SELECT customer_id, invoice_id, amount_minor FROM invoices FINAL
    WHERE due_on < ${startsOn} AND amount_minor > 0 AND ${ofUnits}
) AS invoice
LEFT JOIN (
    SELECT customer_id, invoice_id, sumIf(amount_minor, paid_on < ${startsOn}) AS paid_before,
        groupArrayIf((paid_on, amount_minor), paid_on >= ${startsOn}) AS payments
    FROM payments FINAL
    WHERE invoice_id != '' AND paid_on < ${before} AND ${ofUnits}
    GROUP BY customer_id, invoice_id
) AS paid USING (customer_id, invoice_id)
WHERE amount_minor > paid_before`;
}

/**
 * Customers with such debts: customer_id, balance, and every payment of the campaign's time towards them. One that names
 * no invoice counts, one for a newer invoice does not.
 */
export function debtorsSql(startsOn: string, before: string): string {
  return `
SELECT customer_id, balance, arrayConcat(named, unnamed) AS payments
FROM (SELECT customer_id, sum(balance) AS balance, groupArrayArray(payments) AS named FROM (${openingDebts(startsOn, before)}) GROUP BY customer_id) AS debtor
LEFT JOIN (
    SELECT customer_id, groupArray((paid_on, amount_minor)) AS unnamed FROM payments FINAL
    WHERE invoice_id = '' AND paid_on >= ${startsOn} AND paid_on < ${before} AND ${ofUnits}
    GROUP BY customer_id
) AS other USING (customer_id)`;
}

/**
 * Share of overdue paid: payments of the campaign's time over the overdue balance at its start (F14), among customers with such a balance, which
 * was settled before assignment. May exceed 100 %: payments are not cut at the balance. And what customers paid at all, whatever for.
 */
export function paymentSources({ startsOn, windowBefore, before }: ReportDays): MetricSource[] {
  const [start, end] = [dateLiteral(startsOn), dateLiteral(windowBefore)];
  const paidBefore = `SELECT customer_id, sum(amount_minor) AS z FROM payments FINAL WHERE paid_on >= ${dateLiteral(before.from)} AND paid_on < ${start} AND ${ofUnits} GROUP BY customer_id`;
  return [
    {
      metric: 'overdue_paid_share',
      scaleX: 1,
      scaleY: 1,
      eventsSql: `
SELECT customer_id, event.1 AS day, event.2 AS x, event.3 AS y
FROM (${debtorsSql(start, end)})
ARRAY JOIN arrayPushFront(arrayMap(payment -> (payment.1, payment.2, toInt64(0)), payments), (${start}, toInt64(0), balance)) AS event`,
      beforeSql: paidBefore,
      onlyMatched: true,
    },
    {
      metric: 'paid_rate',
      scaleX: 1,
      scaleY: 1,
      eventsSql: `SELECT customer_id, min(paid_on) AS day, toInt64(1) AS x, toInt64(0) AS y FROM payments FINAL WHERE paid_on >= ${start} AND paid_on < ${end} AND ${ofUnits} GROUP BY customer_id`,
      beforeSql: null,
      onlyMatched: false,
    },
    {
      metric: 'paid_amount',
      scaleX: 1,
      scaleY: 1,
      eventsSql: `SELECT customer_id, paid_on AS day, amount_minor AS x, toInt64(0) AS y FROM payments FINAL WHERE paid_on >= ${start} AND paid_on < ${end} AND ${ofUnits}`,
      beforeSql: paidBefore,
      onlyMatched: false,
    },
  ];
}

/** What the balance check asks: amounts billed in the 90 days before the campaign. */
export const billedBeforeMetric = 'billed_before';

export function billedBeforeSource({ startsOn }: ReportDays): MetricSource {
  const start = dateLiteral(startsOn);
  return {
    metric: billedBeforeMetric,
    scaleX: 1,
    scaleY: 1,
    eventsSql: `SELECT customer_id, ${start} AS day, amount_minor AS x, toInt64(0) AS y FROM invoices FINAL WHERE issued_on >= ${start} - toIntervalDay(90) AND issued_on < ${start} AND ${ofUnits}`,
    beforeSql: null,
    onlyMatched: false,
  };
}
