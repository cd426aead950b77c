import { Type } from 'typebox';
import { migrationRows, netFlowRates } from '../../stats/roll-rate.js';
import { isKnown, type Interval, type Result } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { dimensionColumn, measureColumn, monthColumn, numberOf, textOf, title, viewTable, type SqlView, type ViewQuery, type ViewRow, type ViewScope } from '../sql-view.js';
import { bucketTitles, monthsWhere, receivableFilters } from './months.js';
import { bucketIds } from './receivables-mart.js';

const size = bucketIds.length;
export const fromColumn = dimensionColumn('from', title('Было', 'From'), { valueTitles: bucketTitles, filterBy: null });
export const toColumn = dimensionColumn('to', title('Стало', 'To'), { valueTitles: bucketTitles, filterBy: null });

/** Customers and their opening balances by month and move, of those who were there when the month began. */
function movesByMonth(scope: ViewScope): ViewQuery {
  const { where, params } = monthsWhere(scope);
  return {
    sql: `SELECT toString(month) AS month, opening_bucket AS from, bucket AS to, toFloat64(count()) AS customers, toFloat64(sum(opening_minor)) AS balance
FROM receivable_months WHERE was_there AND ${where} GROUP BY month, from, to ORDER BY month, from, to`,
    params,
  };
}

/** Square matrix of a measure of the moves: from bucket, to bucket. */
export function matrixOf(rows: readonly ViewRow[], measure: string): number[][] {
  const matrix = bucketIds.map(() => bucketIds.map(() => 0));
  for (const row of rows) {
    const line = matrix[numberOf(row['from'])];
    const to = numberOf(row['to']);
    if (line && to < size) line[to] = (line[to] ?? 0) + numberOf(row[measure]);
  }
  return matrix;
}

const cellShare = (rows: ReturnType<typeof migrationRows>, from: number, to: number): Result<{ value: number }> => {
  const row = rows[from];
  return row === undefined || !isKnown(row) ? { undefined: true, reason: 'no-transitions' } : { value: row.shares[to] ?? 0 };
};

export const rollRatesView: SqlView = {
  definition: {
    id: 'collections.roll-rates', topic: 'collections',
    title: title('Матрица переходов за месяц', 'Roll rates in a month'),
    meaning: title('P(из, в) = клиенты, перешедшие из корзины в корзину за месяц / клиенты корзины на начало; деньги — по остатку клиента на начало. Клиент — в корзине самого старого открытого счёта', 'P(from, to) = customers who moved from bucket to bucket in a month / customers of the bucket at its start; money by the opening balance. A customer is in the bucket of the oldest open invoice'),
    params: Type.Object({ month: Type.String({ pattern: '^(\\d{4}-\\d{2})?$', default: '', description: 'One month, YYYY-MM; all months of the period when empty' }) }, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'heatmap', x: 'from', series: 'to', y: ['share'] },
  },
  receivables: true,
  questions: (scope) => ({ moves: movesByMonth(scope) }),
  table({ moves = [] }, scope) {
    const month = textOf(scope.params['month']);
    const chosen = month === '' ? moves : moves.filter((row) => textOf(row['month']) === `${month}-01`);
    const [people, money] = [matrixOf(chosen, 'customers'), matrixOf(chosen, 'balance')];
    const [shares, moneyShares] = [migrationRows(people), migrationRows(money)];
    return viewTable(
      [
        fromColumn, toColumn,
        measureColumn('share', title('Доля клиентов', 'Share of customers'), 'share', { low: 'share_low', high: 'share_high' }),
        measureColumn('share_low', title('Доля, от', 'Share, from'), 'share'),
        measureColumn('share_high', title('Доля, до', 'Share, to'), 'share'),
        measureColumn('customers', title('Клиентов', 'Customers'), 'count', { additive: true }),
        measureColumn('balance_share', title('Доля остатка', 'Share of the balance'), 'share'),
        measureColumn('balance', title('Остаток на начало', 'Opening balance'), 'money-minor', { additive: true }),
      ],
      bucketIds.flatMap((from, i) => bucketIds.map((to, j) => {
        const row = shares[i];
        const interval: Result<Interval> = row && isKnown(row) ? wilsonInterval({ n: row.total, successes: people[i]?.[j] ?? 0 }) : { undefined: true, reason: 'no-transitions' };
        return {
          from, to, share: cellShare(shares, i, j), share_low: isKnown(interval) ? interval.low : interval, share_high: isKnown(interval) ? interval.high : interval,
          customers: people[i]?.[j] ?? 0, balance_share: cellShare(moneyShares, i, j), balance: money[i]?.[j] ?? 0,
        };
      })),
      [title('Только полные месяцы; клиент каждого месяца считается отдельно. Клиент остаётся в матрице год после последнего события', 'Whole months only; a customer counts once in each month. A customer stays in the matrix for a year after the last thing that happened')],
    );
  },
};

