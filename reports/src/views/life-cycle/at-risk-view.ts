import { Type } from 'typebox';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';
import { lifeCycleFilters, stageParams, stageQueryParams } from './life-cycle-stages.js';

const signalTitles = {
  'long-overdue': title('Долгая просрочка', 'Long overdue'),
  'no-invoice': title('Счета прекратились', 'Invoices stopped'),
  complaint: title('Жаловался за 90 дней', 'Complained within 90 days'),
  'falling-revenue': title('Выручка упала больше чем на 40 %', 'Revenue fell by more than 40 %'),
};

/** Who is about to leave, by why it is thought so and by segment; a customer with several signals counts for the first of them. */
export const atRiskView: SqlView = {
  definition: {
    id: 'life-cycle.at-risk', topic: 'life-cycle', title: title('Кто может уйти', 'Who may leave'),
    meaning: title('Действующие клиенты с признаком: нет счёта больше половины срока оттока; просрочка дольше порога; жалоба за 90 дней; выручка трёх последних полных месяцев меньше 60 % трёх предыдущих. Признак — первый из подходящих в этом порядке', 'Active customers with a signal: no invoice for more than half of the churn days; overdue beyond the threshold; a complaint within 90 days; revenue of the last three whole months below 60 % of the three before. The signal is the first that fits in this order'),
    params: Type.Object({ ...stageParams, by: Type.Enum(['segment', 'kind', 'region'] as const, { default: 'segment' }) }, { additionalProperties: false }),
    filters: lifeCycleFilters, chart: { type: 'stacked-bar', x: 'segment', y: ['customers'], series: 'signal' },
  },
  receivables: true,
  questions(scope) {
    const by = textOf(scope.params['by']);
    return {
      groups: {
        sql: `SELECT value, signal, toFloat64(count()) AS customers, toFloat64(sum(revenue)) AS revenue_sum, toFloat64(sum(overdue_minor)) AS overdue, sum(count()) OVER (PARTITION BY value) AS all_customers
FROM (
    SELECT who.value AS value, overdue_minor, recent.late AS revenue,
        multiIf(owed.last_invoice_on + intDiv({churn_days:UInt16}, 2) < {as_of:Date32}, 'no-invoice', owed.days_overdue > {risk_days:UInt32}, 'long-overdue', complaint.found = 1, 'complaint', recent.early > 0 AND recent.late < 0.6 * recent.early, 'falling-revenue', '') AS signal
    FROM receivable_customers AS owed
    INNER JOIN (SELECT customer_id, ${by} AS value FROM customers FINAL WHERE ${scope.customers.where}) AS who USING (customer_id)
    LEFT JOIN (SELECT customer_id, sumIf(sales_minor, month >= addMonths(toStartOfMonth({as_of:Date32}), -3)) AS late, sumIf(sales_minor, month < addMonths(toStartOfMonth({as_of:Date32}), -3)) AS early
        FROM receivable_months WHERE month >= addMonths(toStartOfMonth({as_of:Date32}), -6) AND month < toStartOfMonth({as_of:Date32}) GROUP BY customer_id) AS recent USING (customer_id)
    LEFT JOIN (SELECT DISTINCT customer_id, 1 AS found FROM responses FINAL WHERE kind = 'complaint' AND at >= toDateTime64({as_of:Date32} - 90, 3, 'UTC')) AS complaint USING (customer_id)
    WHERE owed.last_invoice_on + {churn_days:UInt16} >= {as_of:Date32}
)
GROUP BY value, signal ORDER BY value, signal`,
        params: stageQueryParams(scope),
      },
    };
  },
  table({ groups = [] }, scope) {
    const by = textOf(scope.params['by']);
    const titles = scope.titles[by];
    return viewTable(
      [
        dimensionColumn(by, { segment: title('Сегмент', 'Segment'), kind: title('Тип клиента', 'Kind'), region: title('Регион', 'Region') }[by] ?? title(by, by), titles ? { valueTitles: { ...titles } } : {}),
        dimensionColumn('signal', title('Признак', 'Signal'), { valueTitles: signalTitles, filterBy: null }),
        measureColumn('customers', title('Клиентов', 'Customers'), 'count', { better: 'lower', additive: true }),
        measureColumn('share', title('Доля действующих', 'Share of active customers'), 'share', { better: 'lower' }),
        measureColumn('revenue', title('Их выручка за три месяца', 'Their revenue of three months'), 'money-minor', { additive: true }),
        measureColumn('overdue', title('Просрочено', 'Overdue'), 'money-minor', { additive: true, better: 'lower' }),
      ],
      groups.filter((row) => textOf(row['signal']) !== '').map((row) => ({ [by]: textOf(row['value']), signal: textOf(row['signal']), customers: numberOf(row['customers']), share: quotient(numberOf(row['customers']), numberOf(row['all_customers'])), revenue: numberOf(row['revenue_sum']), overdue: numberOf(row['overdue']) })),
      [title('Поимённый список: «Исследовать» → «Клиенты» с отбором по этапу «В зоне риска», доступно тем, кто видит данные клиентов', 'The list by name: Explore → Customers filtered by the stage “At risk”, for those who may see customers')],
    );
  },
};
