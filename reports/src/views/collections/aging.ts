import { Type } from 'typebox';
import { dimensionColumn, measureColumn, monthColumn, quotient, textOf, title, viewTable, type SqlView, type ViewRow } from '../sql-view.js';
import { asOfNote, bucketTitles, monthsWhere, receivableFilters } from './months.js';
import { bucketIds } from './receivables-mart.js';

const bucketColumn = dimensionColumn('bucket', title('Дней просрочки', 'Days overdue'), { valueTitles: bucketTitles, filterBy: null });
const money = measureColumn('balance', title('Остаток', 'Balance'), 'money-minor');
const items = measureColumn('invoices', title('Счетов', 'Invoices'), 'count');
const customers = measureColumn('customers', title('Клиентов', 'Customers'), 'count');
const share = measureColumn('share', title('Доля остатка', 'Share of the balance'), 'share');
const listOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

/** Rows of the five buckets of one moment. */
function bucketRows(row: ViewRow): { bucket: string; balance: number; invoices: number; customers: number; share: ReturnType<typeof quotient> }[] {
  const [balances, counts, people] = [listOf(row['balances']), listOf(row['items']), listOf(row['people'])];
  const total = balances.reduce((sum, value) => sum + value, 0);
  return bucketIds.map((bucket, index) => ({ bucket, balance: balances[index] ?? 0, invoices: counts[index] ?? 0, customers: people[index] ?? 0, share: quotient(balances[index] ?? 0, total) }));
}

export const agingView: SqlView = {
  definition: {
    id: 'collections.aging', topic: 'collections',
    title: title('ДЗ по срокам просрочки', 'Receivables by days overdue'),
    meaning: title('Остаток открытых счетов на конец каждого месяца по числу дней после срока оплаты', 'Balance of open invoices at the end of each month by days after the due date'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'stacked-area', x: 'month', y: ['balance'], series: 'bucket', fromZero: true },
  },
  receivables: true,
  questions: (scope) => {
    const { where, params } = monthsWhere(scope, 'all');
    return {
      months: {
        sql: `SELECT toString(month) AS month, sumForEach(bucket_minor) AS balances, sumForEach(bucket_items) AS items,
    [countIf(bucket = 0 AND closing_minor > 0), countIf(bucket = 1), countIf(bucket = 2), countIf(bucket = 3), countIf(bucket = 4)] AS people
FROM receivable_months WHERE ${where} GROUP BY month ORDER BY month`,
        params,
      },
    };
  },
  table({ months = [] }, scope) {
    return viewTable([monthColumn, bucketColumn, money, share, items, customers], months.flatMap((row) => bucketRows(row).map((cells) => ({ month: textOf(row['month']), ...cells }))), [
      title(`Месяц, который ещё идёт, — на ${scope.asOf}. Клиент считается в корзине самого старого открытого счёта`, `The month under way stands as of ${scope.asOf}. A customer counts in the bucket of the oldest open invoice`),
    ]);
  },
};

export const agingNowView: SqlView = {
  definition: {
    id: 'collections.aging-now', topic: 'collections',
    title: title('ДЗ по срокам просрочки сейчас', 'Receivables by days overdue now'),
    meaning: title('Остаток открытых счетов на последний день с данными по числу дней после срока оплаты; период доски не действует', 'Balance of open invoices on the last day with data by days after the due date; the period of the board does not apply'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'bar', x: 'bucket', y: ['balance'] },
  },
  receivables: true,
  questions: (scope) => ({
    now: {
      sql: `SELECT sumForEach(bucket_minor) AS balances, sumForEach(bucket_items) AS items,
    [countIf(bucket = 0 AND closing_minor > 0), countIf(bucket = 1), countIf(bucket = 2), countIf(bucket = 3), countIf(bucket = 4)] AS people
FROM receivable_months WHERE month = toStartOfMonth({as_of:Date32}) AND ${scope.customers.where}`,
      params: { ...scope.customers.params, as_of: scope.asOf },
    },
  }),
  table({ now = [] }, scope) {
    return viewTable([bucketColumn, money, share, items, customers], bucketRows(now[0] ?? {}), [asOfNote(scope)]);
  },
};