/** What moves of a month mean for a bucket: forward, back, cured; and the flow of the whole balance into the next bucket. */
export const rollTrendView: SqlView = {
  definition: {
    id: 'collections.roll-trend', topic: 'collections',
    title: title('Переходы по месяцам', 'Rolls by month'),
    meaning: title('Ухудшение — в любую худшую корзину, улучшение — в любую лучшую, излечение — в «без просрочки»; чистый поток = остаток следующей корзины на конец месяца / остаток этой на начало', 'Forward: into any worse bucket; back: into any milder one; cure: into not overdue; net flow = balance of the next bucket at the end of the month / balance of this one at its start'),
    params: Type.Object({ bucket: Type.Enum([...bucketIds, 'all'] as const, { default: 'all', description: 'One bucket of the start' }) }, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'line', x: 'month', y: ['roll_forward'], series: 'from' },
  },
  receivables: true,
  questions: (scope) => {
    const { params } = monthsWhere(scope);
    return {
      moves: movesByMonth(scope),
      balances: {
        sql: `SELECT toString(month) AS month, sumForEach(bucket_minor) AS balances FROM receivable_months
WHERE receivable_months.month < {before:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) <= {as_of:Date32} AND ${scope.customers.where} GROUP BY month ORDER BY month`,
        params,
      },
    };
  },
  table({ moves = [], balances = [] }, scope) {
    const wanted = textOf(scope.params['bucket']);
    const balanceOf = new Map(balances.map((row) => [textOf(row['month']), (row['balances'] as unknown[]).map(Number)]));
    const months = [...new Set(moves.map((row) => textOf(row['month'])))];
    const rows = months.flatMap((month) => {
      const shares = migrationRows(matrixOf(moves.filter((row) => row['month'] === month), 'customers'));
      const [year, number] = month.split('-').map(Number) as [number, number];
      const before = balanceOf.get(new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 10));
      const flows = before === undefined ? [] : netFlowRates(before, balanceOf.get(month) ?? []);
      return bucketIds.flatMap((from, index) => {
        if (wanted !== 'all' && wanted !== from) return [];
        const row = shares[index];
        const known = row && isKnown(row) ? row : null;
        const of = (value: number | null | undefined) => (known === null ? ({ undefined: true, reason: 'no-transitions' } as const) : (value ?? null));
        return [{
          month, from, customers: known?.total ?? 0, roll_forward: of(known?.rollForward), roll_back: of(known?.rollBack), cure: of(known?.cure), stayed: of(known?.shares[index]),
          net_flow: index === size - 1 ? null : (flows[index] ?? ({ undefined: true, reason: 'no-history' } as const)),
        }];
      });
    });
    return viewTable(
      [
        monthColumn, fromColumn,
        measureColumn('roll_forward', title('Ухудшение', 'Roll forward'), 'share', { better: 'lower' }),
        measureColumn('roll_back', title('Улучшение', 'Roll back'), 'share', { better: 'higher' }),
        measureColumn('cure', title('Излечение', 'Cure'), 'share', { better: 'higher' }),
        measureColumn('stayed', title('Осталось', 'Stayed'), 'share'),
        measureColumn('net_flow', title('Чистый поток остатка', 'Net flow of the balance'), 'share', { better: 'lower' }),
        measureColumn('customers', title('Клиентов на начало', 'Customers at the start'), 'count'),
      ],
      rows,
      [title('Только полные месяцы. Чистый поток сравнивает остатки соседних корзин и может быть больше 100 %', 'Whole months only. Net flow compares balances of neighbouring buckets and may be above 100 %')],
    );
  },
};

