import { Type } from 'typebox';
import { isKnown } from '../../stats/result.js';
import { measureColumn, numberOf, quotient, title, viewTable, type SqlView, type ViewRow } from '../sql-view.js';
import { asOfNote, monthsWhere, receivableFilters } from './months.js';
import { balancesByMonth, figuresByMonth } from './turnover.js';

const sumOf = (rows: readonly ViewRow[], key: string): number => rows.reduce((sum, row) => sum + numberOf(row[key]), 0);

/** Headline numbers of collecting, one row: rates over the period's whole months, days of its last one, balances of the last day. */
export const keyFiguresView: SqlView = {
  definition: {
    id: 'collections.key-figures', topic: 'collections',
    title: title('Главные показатели взыскания', 'Key figures of collecting'),
    meaning: title('Возврат = оплачено просроченного / (просрочено на начало + стало просроченным); излечение = клиенты без просрочки на конец месяца из просроченных на начало; DSO, ADD, CEI — за последний полный месяц', 'Recovery = paid of overdue / (overdue at the start + became overdue); cure = customers not overdue at the end of a month of those overdue at its start; DSO, ADD and CEI of the last whole month'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'number', y: ['recovery_rate'] },
  },
  receivables: true,
  questions: (scope) => {
    const { where, params } = monthsWhere(scope, 'all');
    return {
      months: balancesByMonth(scope),
      now: {
        sql: `SELECT toFloat64(sum(closing_minor)) AS balance, toFloat64(sum(closing_minor - bucket_minor[1])) AS overdue, toFloat64(sum(bucket_minor[5])) AS worst, toFloat64(countIf(bucket > 0)) AS customers
FROM receivable_months WHERE month = (SELECT max(month) FROM receivable_months WHERE month < {before:Date32}) AND ${where}`,
        params,
      },
    };
  },
  table({ months = [], now = [] }, scope) {
    const within = months.filter((row) => String(row['month']) >= `${scope.from.slice(0, 7)}-01`);
    const last = figuresByMonth(months).filter(({ month }) => month >= `${scope.from.slice(0, 7)}-01`).at(-1);
    const balance = numberOf(now[0]?.['balance']);
    return viewTable(
      [
        measureColumn('recovery_rate', title('Возврат просроченного', 'Recovery rate'), 'share', { better: 'higher' }),
        measureColumn('cure_rate', title('Излечение за месяц', 'Cure rate, a month'), 'share', { better: 'higher' }),
        measureColumn('roll_forward_rate', title('Ухудшение за месяц', 'Roll forward, a month'), 'share', { better: 'lower' }),
        measureColumn('cei', title('Эффективность взыскания (CEI)', 'Collection effectiveness (CEI)'), 'share', { better: 'higher' }),
        measureColumn('dso', title('Оборачиваемость ДЗ (DSO)', 'Turnover days (DSO)'), 'days', { better: 'lower' }),
        measureColumn('best_possible_dso', title('Лучшая возможная (BPDSO)', 'Best possible DSO'), 'days', { better: 'lower' }),
        measureColumn('add', title('Средняя задержка (ADD)', 'Average days delinquent'), 'days', { better: 'lower' }),
        measureColumn('overdue', title('Просрочено', 'Overdue'), 'money-minor', { better: 'lower' }),
        measureColumn('overdue_share', title('Доля просроченного в ДЗ', 'Overdue share of receivables'), 'share', { better: 'lower' }),
        measureColumn('worst', title('Просрочено более 90 дней', 'Overdue above 90 days'), 'money-minor', { better: 'lower' }),
        measureColumn('overdue_customers', title('Клиентов с просрочкой', 'Customers overdue'), 'count', { better: 'lower' }),
        measureColumn('recovered', title('Оплачено просроченного', 'Paid of overdue'), 'money-minor', { better: 'higher' }),
      ],
      [
        {
          recovery_rate: quotient(sumOf(within, 'recovered'), numberOf(within[0]?.['opening_overdue']) + sumOf(within, 'fell')),
          cure_rate: quotient(sumOf(within, 'cured'), sumOf(within, 'overdue_customers')),
          roll_forward_rate: quotient(sumOf(within, 'worsened'), sumOf(within, 'may_worsen')),
          cei: last?.effectiveness, dso: last && (isKnown(last.turnover) ? last.turnover.turnoverDays : last.turnover),
          best_possible_dso: last && (isKnown(last.turnover) ? last.turnover.bestPossibleDays : last.turnover), add: last && (isKnown(last.turnover) ? last.turnover.averageDaysDelinquent : last.turnover),
          overdue: numberOf(now[0]?.['overdue']), overdue_share: quotient(numberOf(now[0]?.['overdue']), balance), worst: numberOf(now[0]?.['worst']), overdue_customers: numberOf(now[0]?.['customers']),
          recovered: sumOf(within, 'recovered'),
        },
      ],
      [asOfNote(scope)],
    );
  },
};
