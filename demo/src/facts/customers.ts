import { uniform } from '../random-sql.js';
import { monthlyInvoices, oldDebts } from './invoices.js';

/** What each customer owes beyond its due date on the day of the story: customer_id, overdue (minor units), overdue_days. */
function overdueByCustomer(peopleSql: string): string {
  return `(
    SELECT customer_id, sum(open_minor) AS overdue, max(dateDiff('day', due_on, {until:Date32})) AS overdue_days
    FROM (
        SELECT customer_id, amount_minor AS open_minor, due_on FROM ${monthlyInvoices(peopleSql)} WHERE due_on < {until:Date32} AND paid_on >= {until:Date32}
        UNION ALL
        SELECT customer_id, amount_minor - paid_minor - rest_minor AS open_minor, due_on FROM ${oldDebts(peopleSql)} WHERE due_on < {until:Date32})
    WHERE open_minor > 0
    GROUP BY customer_id)`;
}

/** Every customer is in exactly one stage of life: who left, else who is about to, else by the length of the relation. */
const stageOf = `multiIf(left_on < {until:Date32}, 'churned', owed.overdue_days > 90, 'at-risk', tenure_months <= 12, 'new', tenure_months <= 36, 'growing', 'loyal')`;

export function customerStatements(peopleSql: string): string[] {
  return [
    `INSERT INTO customers (customer_id, name, kind, segment, region, consent, refused_channels, time_zone, tier, industry, overdue, overdue_days, tenure_months, lifecycle_stage, version)
     SELECT customer_id,
        concat(multiIf(kind = 'household', 'Абонент ', kind = 'business', 'ООО «Компания ', 'ГБУ «Учреждение '), toString(i + 1), if(kind = 'household', '', '»')) AS name,
        kind, segment, region,
        ${uniform('consent', 'i')} < 0.96 AS consent,
        multiIf(${uniform('refused', 'i')} < 0.03, ['phone'], ${uniform('refused', 'i')} < 0.06, ['email'], []) AS refused_channels,
        time_zone, tier, industry, owed.overdue, owed.overdue_days, tenure_months, ${stageOf}, {version:UInt64}
     FROM ${peopleSql} AS who LEFT JOIN ${overdueByCustomer(peopleSql)} AS owed USING (customer_id)`,
  ];
}
