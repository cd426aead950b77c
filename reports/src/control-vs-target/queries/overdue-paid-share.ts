import { type CumulativeRow, cumulativeSql } from '../cumulative-statistics.js';
import { type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';
import { type StatisticsRow, statisticsSql } from '../sufficient-statistics.js';

/**
 * Invoices that were overdue and open when the campaign started: customer_id, balance (minor units), and what was paid
 * for each in the campaign's time.
 */
const openingDebts = `
SELECT customer_id, amount_minor - paid_before AS balance, payments
FROM (
    SELECT customer_id, invoice_id, amount_minor FROM invoices FINAL
    WHERE due_on < {starts_on:Date32} AND amount_minor > 0 AND customer_id IN (SELECT customer_id FROM assigned)
) AS invoice
LEFT JOIN (
    SELECT customer_id, invoice_id, sumIf(amount_minor, paid_on < {starts_on:Date32}) AS paid_before,
        groupArrayIf((paid_on, amount_minor), paid_on >= {starts_on:Date32}) AS payments
    FROM payments FINAL
    WHERE invoice_id != '' AND paid_on < {window_before:Date32} AND customer_id IN (SELECT customer_id FROM assigned)
    GROUP BY customer_id, invoice_id
) AS paid USING (customer_id, invoice_id)
WHERE amount_minor > paid_before`;

/**
 * Customers with such debts: customer_id, balance, and every payment of the campaign's time towards them. One that names
 * no invoice counts, one for a newer invoice does not.
 */
const debtors = `
SELECT customer_id, balance, arrayConcat(named, unnamed) AS payments
FROM (SELECT customer_id, sum(balance) AS balance, groupArrayArray(payments) AS named FROM (${openingDebts}) GROUP BY customer_id) AS debtor
LEFT JOIN (
    SELECT customer_id, groupArray((paid_on, amount_minor)) AS unnamed FROM payments FINAL
    WHERE invoice_id = '' AND paid_on >= {starts_on:Date32} AND paid_on < {window_before:Date32} AND customer_id IN (SELECT customer_id FROM assigned)
    GROUP BY customer_id
) AS other USING (customer_id)`;

/**
 * Share of overdue paid: payments of the campaign's time over the overdue balance at its start (F14), among customers
 * with such a balance, which was settled before assignment. May exceed 100 %: payments are not cut at the balance.
 */
export function overduePaidShare(scope: ReportScope): ReportQuery<StatisticsRow> {
  const perCustomer = `SELECT customer_id, toFloat64(arraySum(payment -> payment.2, payments)) AS x, toFloat64(balance) AS y FROM (${debtors})`;
  return { sql: statisticsSql('overdue_paid_share', perCustomer, { onlyMatched: true }), params: scopeParams(scope) };
}

/** The same by day of payment. */
export function overduePaidShareByDay(scope: ReportScope): ReportQuery<CumulativeRow> {
  const events = `
SELECT customer_id, 'overdue_paid_share' AS metric, event.1 AS day, toFloat64(event.2) AS x, toFloat64(event.3) AS y
FROM (${debtors})
ARRAY JOIN arrayPushFront(arrayMap(payment -> (payment.1, payment.2, toInt64(0)), payments), ({starts_on:Date32}, toInt64(0), balance)) AS event`;
  return { sql: cumulativeSql(events), params: scopeParams(scope) };
}
