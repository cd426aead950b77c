import { Type } from 'typebox';
import { collectionEffectiveness, countBackTurnoverDays, turnoverFigures, type ReceivablesPeriod } from '../../stats/turnover-days.js';
import { isKnown, type Result } from '../../stats/result.js';
import { measureColumn, monthColumn, numberOf, textOf, title, viewTable, type SqlView, type ViewQuery, type ViewRow, type ViewScope } from '../sql-view.js';
import { daysOfMonth, receivableFilters } from './months.js';

/** All whole months up to the end of the period: those before it serve the count-back. */
export function balancesByMonth(scope: ViewScope): ViewQuery {
  return {
    sql: `SELECT toString(month) AS month, toFloat64(sum(sales_minor)) AS sales, toFloat64(sum(opening_minor)) AS opening, toFloat64(sum(closing_minor)) AS closing,
    toFloat64(sum(bucket_minor[1])) AS current, toFloat64(sum(opening_overdue_minor)) AS opening_overdue, toFloat64(sum(fell_overdue_minor)) AS fell, toFloat64(sum(recovered_minor)) AS recovered,
    toFloat64(countIf(opening_bucket > 0)) AS overdue_customers, toFloat64(countIf(opening_bucket > 0 AND bucket = 0)) AS cured,
    toFloat64(countIf(was_there AND opening_bucket < 4)) AS may_worsen, toFloat64(countIf(was_there AND opening_bucket < 4 AND bucket > opening_bucket)) AS worsened
FROM receivable_months
WHERE receivable_months.month < {before:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) <= {as_of:Date32} AND ${scope.customers.where}
GROUP BY month ORDER BY month`,
    params: { ...scope.customers.params, before: scope.before, as_of: scope.asOf },
  };
}

export interface MonthFigures {
  month: string;
  period: ReceivablesPeriod;
  turnover: ReturnType<typeof turnoverFigures>;
  countBack: Result<{ value: number }>;
  /** As a share: 0.9 is 90 %. */
  effectiveness: Result<{ value: number }>;
}

/** Figures of each month (F12), in the order of months; of the first one of the facts none, for it has no balance to begin with. */
export function figuresByMonth(rows: readonly ViewRow[]): MonthFigures[] {
  const months = rows.map((row) => ({ month: textOf(row['month']), sales: numberOf(row['sales']), row }));
  return months.slice(1).map(({ month, sales, row }, index) => {
    const period: ReceivablesPeriod = { days: daysOfMonth(month), sales, openingBalance: numberOf(row['opening']), closingBalance: numberOf(row['closing']), closingCurrent: numberOf(row['current']) };
    const latestFirst = months.slice(0, index + 2).reverse().map((one) => ({ sales: one.sales, days: daysOfMonth(one.month) }));
    const effectiveness = collectionEffectiveness(period);
    return { month, period, turnover: turnoverFigures(period), countBack: countBackTurnoverDays(period.closingBalance, latestFirst), effectiveness: isKnown(effectiveness) ? { value: effectiveness.value / 100 } : effectiveness };
  });
}

const pick = <K extends string>(result: Result<Record<K, number>>, key: K): Result<{ value: number }> => (isKnown(result) ? { value: result[key] } : result);

export const turnoverView: SqlView = {
  definition: {
    id: 'collections.turnover', topic: 'collections',
    title: title('Оборачиваемость ДЗ по месяцам', 'Turnover days by month'),
    meaning: title('DSO = остаток на конец / выставлено за месяц × дни; BPDSO — то же по непросроченному остатку; ADD = DSO − BPDSO; CEI = (нач. + выставлено − кон.) / (нач. + выставлено − непросроч. кон.)', 'DSO = closing balance / invoiced in the month × days; BPDSO: the same of what is not overdue; ADD = DSO − BPDSO; CEI = (opening + invoiced − closing) / (opening + invoiced − closing not overdue)'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'line', x: 'month', y: ['dso', 'best_possible_dso', 'add'], fromZero: true },
  },
  receivables: true,
  questions: (scope) => ({ months: balancesByMonth(scope) }),
  table({ months = [] }, scope) {
    const shown = figuresByMonth(months).filter(({ month }) => month >= `${scope.from.slice(0, 7)}-01`);
    return viewTable(
      [
        monthColumn,
        measureColumn('dso', title('Оборачиваемость ДЗ (DSO)', 'Turnover days (DSO)'), 'days', { better: 'lower' }),
        measureColumn('dso_countback', title('DSO обратным счётом', 'Count-back DSO'), 'days', { better: 'lower' }),
        measureColumn('best_possible_dso', title('Лучшая возможная (BPDSO)', 'Best possible DSO'), 'days', { better: 'lower' }),
        measureColumn('add', title('Средняя задержка (ADD)', 'Average days delinquent'), 'days', { better: 'lower' }),
        measureColumn('cei', title('Эффективность взыскания (CEI)', 'Collection effectiveness (CEI)'), 'share', { better: 'higher' }),
        measureColumn('sales', title('Выставлено', 'Invoiced'), 'money-minor'),
        measureColumn('ar_begin', title('Остаток на начало', 'Opening balance'), 'money-minor'),
        measureColumn('ar_end', title('Остаток на конец', 'Closing balance'), 'money-minor'),
        measureColumn('current_end', title('из него без просрочки', 'of it not overdue'), 'money-minor'),
      ],
      shown.map(({ month, period, turnover, countBack, effectiveness }) => ({
        month, dso: pick(turnover, 'turnoverDays'), dso_countback: countBack, best_possible_dso: pick(turnover, 'bestPossibleDays'), add: pick(turnover, 'averageDaysDelinquent'), cei: effectiveness,
        sales: period.sales, ar_begin: period.openingBalance, ar_end: period.closingBalance, current_end: period.closingCurrent,
      })),
      [
        title('Только полные месяцы. Платежи без номера счёта и кредит-ноты не учтены', 'Whole months only. Payments that name no invoice and credit notes are left out'),
        title('DSO обратным счётом: остаток покрывается выставленным за последний месяц, затем за предыдущий и так далее', 'Count-back DSO: the balance is used up by what was invoiced in the latest month, then in the one before, and so on'),
      ],
    );
  },
};
