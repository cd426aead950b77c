import { Type } from 'typebox';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { isKnown } from '../../stats/result.js';
import { measureColumn, monthColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';
import { receivableFilters } from './months.js';
import { balancesByMonth } from './turnover.js';

export const recoveryView: SqlView = {
  definition: {
    id: 'collections.recovery', topic: 'collections',
    title: title('Возврат и излечение по месяцам', 'Recovery and cure by month'),
    meaning: title('Возврат = оплачено просроченного / (просрочено на начало + стало просроченным), не выше 100 %; излечение = клиенты без просрочки на конец месяца / клиенты с просрочкой на его начало', 'Recovery = paid of overdue / (overdue at the start + became overdue), at most 100 %; cure = customers not overdue at the end of the month / customers overdue at its start'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'line', x: 'month', y: ['recovery_rate', 'cure_rate'] },
  },
  receivables: true,
  questions: (scope) => ({ months: balancesByMonth(scope) }),
  table({ months = [] }, scope) {
    return viewTable(
      [
        monthColumn,
        measureColumn('recovery_rate', title('Возврат', 'Recovery rate'), 'share', { better: 'higher' }),
        measureColumn('cure_rate', title('Излечение', 'Cure rate'), 'share', { better: 'higher', low: 'cure_low', high: 'cure_high' }),
        measureColumn('cure_low', title('Излечение, от', 'Cure rate, from'), 'share'),
        measureColumn('cure_high', title('Излечение, до', 'Cure rate, to'), 'share'),
        measureColumn('overdue_begin', title('Просрочено на начало', 'Overdue at the start'), 'money-minor'),
        measureColumn('fell_overdue', title('Стало просроченным', 'Became overdue'), 'money-minor', { better: 'lower' }),
        measureColumn('recovered', title('Оплачено просроченного', 'Paid of overdue'), 'money-minor', { better: 'higher' }),
        measureColumn('overdue_end', title('Просрочено на конец', 'Overdue at the end'), 'money-minor', { better: 'lower' }),
        measureColumn('overdue_customers', title('Клиентов с просрочкой на начало', 'Customers overdue at the start'), 'count'),
        measureColumn('cured_customers', title('Излечено клиентов', 'Customers cured'), 'count', { better: 'higher' }),
      ],
      months.filter((row) => textOf(row['month']) >= `${scope.from.slice(0, 7)}-01`).map((row) => {
        const [opening, fell, recovered] = [numberOf(row['opening_overdue']), numberOf(row['fell']), numberOf(row['recovered'])];
        const [n, successes] = [numberOf(row['overdue_customers']), numberOf(row['cured'])];
        const interval = wilsonInterval({ n, successes });
        return {
          month: textOf(row['month']), recovery_rate: quotient(recovered, opening + fell), cure_rate: quotient(successes, n),
          cure_low: isKnown(interval) ? interval.low : interval, cure_high: isKnown(interval) ? interval.high : interval,
          overdue_begin: opening, fell_overdue: fell, recovered, overdue_end: opening + fell - recovered, overdue_customers: n, cured_customers: successes,
        };
      }),
      [title('Только полные месяцы. Просрочено на начало + стало просроченным − оплачено = просрочено на конец', 'Whole months only. Overdue at the start + became overdue − paid = overdue at the end')],
    );
  },
};
