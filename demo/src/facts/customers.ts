import { uniform } from '../random-sql.js';

/** What each customer owes beyond its due date on the day of the story: customer_id, overdue (minor units), overdue_days. */
export const overdueByCustomer = `(
    SELECT customer_id, sum(amount_minor - paid_minor) AS overdue, max(dateDiff('day', due_on, {until:Date32})) AS overdue_days
    FROM (SELECT customer_id, invoice_id, amount_minor, due_on FROM invoices FINAL WHERE due_on < {until:Date32} AND customer_id BETWEEN {first_id:String} AND {last_id:String}) AS billed
    LEFT JOIN (SELECT customer_id, invoice_id, sum(amount_minor) AS paid_minor FROM payments FINAL WHERE customer_id BETWEEN {first_id:String} AND {last_id:String} GROUP BY customer_id, invoice_id) AS paid
        USING (customer_id, invoice_id)
    WHERE amount_minor > paid_minor
    GROUP BY customer_id)`;

export function customerStatements(peopleSql: string): string[] {
  return [
    `INSERT INTO customers (customer_id, name, kind, segment, region, consent, refused_channels, time_zone, tier, industry, overdue, overdue_days, tenure_months, version)
     SELECT customer_id,
        concat(multiIf(kind = 'household', 'Абонент ', kind = 'business', 'ООО «Компания ', 'ГБУ «Учреждение '), toString(i + 1), if(kind = 'household', '', '»')) AS name,
        kind, segment, region,
        ${uniform('consent', 'i')} < 0.96 AS consent,
        multiIf(${uniform('refused', 'i')} < 0.03, ['phone'], ${uniform('refused', 'i')} < 0.06, ['email'], []) AS refused_channels,
        time_zone, tier, industry, owed.overdue, owed.overdue_days, tenure_months, {version:UInt64}
     FROM ${peopleSql} AS who LEFT JOIN ${overdueByCustomer} AS owed USING (customer_id)`,
  ];
}
