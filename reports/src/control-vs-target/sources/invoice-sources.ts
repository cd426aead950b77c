import type { MetricSource } from '../../marts/metric-source.js';
import { type ReportDays, daysBetween } from './report-days.js';
import { dateLiteral, ofUnits } from './sql-literals.js';

/**
 * Invoices issued from one day to before another with their open and overdue balances in money × days, followed up to before a third:
 * customer_id, issued_on, amount, open_days (from issue until paid), overdue_days (from the due date until paid), all whole.
 * Payments close an invoice in the order of their dates and never beyond its amount; what is unpaid counts to the end.
 * A payment before the issue closes the invoice on the day of issue. Credit notes (amount <= 0) are left out.
 */
export function invoiceBalancesSql(from: string, before: string, followedBefore: string): string {
  const issued = `issued_on >= ${dateLiteral(from)} AND issued_on < ${dateLiteral(before)}`;
  return `
SELECT customer_id, issued_on, amount_minor AS amount,
    amount_minor * (cut - issued) - arraySum((money, day) -> money * (cut - greatest(day, issued)), applied, days) AS open_days,
    amount_minor * greatest(cut - due, 0) - arraySum((money, day) -> money * greatest(cut - greatest(day, due), 0), applied, days) AS overdue_days
FROM (
    SELECT customer_id, issued_on, amount_minor,
        toInt64(toInt32(${dateLiteral(followedBefore)})) AS cut, toInt64(toInt32(issued_on)) AS issued, toInt64(toInt32(due_on)) AS due,
        arraySort(payments) AS in_order,
        arrayMap(payment -> payment.1, in_order) AS days,
        arrayMap(payment -> payment.2, in_order) AS money,
        arrayMap((part, running) -> least(part, greatest(amount_minor - (running - part), 0)), money, arrayCumSum(money)) AS applied
    FROM (
        SELECT customer_id, invoice_id, issued_on, due_on, amount_minor
        FROM invoices FINAL
        WHERE ${issued} AND amount_minor > 0 AND ${ofUnits}
    ) AS invoice
    LEFT JOIN (
        SELECT customer_id, invoice_id, groupArray((toInt64(toInt32(paid_on)), amount_minor)) AS payments
        FROM payments FINAL
        WHERE paid_on < ${dateLiteral(followedBefore)} AND invoice_id != '' AND ${ofUnits}
        GROUP BY customer_id, invoice_id
    ) AS paid USING (customer_id, invoice_id)
)`;
}

/**
 * Turnover days (F12, F4) with what their change against the time before is made of, and the average overdue balance (F2). Sums of two sources
 * with the same customers and one covariate each say how all four numbers of a customer — open and billed, then and now — move together.
 */
export function invoiceSources({ startsOn, windowBefore, dataBefore, billedBefore }: ReportDays): MetricSource[] {
  const now = invoiceBalancesSql(startsOn, windowBefore, dataBefore);
  const then = invoiceBalancesSql(billedBefore.from, billedBefore.before, startsOn);
  const days = `SELECT customer_id, issued_on AS day, open_days AS x, amount AS y FROM (${now})`;
  const before = (column: string): string => `SELECT customer_id, sum(${column}) AS z FROM (${then}) GROUP BY customer_id`;
  const ratio = { scaleX: 1, scaleY: 1, onlyMatched: false };
  return [
    { metric: 'turnover_days', ...ratio, eventsSql: days, beforeSql: before('open_days') },
    { metric: turnoverByBilled, ...ratio, eventsSql: days, beforeSql: before('amount') },
    { metric: turnoverBefore, ...ratio, eventsSql: `SELECT customer_id, ${dateLiteral(startsOn)} AS day, open_days AS x, amount AS y FROM (${then})`, beforeSql: null },
    {
      metric: 'overdue_volume',
      // The balance is averaged over these days.
      scaleX: Math.max(1, daysBetween(startsOn, dataBefore)),
      scaleY: 1,
      eventsSql: `SELECT customer_id, issued_on AS day, overdue_days AS x, toInt64(0) AS y FROM (${now})`,
      beforeSql: before('overdue_days'),
      onlyMatched: false,
    },
  ];
}

/** Turnover days once more, beside what was billed before. */
export const turnoverByBilled = 'turnover_days.billed_before';
/** Turnover days of the time before. */
export const turnoverBefore = 'turnover_days.before';
