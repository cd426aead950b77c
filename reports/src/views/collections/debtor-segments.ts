import { Type } from 'typebox';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';
import { asOfNote, receivableFilters } from './months.js';

const overdueColumn = measureColumn('overdue', title('Просрочено', 'Amount overdue'), 'money-minor', { additive: true, better: 'lower' });

/** The segments of debtors by what they are told apart by (S117): days overdue, amount, length of the relation, industry. */
export const debtorSegmentsView: SqlView = {
  definition: {
    id: 'collections.debtor-segments', topic: 'collections',
    title: title('Сегменты должников', 'Segments of debtors'),
    meaning: title('Клиенты сегмента и четыре признака платёжного поведения: дней просрочки самого старого открытого счёта, просрочено, длительность отношений (от первого договора, иначе первого счёта), самая частая отрасль', 'Customers of a segment and the four features of payment behaviour: days overdue of the oldest open invoice, amount overdue, length of the relation (from the first contract, else the first invoice), the most frequent industry'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'table' },
  },
  receivables: true,
  questions(scope) {
    const industry = scope.titles['industry'] === undefined ? "''" : 'industry';
    return {
      segments: {
        sql: `SELECT segment, toFloat64(count()) AS customers, toFloat64(countIf(overdue_minor > 0)) AS debtors, toFloat64(sum(overdue_minor)) AS overdue_sum,
    quantileExactIf(0.5)(days_overdue, overdue_minor > 0) AS days_median, toFloat64(sumIf(months, months >= 0)) AS months_sum, toFloat64(countIf(months >= 0)) AS months_known,
    arrayElement(topKIf(1)(industry, industry != ''), 1) AS industry_top
FROM (
    SELECT segment, ${industry} AS industry, overdue_minor, days_overdue,
        if(relation.since IS NULL AND owed.first_invoice_on <= toDate32('1970-01-01'), -1, dateDiff('month', ifNull(relation.since, owed.first_invoice_on), {as_of:Date32})) AS months
    FROM (SELECT * FROM customers FINAL WHERE ${scope.customers.where}) AS who
    LEFT JOIN receivable_customers AS owed USING (customer_id)
    LEFT JOIN (SELECT customer_id, toNullable(min(opened_on)) AS since FROM contracts FINAL WHERE opened_on > toDate32('1970-01-01') GROUP BY customer_id) AS relation USING (customer_id)
)
GROUP BY segment ORDER BY overdue_sum DESC, segment`,
        params: { ...scope.customers.params, as_of: scope.asOf },
      },
    };
  },
  customers: (scope) => ({
    measure: overdueColumn,
    sql: `SELECT customer_id, toFloat64(overdue_minor) AS value FROM (SELECT customer_id FROM customers FINAL WHERE ${scope.customers.where}) AS who LEFT JOIN receivable_customers AS owed USING (customer_id)`,
    params: { ...scope.customers.params },
  }),
  table({ segments = [] }, scope) {
    const total = segments.reduce((sum, row) => sum + numberOf(row['customers']), 0);
    const of = (id: string) => (scope.titles[id] ? { valueTitles: { ...scope.titles[id] } } : {});
    return viewTable(
      [
        dimensionColumn('segment', title('Сегмент', 'Segment'), of('segment')),
        measureColumn('customers', title('Клиентов', 'Customers'), 'count', { additive: true }),
        measureColumn('share', title('Доля клиентов', 'Share of customers'), 'share'),
        measureColumn('debtors', title('С просрочкой', 'Overdue'), 'count', { additive: true, better: 'lower' }),
        overdueColumn,
        measureColumn('overdue_each', title('Просрочено на должника', 'Overdue per debtor'), 'money-minor', { better: 'lower' }),
        measureColumn('days_overdue', title('Дней просрочки, медиана', 'Days overdue, median'), 'days', { better: 'lower' }),
        measureColumn('tenure_months', title('Длительность отношений, мес.', 'Length of the relation, months'), 'number'),
        dimensionColumn('industry', title('Частая отрасль', 'Frequent industry'), { ...of('industry'), filterBy: null }),
      ],
      segments.map((row) => ({
        segment: textOf(row['segment']), customers: numberOf(row['customers']), share: quotient(numberOf(row['customers']), total), debtors: numberOf(row['debtors']), overdue: numberOf(row['overdue_sum']),
        overdue_each: quotient(numberOf(row['overdue_sum']), numberOf(row['debtors'])), days_overdue: numberOf(row['debtors']) === 0 ? ({ undefined: true, reason: 'no-data' } as const) : numberOf(row['days_median']),
        tenure_months: quotient(numberOf(row['months_sum']), numberOf(row['months_known']), 'no-data'), industry: textOf(row['industry_top']) || null,
      })),
      [asOfNote(scope)],
    );
  },
};
