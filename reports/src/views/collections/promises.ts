import { Type } from 'typebox';
import { isKnown } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { dimensionColumn, measureColumn, monthColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';

const groupTitles: Record<string, ReturnType<typeof title>> = { segment: title('Сегмент', 'Segment'), kind: title('Тип клиента', 'Kind'), region: title('Регион', 'Region') };

/** Promises to pay by how they stand, in the month in which their last day lies. */
export const promisesView: SqlView = {
  definition: {
    id: 'collections.promises', topic: 'collections',
    title: title('Обещания заплатить', 'Promises to pay'),
    meaning: title('Доля выполненных = выполнено / (выполнено + частично + нарушено) среди обещаний, срок которых прошёл; по сумме = оплачено в срок / обещано', 'Kept rate = kept / (kept + partial + broken) of promises whose day is over; by amount = paid in time / promised'),
    params: Type.Object({ by: Type.Enum(['month', 'segment', 'kind', 'region', 'all'] as const, { default: 'month' }) }, { additionalProperties: false }),
    filters: ['segment', 'region', 'kind', 'customer.*', 'arm', 'campaign'],
    chart: { type: 'stacked-bar', x: 'month', y: ['kept', 'partial', 'broken'] },
  },
  questions(scope) {
    const by = textOf(scope.params['by']);
    const value = by === 'month' ? 'toString(toStartOfMonth(day))' : by === 'all' ? "''" : 'who.value';
    const join = by === 'month' || by === 'all' ? '' : `INNER JOIN (SELECT customer_id, ${by} AS value FROM customers FINAL) AS who USING (customer_id)`;
    const state = (id: string) => `toFloat64(countIf(last_state = '${id}')) AS ${id}`;
    return {
      promises: {
        sql: `SELECT ${value} AS value, ${['kept', 'partial', 'broken', 'open'].map(state).join(', ')},
    toFloat64(sumIf(amount, last_state = 'kept')) AS kept_minor, toFloat64(sumIf(amount, last_state = 'partial')) AS partial_minor, toFloat64(sumIf(amount, last_state = 'broken')) AS broken_minor, toFloat64(sumIf(amount, last_state = 'open')) AS open_minor,
    toFloat64(sumIf(least(paid, amount), last_state IN ('kept', 'partial', 'broken'))) AS paid_minor
FROM (
    SELECT customer_id, promise_id, argMax(state, number) AS last_state, argMax(amount_minor, number) AS amount, argMax(paid_minor, number) AS paid, argMax(last_on, number) AS day
    FROM promises FINAL WHERE ${scope.customers.where} GROUP BY customer_id, promise_id
) AS promise ${join}
WHERE day >= {from:Date32} AND day < {before:Date32} AND last_state != 'withdrawn'
GROUP BY value ORDER BY value`,
        params: { ...scope.customers.params, from: scope.from, before: scope.before },
      },
    };
  },
  table({ promises = [] }, scope) {
    const by = textOf(scope.params['by']);
    const valueTitles = scope.titles[by];
    const heading = groupTitles[by];
    const count = (id: string, ru: string, en: string, better?: 'higher' | 'lower') => measureColumn(id, title(ru, en), 'count', { additive: true, ...(better ? { better } : {}) });
    const money = (id: string, ru: string, en: string, better?: 'higher' | 'lower') => measureColumn(id, title(ru, en), 'money-minor', { additive: true, ...(better ? { better } : {}) });
    return viewTable(
      [
        ...(by === 'month' ? [monthColumn] : heading ? [dimensionColumn(by, heading, valueTitles ? { valueTitles: { ...valueTitles } } : {})] : []),
        count('kept', 'Выполнено', 'Kept', 'higher'), count('partial', 'Частично', 'Partial'), count('broken', 'Нарушено', 'Broken', 'lower'), count('open', 'Открыто', 'Open'),
        measureColumn('kept_rate', title('Доля выполненных', 'Kept rate'), 'share', { better: 'higher', low: 'low', high: 'high' }), measureColumn('low', title('от', 'from'), 'share'), measureColumn('high', title('до', 'to'), 'share'),
        money('kept_minor', 'Сумма выполненных', 'Amount kept', 'higher'), money('partial_minor', 'Сумма частично выполненных', 'Amount of partial ones'), money('broken_minor', 'Сумма нарушенных', 'Amount broken', 'lower'), money('open_minor', 'Сумма открытых', 'Amount open'),
        measureColumn('paid_rate', title('Оплачено из обещанного', 'Paid of what was promised'), 'share', { better: 'higher' }),
      ],
      promises.map((row) => {
        const of = (key: string) => numberOf(row[key]);
        const n = of('kept') + of('partial') + of('broken');
        const interval = wilsonInterval({ n, successes: of('kept') });
        return {
          [by]: textOf(row['value']), kept: of('kept'), partial: of('partial'), broken: of('broken'), open: of('open'), kept_rate: quotient(of('kept'), n), low: isKnown(interval) ? interval.low : interval, high: isKnown(interval) ? interval.high : interval,
          kept_minor: of('kept_minor'), partial_minor: of('partial_minor'), broken_minor: of('broken_minor'), open_minor: of('open_minor'), paid_rate: quotient(of('paid_minor'), of('kept_minor') + of('partial_minor') + of('broken_minor')),
        };
      }),
      [title('Отозванные обещания не учтены; период — по последнему дню обещания', 'Withdrawn promises are left out; the period is that of a promise’s last day')],
    );
  },
};
