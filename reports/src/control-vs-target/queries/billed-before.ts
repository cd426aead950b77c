import { type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';
import { type StatisticsRow, statisticsSql } from '../sufficient-statistics.js';

/** Mean amount billed to a customer in the 90 days before the campaign: must not differ between the arms (balance check). */
export function billedBefore(scope: ReportScope): ReportQuery<StatisticsRow> {
  const perCustomer = `SELECT customer_id, toFloat64(sum(amount_minor)) AS x, 0. AS y FROM invoices FINAL
    WHERE issued_on >= {starts_on:Date32} - toIntervalDay(90) AND issued_on < {starts_on:Date32} AND customer_id IN (SELECT customer_id FROM assigned)
    GROUP BY customer_id`;
  return { sql: statisticsSql('billed_before', perCustomer), params: scopeParams(scope) };
}
